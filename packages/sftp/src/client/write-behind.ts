/** Writes a remote file with many requests in flight. A failure is reported only when nothing uses the data any more. */

import { encodeUtf8 } from '@nacre/core';

import { Lanes } from '../lanes.js';
import type { WriteTarget } from './file.js';

export function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? encodeUtf8(data) : data;
}

/** Writes `data` at `position`, cut to the size of the server's requests. */
export async function writeParts(target: WriteTarget, data: Uint8Array, position: number): Promise<void> {
  const lanes = new Lanes(target.depth);
  await guarded(lanes, () => push(target, lanes, data, position));
}

/** Writes everything that `source` gives, one after the other, and returns how many bytes that were. */
export async function writeAll(
  target: WriteTarget,
  source: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
  start: number,
): Promise<number> {
  const lanes = new Lanes(target.depth);
  let position = start;
  await guarded(lanes, async () => {
    for await (const item of source) {
      const data = bytesOf(item);
      await push(target, lanes, data, position);
      position += data.length;
    }
  });
  return position - start;
}

async function push(target: WriteTarget, lanes: Lanes, data: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < data.length; at += target.chunk) {
    await lanes.room();
    lanes.add(target.write(position + at, data.subarray(at, at + target.chunk)));
  }
}

/** Runs `work`, and waits for all requests whether it fails or not. */
async function guarded(lanes: Lanes, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await lanes.settle();
  }
  await lanes.drain();
}
