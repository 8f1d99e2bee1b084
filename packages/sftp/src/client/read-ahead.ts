/** Reads a remote file in order with many requests in flight. Fills short reads; follows a file to its real end. */

import type { Pieces } from '../packet/packet.js';

/** Reads up to `length` bytes at `position`; undefined at the end of the file. */
export type ReadAt = (position: number, length: number) => Promise<Pieces | undefined>;

export interface ReadAheadOptions {
  /** First byte. */
  readonly start: number;
  /** Byte after the last that is wanted; the file may end before. */
  readonly end: number;
  /** Size that the file is thought to have. Beyond it one request at a time looks for more. */
  readonly expected: number;
  /** Bytes of one request. */
  readonly chunk: number;
  /** Requests in flight. */
  readonly depth: number;
}

/** Content and the place in the file that it comes from. */
export interface Block extends Pieces {
  readonly position: number;
}

interface Slot {
  readonly position: number;
  readonly length: number;
  readonly reply: Promise<Pieces>;
}

/** The content in order, without gaps, until `end` or the end of the file. Leaving early drops what is in flight. */
export async function* readAhead(readAt: ReadAt, options: ReadAheadOptions): AsyncGenerator<Block, void, undefined> {
  const { chunk, depth } = options;
  const slots: Slot[] = [];
  let next = options.start;
  const launch = (): void => {
    while (
      slots.length < depth &&
      next < options.end &&
      (next < options.expected || !probing(slots, options.expected))
    ) {
      const limit = next < options.expected ? Math.min(options.expected, options.end) : options.end;
      const length = Math.min(chunk, limit - next);
      const reply = readFully(readAt, next, length);
      reply.catch(() => {}); // reported when its turn comes; after an early end nobody asks
      slots.push({ position: next, length, reply });
      next += length;
    }
  };
  for (launch(); slots.length > 0; launch()) {
    const slot = slots.shift() as Slot;
    const { pieces, length } = await slot.reply;
    if (length > 0) yield { position: slot.position, pieces, length };
    if (length < slot.length) return;
  }
}

/** True when a request for bytes beyond the expected end is already under way. */
function probing(slots: readonly Slot[], expected: number): boolean {
  const last = slots[slots.length - 1];
  return last !== undefined && last.position >= expected;
}

/** Asks again for what a short read left out (servers may return less); fewer bytes mean the end of the file. */
async function readFully(readAt: ReadAt, position: number, length: number): Promise<Pieces> {
  const first = await readAt(position, length);
  if (first === undefined || first.length === length) return first ?? { pieces: [], length: 0 };
  const pieces = [...first.pieces];
  let done = first.length;
  while (done < length) {
    const more = await readAt(position + done, length - done);
    if (more === undefined || more.length === 0) break;
    pieces.push(...more.pieces);
    done += more.length;
  }
  return { pieces, length: done };
}
