import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { concatBytes, isSshError } from '@nacre/core';

import { frame } from '../../test/support.js';
import { type Packet, packetBytes, packetHead, packetRequestId, packetTail } from './packet.js';
import { PacketReader } from './reader.js';

function readAll(chunks: readonly Uint8Array[], maximum = 300_000): Uint8Array[] {
  const reader = new PacketReader(maximum);
  const found: Uint8Array[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) found.push(packetBytes(packet));
  }
  expect(reader.idle).toBe(true);
  return found;
}

/** Cuts `bytes` at the places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map(place => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

describe('PacketReader', () => {
  test('finds the same packets however the stream is cut', () => {
    const packet = fc.uint8Array({ minLength: 1, maxLength: 5000 });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 40 }), (packets, places) => {
        const stream = concatBytes(...packets.map(frame));
        expect(readAll(cut(stream, places))).toEqual(packets);
      }),
    );
  });

  test('finds packets a byte at a time, with few objects for each', () => {
    const payload = new Uint8Array(20_000).map((_, i) => i);
    const reader = new PacketReader(30_000);
    let found: Packet | undefined;
    for (const byte of frame(payload)) {
      reader.push(Uint8Array.of(byte));
      found = reader.next();
    }
    expect(found?.length).toBe(20_000);
    expect(found?.pieces.length).toBeLessThan(10);
    expect(found && packetBytes(found)).toEqual(payload);
  });

  test('large pieces are views of the chunks', () => {
    const stream = frame(new Uint8Array(10_000));
    const reader = new PacketReader(20_000);
    reader.push(stream.subarray(0, 5000));
    expect(reader.next()).toBe(undefined);
    reader.push(stream.subarray(5000));
    const packet = reader.next();
    expect(packet?.pieces.map(piece => piece.buffer === stream.buffer)).toEqual([true, true]);
  });

  test.each([0, 20_001, 0x7fffffff, 0x80000000, 0xffffffff])('refuses the length %i at the header', length => {
    const reader = new PacketReader(20_000);
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, length);
    reader.push(head);
    let error: unknown;
    try {
      reader.next();
    } catch (thrown) {
      error = thrown;
    }
    expect(isSshError(error, 'PROTOCOL_ERROR')).toBe(true);
  });

  test('never throws anything but SshError for random bytes, and never holds more than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 20 }), chunks => {
        const reader = new PacketReader(1000);
        try {
          for (const chunk of chunks) {
            reader.push(chunk);
            for (let packet = reader.next(); packet !== undefined; packet = reader.next()) {
              expect(packet.length).toBeLessThanOrEqual(1000);
            }
          }
        } catch (error) {
          expect(isSshError(error)).toBe(true);
        }
      }),
    );
  });
});

test('head and tail of a packet are the same however it is cut', () => {
  const bytes = fc.uint8Array({ minLength: 5, maxLength: 300 });
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 5 }), fc.nat(400), (payload, places, count) => {
      const pieces = cut(payload, places).filter(piece => piece.length > 0);
      const packet = { type: payload[0] as number, length: payload.length, pieces };
      expect(packetHead(packet, count)).toEqual(payload.subarray(0, count));
      const tail = packetTail(packet, count);
      expect(concatBytes(...tail.pieces)).toEqual(payload.slice(count));
      expect(tail.length).toBe(Math.max(0, payload.length - count));
      expect(packetRequestId(packet)).toBe(new DataView(payload.buffer).getUint32(1));
    }),
  );
});
