/** Writes captures of a TCP stream: Ethernet, IPv4 and TCP with nothing but what a reader needs. Checksums are zero. */

import { concatBytes } from '@nacre/core';

export interface Chunk {
  readonly from: 'client' | 'server';
  readonly bytes: Uint8Array;
}

const CLIENT = { address: [10, 0, 0, 1], port: 40_000 };
const SERVER = { address: [10, 0, 0, 2], port: 2222 };

/** The port of the server in every capture. */
export const SERVER_PORT = SERVER.port;

/** A pcap file. Chunks longer than `segment` are cut, so that a dissector must put them together. */
export function capture(chunks: readonly Chunk[], segment = 1400): Uint8Array {
  const sequence = { client: 1, server: 1 };
  const packets: Uint8Array[] = [];
  for (const { from, bytes } of chunks) {
    for (let at = 0; at < bytes.length; at += segment) {
      const payload = bytes.subarray(at, at + segment);
      const other = from === 'client' ? 'server' : 'client';
      packets.push(record(packets.length, frame(from, payload, sequence[from], sequence[other])));
      sequence[from] += payload.length;
    }
  }
  return concatBytes(fileHeader(), ...packets);
}

function fileHeader(): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, 0xa1b2c3d4);
  header.setUint16(4, 2);
  header.setUint16(6, 4);
  header.setUint32(16, 262_144); // snap length
  header.setUint32(20, 1); // Ethernet
  return bytesOf(header);
}

function record(second: number, packet: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(16));
  header.setUint32(0, second);
  header.setUint32(8, packet.length);
  header.setUint32(12, packet.length);
  return concatBytes(bytesOf(header), packet);
}

function frame(from: Chunk['from'], payload: Uint8Array, sequence: number, acknowledged: number): Uint8Array {
  const [source, target] = from === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
  const header = new DataView(new ArrayBuffer(14 + 20 + 20));
  header.setUint16(12, 0x0800); // IPv4
  header.setUint8(14, 0x45);
  header.setUint16(16, 40 + payload.length);
  header.setUint8(22, 64);
  header.setUint8(23, 6); // TCP
  source.address.forEach((byte, index) => header.setUint8(26 + index, byte));
  target.address.forEach((byte, index) => header.setUint8(30 + index, byte));
  header.setUint16(34, source.port);
  header.setUint16(36, target.port);
  header.setUint32(38, sequence);
  header.setUint32(42, acknowledged);
  header.setUint8(46, 5 << 4);
  header.setUint8(47, 0x18); // PSH, ACK
  header.setUint16(48, 65_535);
  return concatBytes(bytesOf(header), payload);
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}
