/** Copies remote files and folders to the local side. What the server lists is checked before it becomes a local name. */

import { decodeUtf8, limitExceeded, protocolError, sanitizeText, SshError } from '@nacre/core';

import type { SftpClient } from '../client/client.js';
import type { SftpDirent } from '../client/directory.js';
import { baseName, pathText, type RemotePath } from '../files/paths.js';
import type { SftpStats } from '../files/stats.js';
import { getFile } from './get-file.js';
import { TransferJob, type TransferOptions, type TransferResult } from './job.js';
import type { LocalFiles } from './local-files.js';

export type GetOptions = TransferOptions;

interface Context {
  readonly client: SftpClient;
  readonly local: LocalFiles;
  readonly job: TransferJob;
}

interface Folder {
  readonly source: RemotePath;
  readonly target: string;
  readonly stats: SftpStats;
  /** Real names of the folders above, when links are followed. */
  readonly above: readonly string[];
}

export async function getFiles(
  client: SftpClient,
  local: LocalFiles,
  remote: RemotePath | readonly RemotePath[],
  target = '.',
  options: GetOptions = {},
): Promise<TransferResult> {
  const several = Array.isArray(remote) || options.glob === true;
  const given = (Array.isArray(remote) ? remote : [remote]) as readonly RemotePath[];
  const job = new TransferJob(options, client.limits.maxBytesInFlight);
  return job.run(async () => {
    const sources = options.glob === true ? await expand(client, given, job) : given;
    const intoFolder = (await local.stat(target))?.kind === 'directory';
    if (several && !intoFolder) throw refused(`${target} is not a folder`);
    for (const source of sources) {
      const work = (): Promise<void> => getOne({ client, local, job }, source, target, intoFolder);
      await job.attempt(pathText(source), work);
    }
  });
}

async function expand(
  client: SftpClient,
  patterns: readonly RemotePath[],
  job: TransferJob,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of patterns) found.push(...(await client.glob(pathText(pattern), { signal: job.stop })));
  return found;
}

async function getOne(context: Context, source: RemotePath, target: string, intoFolder: boolean): Promise<void> {
  const { client, local, job } = context;
  const stats = await client.stat(source, { signal: job.stop });
  const name = baseName(pathText(source));
  const nameless = name === '' || name === '.' || name === '..';
  const destination = intoFolder && !nameless ? local.join(target, checkedName(local, name)) : target;
  if (!stats.isDirectory()) return copyFile(context, source, destination, stats);
  if (job.options.recursive !== true)
    throw refused(`${pathText(source)} is a folder; copy it with the option recursive`);
  return getFolder(context, { source, target: destination, stats, above: [] }, true);
}

async function getFolder(context: Context, folder: Folder, top: boolean): Promise<void> {
  const { client, local, job } = context;
  const { maxDepth } = client.limits;
  if (folder.above.length > maxDepth) throw limitExceeded('maxDepth', folder.above.length, maxDepth);
  const real = job.options.links === 'follow' ? await client.realpath(folder.source, { signal: job.stop }) : '';
  if (real !== '' && folder.above.includes(real)) throw refused(`${pathText(folder.source)} leads back to ${real}`);
  await prepareFolder(local, folder.target, top);
  job.last(folder.target, () => finishFolder(context, folder));
  const folders: Folder[] = [];
  for await (const entry of await client.opendir(folder.source, { signal: job.stop })) {
    await job.attempt(pathText(entry.path), async () => {
      const inner = await getEntry(context, folder, entry);
      if (inner !== undefined) folders.push({ ...inner, above: [...folder.above, real] });
    });
    if (job.stop.aborted) return;
  }
  for (const inner of folders) await job.attempt(pathText(inner.source), () => getFolder(context, inner, false));
}

/** Starts the copy of a file; a folder is returned for later, so that few listings are open at a time. */
async function getEntry(
  context: Context,
  folder: Folder,
  entry: SftpDirent,
): Promise<Omit<Folder, 'above'> | undefined> {
  const { client, local, job } = context;
  const name = decodeUtf8(entry.nameBytes);
  if (name === undefined) throw protocolError(`a name that is not UTF-8: ${sanitizeText(entry.name)}`);
  const target = local.join(folder.target, checkedName(local, name));
  const follow = job.options.links === 'follow' && entry.isSymbolicLink();
  const known = entry.stats.kind !== 'unknown' && entry.stats.size !== undefined;
  const stats = follow
    ? await client.stat(entry.path, { signal: job.stop })
    : known
      ? entry.stats
      : await client.lstat(entry.path, { signal: job.stop });
  if (stats.isDirectory()) return { source: entry.path, target, stats };
  if (stats.isFile()) await copyFile(context, entry.path, target, stats);
  else job.skip(pathText(entry.path));
  return undefined;
}

async function copyFile(context: Context, source: RemotePath, target: string, stats: SftpStats): Promise<void> {
  const { client, local, job } = context;
  const copy = (report: (bytes: number, total: number) => void): Promise<void> =>
    getFile({ client, local, job, source, target, stats, report });
  await job.file(pathText(source), stats.size ?? 0, copy);
}

/** A link in place of a folder would lead the copy elsewhere; only the folder that the caller named may be one. */
async function prepareFolder(local: LocalFiles, target: string, top: boolean): Promise<void> {
  const existing = top ? await local.stat(target) : await local.lstat(target);
  if (existing === undefined) await local.mkdir(target);
  else if (existing.kind !== 'directory') throw refused(`${target} is in the way of a folder`);
}

async function finishFolder(context: Context, folder: Folder): Promise<void> {
  const { local, job } = context;
  const { mode, atimeMs, mtimeMs } = folder.stats;
  if (job.options.preserve !== true) return;
  if (mode !== undefined) await local.chmod(folder.target, mode & 0o777);
  if (mtimeMs !== undefined) await local.utimes(folder.target, atimeMs ?? mtimeMs, mtimeMs);
}

function checkedName(local: LocalFiles, name: string): string {
  const problem = local.nameProblem(name);
  if (problem !== undefined) throw protocolError(`the name '${sanitizeText(name)}' cannot be used here: ${problem}`);
  return name;
}

function refused(message: string): SshError {
  return new SshError('IO_ERROR', sanitizeText(message, 1024), { origin: 'local' });
}
