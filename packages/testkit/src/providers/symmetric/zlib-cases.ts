/** Cases for zlib streams that are flushed after every packet, and what two implementations must read of each other. */

import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';

import { concatBytes, isSshError } from '@nacre/core';
import type { CryptoProvider, Zlib } from '@nacre/crypto';

import { type ComplianceCase, hex, pattern, rejectsMisuse, same } from '../case.js';

const LARGEST = 262_144;
/** "abc", finished (RFC 1950 and 1951), as zlib makes it. */
const FINISHED_ABC = '789c4b4c4a0600024d0127';

export function* zlibCases({ zlib }: CryptoProvider): Generator<ComplianceCase> {
  if (zlib === undefined) return;
  yield { name: 'zlib: packets of every size go through a stream and back', run: () => exchange(zlib, zlib, 300) };
  yield {
    name: 'zlib: a stream remembers earlier packets, and a new one does not',
    run() {
      const deflater = zlib.deflater();
      const packet = noise(2000, 1);
      const [first, second] = [deflater.compress(packet), deflater.compress(packet)];
      assert.ok(first.length > 1900 && second.length < 100);
      const inflater = zlib.inflater();
      same(inflater.decompress(first, LARGEST), packet);
      same(inflater.decompress(second, LARGEST), packet);
      same(zlib.deflater().compress(packet), first);
      assert.throws(() => zlib.inflater().decompress(second, LARGEST), isFaultOfPeer);
    },
  };
  yield {
    name: 'zlib: OpenSSH takes a stream with a zlib header, and partial flushes',
    run() {
      const compressed = zlib.deflater().compress(pattern(10));
      assert.equal((compressed[0] as number) & 15, 8);
      assert.equal((((compressed[0] as number) << 8) | (compressed[1] as number)) % 31, 0);
    },
  };
  yield {
    name: 'zlib: SEC-013 a bomb is refused at the limit, and what is over it is never made',
    run() {
      const bomb = zlib.deflater().compress(new Uint8Array(16 * 2 ** 20));
      assert.ok(bomb.length < 20_000);
      for (const limit of [0, 1, 100, 35_000, 65_535, 65_536, LARGEST]) {
        const inflater = zlib.inflater();
        assert.throws(
          () => inflater.decompress(bomb, limit),
          error =>
            isSshError(error, 'LIMIT_EXCEEDED') && error.origin === 'peer' && error.details['value'] === limit + 1,
        );
        assert.throws(() => inflater.decompress(bomb, LARGEST), isFaultOfPeer);
      }
    },
  };
  yield {
    name: 'zlib: SEC-013 a bomb of 256 KiB that holds 256 MiB costs less than 4 MiB of memory',
    run() {
      const bomb = deflateSync(new Uint8Array(2 ** 28));
      assert.ok(bomb.length > 250_000 && bomb.length < 270_000);
      const refuse = () => {
        const inflater = zlib.inflater();
        assert.throws(
          () => inflater.decompress(bomb, LARGEST),
          error => isSshError(error, 'LIMIT_EXCEEDED'),
        );
        inflater.close();
      };
      refuse(); // what is loaded and compiled at first use is not the bomb's
      const before = process.memoryUsage();
      refuse();
      const after = process.memoryUsage();
      assert.ok(after.rss - before.rss < 4 * 2 ** 20, `${after.rss - before.rss} bytes`);
      assert.ok(
        after.arrayBuffers - before.arrayBuffers < 2 ** 20,
        `${after.arrayBuffers - before.arrayBuffers} bytes`,
      );
    },
  };
  yield {
    name: 'zlib: a packet of exactly the limit is taken, one more is not',
    run() {
      for (const length of [1, 1000, 65_535, 65_536, 65_537, 131_072, LARGEST]) {
        const compressed = zlib.deflater().compress(pattern(length));
        same(zlib.inflater().decompress(compressed, length), pattern(length));
        assert.throws(
          () => zlib.inflater().decompress(compressed, length - 1),
          error => isSshError(error, 'LIMIT_EXCEEDED'),
        );
      }
    },
  };
  yield* refusals(zlib);
}

function* refusals(zlib: Zlib): Generator<ComplianceCase> {
  const junk = [
    { name: 'no zlib stream', data: () => pattern(100) },
    { name: 'nothing', data: () => new Uint8Array(0) },
    { name: 'an unknown kind of block', data: () => hex('789c07ffffff') },
    { name: 'a distance before the start', data: () => hex('789c020200') },
    { name: 'a preset dictionary', data: () => hex('78bb0000000163000000') },
    { name: 'a wrong checksum', data: () => hex(`${FINISHED_ABC.slice(0, -2)}ff`) },
    {
      name: 'SEC-015 ten bytes after the end',
      data: () => concatBytes(hex(FINISHED_ABC), pattern(10)),
    },
    {
      name: 'SEC-015 bytes that are no block after a flush',
      data: () => concatBytes(zlib.deflater().compress(pattern(50)), new Uint8Array(10).fill(0xff)),
    },
  ];
  for (const { name, data } of junk) {
    yield {
      name: `zlib: refuses ${name}, and whatever comes after it`,
      run() {
        const inflater = zlib.inflater();
        assert.throws(() => inflater.decompress(data(), LARGEST), isFaultOfPeer);
        if (name === 'nothing') return;
        assert.throws(() => inflater.decompress(zlib.deflater().compress(pattern(5)), LARGEST), isFaultOfPeer);
        inflater.close();
      },
    };
  }
  yield {
    name: 'zlib: refuses packets after the end of the stream',
    run() {
      const inflater = zlib.inflater();
      same(inflater.decompress(hex(FINISHED_ABC), LARGEST), '616263');
      assert.throws(() => inflater.decompress(zlib.deflater().compress(pattern(5)), LARGEST), isFaultOfPeer);
      assert.throws(() => inflater.decompress(pattern(1), LARGEST), isFaultOfPeer);
    },
  };
  yield {
    name: 'zlib: of a packet that is cut no more is read than there is, and nothing breaks',
    run() {
      const packet = noise(300, 2);
      const compressed = zlib.deflater().compress(packet);
      for (let length = 1; length < compressed.length; length++) {
        const read = zlib.inflater().decompress(compressed.subarray(0, length), LARGEST);
        same(read, packet.subarray(0, read.length));
        assert.ok(read.length < packet.length || length > compressed.length - 5);
      }
    },
  };
  yield {
    name: 'zlib: a closed stream is no longer used, and is closed once',
    async run() {
      const [deflater, inflater] = [zlib.deflater(), zlib.inflater()];
      const compressed = deflater.compress(pattern(10));
      for (const stream of [deflater, inflater]) {
        stream.close();
        stream.close();
      }
      await rejectsMisuse(() => deflater.compress(pattern(10)));
      await rejectsMisuse(() => inflater.decompress(compressed, LARGEST));
    },
  };
}

/** What one makes the other reads, over the lives of several streams. */
export function* zlibPairCases(one: CryptoProvider, other: CryptoProvider): Generator<ComplianceCase> {
  const [from, to] = [one.zlib, other.zlib];
  if (from === undefined || to === undefined) return;
  yield {
    name: `zlib: SEC-015 1000 packets of ${one.name} read by ${other.name}, with new streams in between`,
    run() {
      for (let life = 0; life < 4; life++) exchange(from, to, 250);
    },
  };
}

function exchange(from: Zlib, to: Zlib, count: number): void {
  const [deflater, inflater] = [from.deflater(), to.inflater()];
  for (let i = 0; i < count; i++) {
    const size = i === count - 1 ? LARGEST : 1 + ((i * i * 131) % 32_768);
    const packet = i % 3 === 0 ? noise(size, i) : i % 3 === 1 ? pattern(size) : new Uint8Array(size).fill(i);
    const padded = concatBytes(new Uint8Array(3), deflater.compress(packet)).subarray(3);
    same(inflater.decompress(padded, LARGEST), packet);
  }
  deflater.close();
  inflater.close();
}

function isFaultOfPeer(error: unknown): boolean {
  return isSshError(error, 'PROTOCOL_ERROR') && error.origin === 'peer' && error.disconnect === 2;
}

/** Bytes that do not compress. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 9;
  });
}
