import { expect, test } from 'vitest';

import { concatBytes } from '@nacre/core';
import { nodeCrypto } from '@nacre/crypto-node';

import { Sealer } from './sealer.js';

test('[SEC-016] padding is random, and never what was in memory before', () => {
  const marker = 'MARKER-OF-THE-HEAP';
  for (let i = 0; i < 2000; i++) Buffer.allocUnsafe(500).fill(marker);
  const sealer = new Sealer({ random: nodeCrypto.random, maxPayload: 2000 });
  const counts = new Array<number>(256).fill(0);
  let total = 0;
  const secret = Buffer.alloc(1500, marker); // what an earlier packet held
  for (let i = 0; i < 10_000; i++) {
    if (i % 100 === 0) sealer.seal([secret]);
    const packet = Buffer.from(concatBytes(...sealer.seal([new Uint8Array(1 + (i % 40))])));
    expect(packet.includes('MARK')).toBe(false);
    const padding = packet.subarray(packet.length - packet.readUInt8(4));
    for (const byte of padding) counts[byte] = (counts[byte] as number) + 1;
    total += padding.length;
  }
  const expected = total / 256;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 255 degrees of freedom: six standard deviations (of 22.6) to either side of the mean
  expect(chiSquare).toBeGreaterThan(120);
  expect(chiSquare).toBeLessThan(391);
});
