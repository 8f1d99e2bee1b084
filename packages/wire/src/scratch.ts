/** One writer that is used again and again, because a new array for each small structure costs more than writing it. */

import { WireWriter } from './writer.js';

/** Bytes that the writer starts with. */
const CAPACITY = 4096;
/** A writer that grew beyond this is not kept. */
const KEPT_CAPACITY = 16_384;

/** Absent while it is in use: a codec that encodes another structure meanwhile gets a writer of its own. */
let spare: WireWriter | undefined;

/** The bytes that `write` writes, owned by the caller. The writer is erased afterwards and must not be kept. */
export function writtenBytes(write: (writer: WireWriter) => void): Uint8Array {
  const writer = spare ?? new WireWriter(CAPACITY);
  spare = undefined;
  try {
    write(writer);
    return writer.finish();
  } finally {
    writer.reset({ erase: true });
    if (writer.capacity <= KEPT_CAPACITY) spare = writer;
  }
}
