import { describe, expect, test } from 'vitest';

import { concatBytes } from '@nacre/core';

import { VirtualClock } from '../virtual-clock.js';
import type { Chunking } from './chunking.js';
import { type Fault, FaultingWire } from './faulting-wire.js';

const sent = Uint8Array.from({ length: 20 }, (_, i) => i);

function received(wire: FaultingWire): number[] {
  const parts: Uint8Array[] = [];
  for (let bytes = wire.receive(); bytes !== undefined; bytes = wire.receive()) parts.push(bytes);
  return [...concatBytes(...parts)];
}

describe('faults are at offsets of the stream, however it was written', () => {
  const cases: [string, Fault, number[]][] = [
    ['corrupt', { type: 'corrupt', offset: 9, xor: 0xff }, [...sent.subarray(0, 9), 9 ^ 0xff, ...sent.subarray(10)]],
    ['drop', { type: 'drop', offset: 3, length: 10 }, [...sent.subarray(0, 3), ...sent.subarray(13)]],
    [
      'insert',
      { type: 'insert', offset: 5, bytes: Uint8Array.of(99, 98) },
      [...sent.subarray(0, 5), 99, 98, ...sent.subarray(5)],
    ],
    ['cut', { type: 'cut', offset: 12 }, [...sent.subarray(0, 12)]],
  ];
  for (const size of [1, 3, 7, 20]) {
    test.each(cases)(`%s, in writes of ${size}`, (_, fault, expected) => {
      const wire = new FaultingWire({ faults: [fault] });
      for (let i = 0; i < sent.length; i += size) wire.send(sent.subarray(i, i + size));
      expect(received(wire)).toEqual(expected);
      expect(wire.cut).toBe(fault.type === 'cut');
    });
  }
});

test.each<Chunking>(['whole', 'byte', 1, 2, 3])('chunking %s loses nothing and keeps the order', chunk => {
  const wire = new FaultingWire({ chunk });
  for (let i = 0; i < 200; i++) wire.send(sent);
  expect(received(wire)).toEqual(Array.from({ length: 200 }, () => [...sent]).flat());
});

test('a delayed byte arrives when its time has passed', () => {
  const clock = new VirtualClock();
  const wire = new FaultingWire({ delay: 50, clock });
  wire.send(sent);
  clock.advance(49);
  expect([wire.receive(), wire.idle]).toEqual([undefined, false]);
  clock.advance(1);
  expect(received(wire)).toEqual([...sent]);
  expect(wire.idle).toBe(true);
});
