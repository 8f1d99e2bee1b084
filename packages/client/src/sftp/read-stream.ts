/** A remote file as a Node Readable. */

import { Readable } from 'node:stream';

import type { ReadRangeOptions, RemotePath, SftpClient } from '@nacre/sftp';

export interface ReadStreamOptions extends ReadRangeOptions {
  /** Bytes held ready beyond those in flight; default 1 MiB. */
  readonly highWaterMark?: number | undefined;
}

const HIGH_WATER_MARK = 1024 * 1024; // the requests in flight carry the speed; this only evens out the reader

export function createReadStream(sftp: SftpClient, path: RemotePath, options: ReadStreamOptions = {}): Readable {
  const highWaterMark = options.highWaterMark ?? HIGH_WATER_MARK;
  return Readable.from(content(sftp, path, options), { objectMode: false, highWaterMark });
}

/** Destroying the stream returns from here early, which closes the file. */
async function* content(sftp: SftpClient, path: RemotePath, options: ReadStreamOptions): AsyncGenerator<Uint8Array> {
  await using file = await sftp.open(path, 'r', { signal: options.signal });
  yield* file.readable(options);
}
