/** Copies local files and folders to the server. */

import { limitExceeded, sanitizeText, SshError } from '@nacre/core';

import type { SftpClient } from '../client/client.js';
import { statOrUndefined } from '../client/tree.js';
import { isFileError } from '../errors.js';
import { expandGlob, type GlobFolders } from '../files/glob.js';
import { joinPath, pathText, type RemotePath } from '../files/paths.js';
import { TransferJob, type TransferOptions, type TransferResult } from './job.js';
import type { LocalEntry, LocalFiles, LocalStats } from './local-files.js';
import { putFile } from './put-file.js';

export interface PutOptions extends TransferOptions {
  /** Writes under a temporary name and renames at the end; the server needs posix-rename@openssh.com to replace a file. */
  readonly atomic?: boolean | undefined;
}

interface Context {
  readonly client: SftpClient;
  readonly local: LocalFiles;
  readonly job: TransferJob;
  readonly atomic: boolean;
}

interface Folder {
  readonly source: string;
  readonly target: RemotePath;
  readonly stats: LocalStats;
  /** Real names of the folders above, when links are followed. */
  readonly above: readonly string[];
}

export async function putFiles(
  client: SftpClient,
  local: LocalFiles,
  source: string | readonly string[],
  target: RemotePath = '.',
  options: PutOptions = {},
): Promise<TransferResult> {
  const several = typeof source !== 'string' || options.glob === true;
  const given = typeof source === 'string' ? [source] : source;
  const job = new TransferJob(options, client.limits.maxBytesInFlight);
  const context = { client, local, job, atomic: options.atomic === true };
  return job.run(async () => {
    const intoFolder = (await statOrUndefined(client, target, { signal: job.stop }))?.isDirectory() === true;
    if (several && !intoFolder) throw refused(`${pathText(target)} is not a folder on the server`);
    for (const path of options.glob === true ? await expand(client, local, given) : given) {
      await job.attempt(path, () => putOne(context, path, target, intoFolder));
    }
  });
}

async function expand(client: SftpClient, local: LocalFiles, patterns: readonly string[]): Promise<readonly string[]> {
  const folders: GlobFolders = {
    list: async folder => (await local.list(folder)).map(({ name, kind }) => ({ name, folder: kind === 'directory' })),
    isFolder: async path => (await local.stat(path))?.kind === 'directory',
    exists: async path => (await local.lstat(path)) !== undefined,
    join: local.join,
  };
  const found: string[] = [];
  for (const pattern of patterns) found.push(...(await expandGlob(folders, pattern, client.limits.maxDepth)));
  return found;
}

async function putOne(context: Context, source: string, target: RemotePath, intoFolder: boolean): Promise<void> {
  const { local, job } = context;
  const stats = await local.stat(source);
  if (stats === undefined) throw refused(`${source} does not exist`);
  const name = local.baseName(source);
  const nameless = name === '' || name === '.' || name === '..';
  const destination = intoFolder && !nameless ? joinPath(target, name) : target;
  if (stats.kind !== 'directory') return copyFile(context, source, destination, stats);
  if (job.options.recursive !== true) throw refused(`${source} is a folder; copy it with the option recursive`);
  return putFolder(context, { source, target: destination, stats, above: [] });
}

async function putFolder(context: Context, folder: Folder): Promise<void> {
  const { client, local, job } = context;
  const { maxDepth } = client.limits;
  if (folder.above.length > maxDepth) throw limitExceeded('maxDepth', folder.above.length, maxDepth, 'local');
  const real = job.options.links === 'follow' ? await local.realpath(folder.source) : '';
  if (real !== '' && folder.above.includes(real)) throw refused(`${folder.source} leads back to ${real}`);
  await prepareFolder(context, folder);
  job.last(folder.source, () => finishFolder(context, folder));
  const folders: Folder[] = [];
  for (const entry of await local.list(folder.source)) {
    const path = local.join(folder.source, entry.name);
    await job.attempt(path, async () => {
      const stats = await entryStats(context, path, entry);
      const target = joinPath(folder.target, entry.name);
      if (stats?.kind === 'directory') folders.push({ source: path, target, stats, above: [...folder.above, real] });
      else if (stats?.kind === 'file') await copyFile(context, path, target, stats);
      else job.skip(path);
    });
    if (job.stop.aborted) return;
  }
  for (const inner of folders) await job.attempt(inner.source, () => putFolder(context, inner));
}

/** The attributes of what is to be copied; undefined for links that are not followed and what is gone meanwhile. */
async function entryStats(context: Context, path: string, entry: LocalEntry): Promise<LocalStats | undefined> {
  const { local, job } = context;
  if (entry.kind === 'symlink' && job.options.links !== 'follow') return undefined;
  return entry.kind === 'symlink' ? local.stat(path) : local.lstat(path);
}

async function copyFile(context: Context, source: string, target: RemotePath, stats: LocalStats): Promise<void> {
  const copy = (report: (bytes: number, total: number) => void): Promise<void> =>
    putFile({ ...context, source, target, stats, report });
  await context.job.file(source, stats.size, copy);
}

/** Makes the folder; one that exists is used. The owner must be able to write until the end. */
async function prepareFolder(context: Context, folder: Folder): Promise<void> {
  const { client, job } = context;
  const options = { signal: job.stop };
  try {
    await client.mkdir(folder.target, { mode: (folder.stats.mode & 0o777) | 0o700, ...options });
  } catch (error) {
    const existing = await statOrUndefined(client, folder.target, options);
    if (isFileError(error, 'ENOENT') || existing?.isDirectory() !== true) throw error;
  }
}

async function finishFolder(context: Context, folder: Folder): Promise<void> {
  const { client, job } = context;
  if (job.options.preserve !== true) return;
  const { mode, atimeMs, mtimeMs } = folder.stats;
  await client.chmod(folder.target, mode & 0o777, { signal: job.stop });
  await client.utimes(folder.target, atimeMs / 1000, mtimeMs / 1000, { signal: job.stop });
}

function refused(message: string): SshError {
  return new SshError('IO_ERROR', sanitizeText(message, 1024), { origin: 'local' });
}
