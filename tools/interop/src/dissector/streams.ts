/** Streams of protocols, made of messages, for captures. */

import type { Chunk } from './pcap.js';

/** A payload behind its length. */
export function framed(payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(payload.length + 4);
  new DataView(packet.buffer).setUint32(0, payload.length);
  packet.set(payload, 4);
  return packet;
}

/** A payload in a binary packet of SSH without encryption. */
export function binaryPacket(payload: Uint8Array): Uint8Array {
  const padding = 4 + ((8 - ((payload.length + 9) % 8)) % 8);
  const packet = new Uint8Array(5 + payload.length + padding);
  new DataView(packet.buffer).setUint32(0, packet.length - 4);
  packet[4] = padding;
  packet.set(payload, 5);
  return packet;
}

export function fromClient(bytes: Uint8Array): Chunk {
  return { from: 'client', bytes };
}

export function fromServer(bytes: Uint8Array): Chunk {
  return { from: 'server', bytes };
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
