/** How messages of the public key subsystem (RFC 4819, RFC 7076) stand on a stream: each behind its length. Not what they say. */

import { limitExceeded, misuse } from '@nacre/core';

export const publicKeySubsystemLimits = {
  /** Bytes of a message: 256 KiB. */
  packetBytes: 256 * 1024,
} as const;

export interface PublicKeySubsystemPacket {
  /** A view of the message. */
  readonly message: Uint8Array;
  /** Bytes of the packet, its length field included. */
  readonly length: number;
}

const LENGTH_BYTES = 4;

/** `message` behind its length; owned by the caller. Throws MISUSE for an empty or too large one. */
export function encodePublicKeySubsystemPacket(message: Uint8Array): Uint8Array {
  if (message.length === 0 || message.length > publicKeySubsystemLimits.packetBytes) {
    throw misuse(`A message has 1 to ${publicKeySubsystemLimits.packetBytes} bytes, not ${message.length}`);
  }
  const packet = new Uint8Array(LENGTH_BYTES + message.length);
  new DataView(packet.buffer).setUint32(0, message.length);
  packet.set(message, LENGTH_BYTES);
  return packet;
}

/** The packet that `bytes` start with, or undefined while some of it is missing. Throws LIMIT_EXCEEDED before that. */
export function takePublicKeySubsystemPacket(bytes: Uint8Array): PublicKeySubsystemPacket | undefined {
  if (bytes.length < LENGTH_BYTES) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getUint32(0);
  if (length > publicKeySubsystemLimits.packetBytes)
    throw limitExceeded('packetBytes', length, publicKeySubsystemLimits.packetBytes, 'peer');
  const end = LENGTH_BYTES + length;
  return end > bytes.length ? undefined : { message: bytes.subarray(LENGTH_BYTES, end), length: end };
}
