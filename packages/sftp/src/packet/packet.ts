/** One SFTP packet as it arrived: pieces of the byte stream, not yet decoded. */

import { concatBytes, protocolError } from '@nacre/core';

/** A whole packet without its length field. The first byte of the first piece is its type. */
export interface Packet {
  readonly type: number;
  /** Bytes in all pieces. */
  readonly length: number;
  /** Views of the chunks that the stream gave; owned by whoever holds the packet. */
  readonly pieces: readonly Uint8Array[];
}

/** File content in the pieces in which it arrived. */
export interface Pieces {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
}

/** The packet in one array: a view when it arrived in one piece, otherwise a copy. */
export function packetBytes(packet: Packet): Uint8Array {
  return joinPieces(packet.pieces);
}

/** The request id, which follows the type in all packets but INIT and VERSION. */
export function packetRequestId(packet: Packet): number {
  if (packet.length < 5) throw protocolError(`SFTP packet of type ${packet.type} has no request id`);
  const head = packetHead(packet, 5);
  return new DataView(head.buffer, head.byteOffset, 5).getUint32(1);
}

/** The first `length` bytes in one array, or fewer if the packet is shorter. */
export function packetHead(packet: Packet, length: number): Uint8Array {
  const wanted = Math.min(length, packet.length);
  const first = packet.pieces[0] as Uint8Array;
  if (first.length >= wanted) return first.subarray(0, wanted);
  const head = new Uint8Array(wanted);
  let at = 0;
  for (const piece of packet.pieces) {
    const part = piece.subarray(0, wanted - at);
    head.set(part, at);
    at += part.length;
    if (at === wanted) break;
  }
  return head;
}

/** What is left after the first `count` bytes, without copying. */
export function packetTail(packet: Packet, count: number): Pieces {
  const pieces: Uint8Array[] = [];
  let skip = count;
  for (const piece of packet.pieces) {
    if (piece.length > skip) pieces.push(skip === 0 ? piece : piece.subarray(skip));
    skip = Math.max(0, skip - piece.length);
  }
  return { pieces, length: Math.max(0, packet.length - count) };
}

/** All pieces in one array; a single piece is not copied. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : concatBytes(...pieces);
}
