/** How messages of the multiplexing protocol of OpenSSH (PROTOCOL.mux) stand on a stream: each behind its length. Not what they say. */

import { limitExceeded, misuse } from '@nacre/core';

export const muxLimits = {
  /** Bytes of a message: 256 KiB, as OpenSSH. */
  packetBytes: 256 * 1024,
} as const;

export interface MuxPacket {
  /** A view of the message. */
  readonly message: Uint8Array;
  /** Bytes of the packet, its length field included. */
  readonly length: number;
}

const LENGTH_BYTES = 4;

/** `message` behind its length; owned by the caller. Throws MISUSE for an empty or too large one. */
export function encodeMuxPacket(message: Uint8Array): Uint8Array {
  if (message.length === 0 || message.length > muxLimits.packetBytes) {
    throw misuse(`A message has 1 to ${muxLimits.packetBytes} bytes, not ${message.length}`);
  }
  const packet = new Uint8Array(LENGTH_BYTES + message.length);
  new DataView(packet.buffer).setUint32(0, message.length);
  packet.set(message, LENGTH_BYTES);
  return packet;
}

/** The packet that `bytes` start with, or undefined while some of it is missing. Throws LIMIT_EXCEEDED before that. */
export function takeMuxPacket(bytes: Uint8Array): MuxPacket | undefined {
  if (bytes.length < LENGTH_BYTES) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getUint32(0);
  if (length > muxLimits.packetBytes) throw limitExceeded('packetBytes', length, muxLimits.packetBytes, 'peer');
  const end = LENGTH_BYTES + length;
  return end > bytes.length ? undefined : { message: bytes.subarray(LENGTH_BYTES, end), length: end };
}
