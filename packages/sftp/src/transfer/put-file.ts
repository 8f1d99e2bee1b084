/** Copies one local file to the server, with many requests in flight and the local buffers used again. */

import { concatBytes, encodeUtf8 } from '@nacre/core';

import type { SftpClient } from '../client/client.js';
import type { SftpFile } from '../client/file.js';
import { isFileError, SftpError } from '../errors.js';
import type { RemotePath } from '../files/paths.js';
import { Lanes } from '../lanes.js';
import type { TransferJob } from './job.js';
import type { LocalFile, LocalFiles, LocalStats } from './local-files.js';
import { sameSecond } from './resume.js';

export interface PutFile {
  readonly client: SftpClient;
  readonly local: LocalFiles;
  readonly job: TransferJob;
  readonly source: string;
  readonly target: RemotePath;
  readonly stats: LocalStats;
  readonly atomic: boolean;
  readonly report: (bytes: number, total: number) => void;
}

interface Destination {
  readonly file: SftpFile;
  readonly path: RemotePath;
  readonly start: number;
}

export async function putFile(context: PutFile): Promise<void> {
  const { local, job, client, target } = context;
  const source = await local.openRead(context.source);
  try {
    const destination = await openDestination(context);
    const progress = { position: destination.start };
    try {
      await copyBlocks(source, destination, context, progress);
      if (job.options.preserve === true) await preserve(destination.file, context.stats, job);
      await destination.file.close();
      if (destination.path !== target) await client.rename(destination.path, target, { signal: job.stop });
    } catch (error) {
      const cleaning = discard(destination, context, progress.position);
      if (job.options.signal?.aborted === true)
        cleaning.catch(() => {}); // the server may never answer: nobody waits
      else await cleaning;
      throw error;
    }
  } finally {
    await source.close();
  }
}

async function copyBlocks(
  source: LocalFile,
  destination: Destination,
  context: PutFile,
  progress: { position: number },
): Promise<void> {
  const { job, report, stats } = context;
  const target = destination.file.writeTarget('write', job.stop, job.options.requests);
  // One byte more than the file is thought to have, so that a short read tells its end at once.
  const bufferSize = Math.min(target.chunk, Math.max(1, stats.size - destination.start + 1));
  const free: Uint8Array[] = [];
  const lanes = new Lanes(target.depth);
  let acknowledged = destination.start;
  try {
    for (let position = destination.start; ; ) {
      await lanes.room();
      const buffer = free.pop() ?? new Uint8Array(bufferSize);
      const length = await source.read(position, buffer);
      if (length > 0) {
        const at = position;
        const send = target.write(at, buffer.subarray(0, length)).then(() => {
          free.push(buffer);
          acknowledged += length;
          if (at === progress.position) progress.position = at + length;
          report(acknowledged, Math.max(stats.size, acknowledged));
        });
        lanes.add(send);
        position += length;
      }
      if (length < buffer.length) break;
    }
  } finally {
    await lanes.settle();
  }
  await lanes.drain();
}

async function openDestination(context: PutFile): Promise<Destination> {
  const { client, local, job, target, stats } = context;
  const options = { mode: stats.mode & 0o777, signal: job.stop };
  if (job.options.resume === true) return openPartial(context, suffixed(target, '.part'));
  const path = context.atomic ? suffixed(target, `.${local.uniqueName()}.part`) : target;
  return { file: await client.open(path, context.atomic ? 'wx' : 'w', options), path, start: 0 };
}

/** A partial copy is used only if it was left with the time that the original still has, and is not longer. */
async function openPartial(context: PutFile, path: RemotePath): Promise<Destination> {
  const { client, job, stats } = context;
  const options = { mode: stats.mode & 0o777, signal: job.stop };
  try {
    const left = await client.lstat(path, options);
    const usable = left.isFile() && (left.size ?? 0) <= stats.size && sameSecond(left.mtimeMs, stats.mtimeMs);
    if (usable) return { file: await client.open(path, 'r+', options), path, start: left.size ?? 0 };
    await client.unlink(path, options);
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error;
  }
  return { file: await client.open(path, 'wx', options), path, start: 0 };
}

async function preserve(file: SftpFile, stats: LocalStats, job: TransferJob): Promise<void> {
  await file.chmod(stats.mode & 0o777, { signal: job.stop });
  await file.utimes(stats.atimeMs / 1000, stats.mtimeMs / 1000, { signal: job.stop });
}

/**
 * After a failure: a temporary file goes, or with `resume` stays with the time of its original; a plain copy stays as it
 * is. Without a session nothing can be done, and the first failure is the one to report.
 */
async function discard(destination: Destination, context: PutFile, size: number): Promise<void> {
  const { client, job, target, stats } = context;
  try {
    if (job.options.resume === true && size > 0) {
      await destination.file.truncate(size);
      await destination.file.utimes(stats.mtimeMs / 1000, stats.mtimeMs / 1000);
    }
    await destination.file.close();
    if (destination.path !== target && (job.options.resume !== true || size === 0))
      await client.unlink(destination.path);
  } catch (error) {
    if (!(error instanceof SftpError) && client.ended === undefined) throw error;
  }
}

function suffixed(path: RemotePath, suffix: string): RemotePath {
  return typeof path === 'string' ? path + suffix : concatBytes(path, encodeUtf8(suffix));
}
