/** READ, WRITE and READDIR: the requests whose cost is in the bytes, so that those are not copied. */

import { encodeUtf8, protocolError, type TraceSink } from '@nacre/core';
import { WireReader } from '@nacre/wire';

import { fileError } from '../errors.js';
import { isDots, isEntryName } from '../files/paths.js';
import { readSftpWriteHead, type SftpNameEntry, type SftpRead, type SftpReaddir } from '../generated/index.js';
import { type Packet, packetHead, packetTail, type Pieces } from '../packet/packet.js';
import { type Answer, OK_ANSWER, statusAnswer } from './answers.js';
import { wireAttributes } from './attributes.js';
import type { ServedEntry } from './file-system.js';
import { longname } from './longname.js';
import type { OperationContext } from './operations.js';
import { END_OF_FILE } from './status.js';

/** Bytes of names in one READDIR answer: with what surrounds them they stay well below a packet. */
const DIRECTORY_BYTES = 100 * 1024;

/** Type, request id, handle, offset and length: all of WRITE but its data. */
const WRITE_HEAD = 1 + 4 + 4 + 256 + 8 + 4;

/** WRITE without its data. */
type WriteHead = ReturnType<typeof readSftpWriteHead>;

/** Buffers for READ, used again after the answer has been sent. All of one length: clients ask in equal steps. */
export class ReadBuffers {
  #free: Uint8Array[] = [];
  #length = 0;

  take(length: number): Uint8Array {
    if (length !== this.#length) {
      this.#free = [];
      this.#length = length;
    }
    return this.#free.pop() ?? new Uint8Array(length);
  }

  give(buffer: Uint8Array): void {
    if (buffer.length === this.#length && this.#free.length < 16) this.#free.push(buffer);
  }
}

export async function read(context: OperationContext, request: SftpRead, buffers: ReadBuffers): Promise<Answer> {
  const { file, order } = context.handles.file(request.handle);
  const buffer = buffers.take(Math.min(request.length, context.settings.limits.maxRead));
  const release = (): void => buffers.give(buffer);
  if (!Number.isSafeInteger(request.offset + buffer.length)) throw fileError('EFBIG', 'read');
  const length = await order.shared(() => file.read(request.offset, buffer));
  if (length === 0 && buffer.length > 0) {
    release();
    return statusAnswer(END_OF_FILE);
  }
  return { type: 'data', data: buffer.subarray(0, length), release };
}

/** The data stays in the pieces in which it came. */
export function decodeWrite(packet: Packet): { readonly head: WriteHead; readonly data: Pieces } {
  const reader = new WireReader(packetHead(packet, WRITE_HEAD), 1);
  const head = readSftpWriteHead(reader);
  const { pieces, length } = packetTail(packet, reader.offset);
  const { dataLength } = head;
  if (length < dataLength) reader.fail('SftpWrite.data', 'short', `${dataLength} bytes needed, ${length} left`);
  return { head, data: length === dataLength ? { pieces, length } : cut(pieces, dataLength) };
}

export async function write(context: OperationContext, head: WriteHead, data: Pieces): Promise<Answer> {
  const { file, order } = context.handles.file(head.handle);
  if (!Number.isSafeInteger(head.offset + data.length)) throw fileError('EFBIG', 'write');
  await order.exclusive(() => file.write(head.offset, data.pieces));
  return OK_ANSWER;
}

export async function readdir(context: OperationContext, request: SftpReaddir): Promise<Answer> {
  const entry = context.handles.directory(request.handle);
  const { limits, now, trace } = context.settings;
  return entry.order.exclusive(async () => {
    const found = entry.rest.length > 0 ? entry.rest : await entry.directory.read(limits.directoryBatch);
    if (found.length === 0) return statusAnswer(END_OF_FILE);
    const seconds = now === undefined ? undefined : now() / 1000;
    const entries: SftpNameEntry[] = [];
    let bytes = 0;
    let taken = 0;
    for (; taken < found.length && bytes < DIRECTORY_BYTES; taken++) {
      const wire = nameEntry(found[taken] as ServedEntry, seconds, trace);
      if (wire === undefined) continue;
      entries.push(wire);
      bytes += wire.filename.length + (wire.longname?.length ?? 0);
    }
    entry.rest = found.slice(taken);
    if (entries.length === 0) throw protocolError('a batch of names of which none can be sent');
    return { type: 'names', entries };
  });
}

/** Undefined for a name that clients would take for a path. */
function nameEntry(
  entry: ServedEntry,
  now: number | undefined,
  trace: TraceSink | undefined,
): SftpNameEntry | undefined {
  const filename = encodeUtf8(entry.name);
  if (!isEntryName(filename) && !isDots(filename)) {
    trace?.({ layer: 'sftp', name: 'entry-left-out', level: 'warn', fields: { length: filename.length } });
    return undefined;
  }
  const line = encodeUtf8(longname(entry.name, entry.attributes, now));
  return { filename, longname: line, attrs: wireAttributes(entry.attributes) };
}

/** The first `length` bytes: what follows a complete message is ignored. */
function cut(pieces: readonly Uint8Array[], length: number): Pieces {
  const result: Uint8Array[] = [];
  let left = length;
  for (const piece of pieces) {
    if (left === 0) break;
    result.push(piece.subarray(0, left));
    left -= Math.min(left, piece.length);
  }
  return { pieces: result, length };
}
