/** Copies one remote file to the local side. Nothing half-written is ever seen under the final name. */

import { SshError } from '@nacre/core';

import type { SftpClient } from '../client/client.js';
import type { SftpFile } from '../client/file.js';
import { withFile } from '../client/with-file.js';
import type { RemotePath } from '../files/paths.js';
import type { SftpStats } from '../files/stats.js';
import { Lanes } from '../lanes.js';
import type { TransferJob } from './job.js';
import type { LocalFile, LocalFiles } from './local-files.js';
import { sameSecond } from './resume.js';

/** Local writes at one time: the thread pool of Node has four threads. */
const LOCAL_WRITES = 4;

export interface GetFile {
  readonly client: SftpClient;
  readonly local: LocalFiles;
  readonly job: TransferJob;
  readonly source: RemotePath;
  readonly target: string;
  readonly stats: SftpStats;
  readonly report: (bytes: number, total: number) => void;
}

interface Destination {
  readonly file: LocalFile;
  /** The name it is written under; undefined when it is written in place. */
  readonly temporary: string | undefined;
  /** Bytes that are already there. */
  readonly start: number;
  /** Permission bits to end with, if they are not those it was made with. */
  readonly mode: number | undefined;
}

export async function getFile(context: GetFile): Promise<void> {
  const { client, job } = context;
  await withFile(client.open(context.source, 'r', { signal: job.stop }), source => copyFrom(source, context));
}

async function copyFrom(source: SftpFile, context: GetFile): Promise<void> {
  const { local, target } = context;
  const destination = await openDestination(context);
  const progress = { position: destination.start };
  try {
    await copyBlocks(source, destination, context, progress);
    if (destination.start > 0) await confirmUnchanged(source, context, progress.position);
    await finishAttributes(destination, context);
    await destination.file.close();
    if (destination.temporary !== undefined) await local.rename(destination.temporary, target);
  } catch (error) {
    await discard(destination, context, progress.position);
    throw error;
  }
}

async function copyBlocks(
  source: SftpFile,
  destination: Destination,
  context: GetFile,
  progress: { position: number },
): Promise<void> {
  const { job, report, stats } = context;
  const size = stats.size ?? 0;
  const lanes = new Lanes(LOCAL_WRITES);
  const range = { start: destination.start, signal: job.stop, concurrency: job.options.requests };
  let written = destination.start;
  try {
    for await (const block of source.blocks(range, size)) {
      await lanes.room();
      const end = block.position + block.length;
      lanes.add(destination.file.write(block.position, block.pieces));
      written = end;
      report(end, Math.max(size, end));
    }
  } finally {
    await lanes.settle();
    if (!lanes.failed) progress.position = written;
  }
  await lanes.drain();
}

async function openDestination(context: GetFile): Promise<Destination> {
  const { local, job, target, stats } = context;
  const existing = await local.lstat(target);
  const reached = existing?.kind === 'symlink' ? await local.stat(target) : existing;
  if (reached?.kind === 'directory') throw refused(`${target} is a folder`);
  if (reached?.kind === 'other') {
    return { file: await local.openExisting(target, 'device'), temporary: undefined, start: 0, mode: undefined };
  }
  const mode = existing?.kind === 'file' && job.options.preserve !== true ? existing.mode & 0o777 : undefined;
  if (job.options.resume === true) return openPartial(context, `${target}.part`, mode);
  const temporary = `${target}.${local.uniqueName()}.part`;
  return { file: await local.openNew(temporary, creationMode(stats)), temporary, start: 0, mode };
}

/** A partial copy is used only if it was left with the time that the original still has, and is not longer. */
async function openPartial(context: GetFile, temporary: string, mode: number | undefined): Promise<Destination> {
  const { local, stats } = context;
  const left = await local.lstat(temporary);
  const usable = left?.kind === 'file' && left.size <= (stats.size ?? 0) && sameSecond(left.mtimeMs, stats.mtimeMs);
  if (usable) return { file: await local.openExisting(temporary, 'resume'), temporary, start: left.size, mode };
  if (left !== undefined) await local.remove(temporary);
  return { file: await local.openNew(temporary, creationMode(stats)), temporary, start: 0, mode };
}

/** The owner must be able to write while the copy goes on. */
function creationMode(stats: SftpStats): number {
  return ((stats.mode ?? 0o666) & 0o777) | 0o200;
}

/** A copy in two parts is right only if the original is still the one that the first part came from. */
async function confirmUnchanged(source: SftpFile, context: GetFile, length: number): Promise<void> {
  const now = await source.stat({ signal: context.job.stop });
  if (now.size === length && sameSecond(now.mtimeMs, context.stats.mtimeMs)) return;
  throw refused(`${source.path} changed while it was copied`);
}

async function finishAttributes(destination: Destination, context: GetFile): Promise<void> {
  const { job, stats } = context;
  if (destination.temporary === undefined) return;
  const preserved = job.options.preserve === true && stats.mode !== undefined ? stats.mode & 0o777 : undefined;
  const mode = preserved ?? destination.mode;
  if (mode !== undefined) await destination.file.chmod(mode);
  if (job.options.preserve === true && stats.mtimeMs !== undefined) {
    await destination.file.utimes(stats.atimeMs ?? stats.mtimeMs, stats.mtimeMs);
  }
}

/** After a failure: the temporary file goes, or with `resume` stays with the time of its original. */
async function discard(destination: Destination, context: GetFile, size: number): Promise<void> {
  const { local, job, stats } = context;
  const { file, temporary } = destination;
  const keep = job.options.resume === true && size > 0 && stats.mtimeMs !== undefined;
  try {
    if (keep) {
      await file.truncate(size);
      await file.utimes(stats.mtimeMs as number, stats.mtimeMs as number);
    }
  } finally {
    await file.close().catch(() => {}); // closed already, or broken: the first failure is the one to report
    if (temporary !== undefined && !keep) await local.remove(temporary);
  }
}

function refused(message: string): SshError {
  return new SshError('IO_ERROR', message, { origin: 'local' });
}
