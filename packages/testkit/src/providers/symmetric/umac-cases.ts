/** Cases for UMAC: the vectors of RFC 4418, completed for 16-byte tags by OpenSSH's implementation, and what SSH asks of it. */

import assert from 'node:assert/strict';

import { concatBytes, encodeUtf8 } from '@nacre/core';
import type { CryptoProvider, Umac } from '@nacre/crypto';

import { type ComplianceCase, different, pattern, rejectsMisuse, repeat, same } from '../case.js';

const KEY = encodeUtf8('abcdefghijklmnop');
const NONCE = encodeUtf8('bcdefghi');
const A = 0x61;

/** RFC 4418 appendix; that has 12 bytes at most, which are the first ones of 16. The messages of 2^25 bytes are over our limit. */
const VECTORS = [
  { name: 'no data', message: () => repeat(A, 0), tag8: '6e155fad26900be1', tag16: '32fedb100c79ad58f07ff7643cc60465' },
  { name: 'a * 3', message: () => repeat(A, 3), tag8: '44b5cb542f220104', tag16: '185e4fe905cba7bd85e4c2dc3d117d8d' },
  {
    name: 'a * 2^10',
    message: () => repeat(A, 2 ** 10),
    tag8: '26bf2f5d60118bd9',
    tag16: '7a54abe04af82d60fb298c3cbd195bcb',
  },
  {
    name: 'a * 2^15',
    message: () => repeat(A, 2 ** 15),
    tag8: '27f8ef643b0d118d',
    tag16: '7b136bd911e4b734286ef2be501f2c3c',
  },
  {
    name: 'a * 2^20',
    message: () => repeat(A, 2 ** 20),
    tag8: 'a4477e87e9f55853',
    tag16: 'f8acfa3ac31cfeea047f7b115b03bef5',
  },
  {
    name: 'abc',
    message: () => encodeUtf8('abc'),
    tag8: 'd4d7b9f6bd4fbfcf',
    tag16: '883c3d4b97a61976ffcf232308cba5a5',
  },
  {
    name: 'abc * 500',
    message: () => encodeUtf8('abc'.repeat(500)),
    tag8: 'd4cf26ddefd5c01a',
    tag16: '8824a260c53c66a36c9260a62cb83aa1',
  },
];

/** Over the provider's own AES, without which it is of no use. */
export function* umacCases({ umac: primitive, aesCbc }: CryptoProvider): Generator<ComplianceCase> {
  if (primitive === undefined || aesCbc === undefined) return;
  const umac = (key: Uint8Array, size: 8 | 16): Umac => primitive(aesCbc, key, size);
  for (const { name, message, tag8, tag16 } of VECTORS) {
    yield {
      name: `umac: RFC 4418 appendix, ${name}`,
      run() {
        same(umac(KEY, 8).compute(NONCE, message()), tag8);
        same(umac(KEY, 16).compute(NONCE, message()), tag16);
      },
    };
  }
  yield {
    name: 'umac: the tag does not depend on how the data is cut',
    run() {
      const message = pattern(3100);
      for (const size of [8, 16] as const) {
        const mac = umac(KEY, size);
        const whole = mac.compute(NONCE, message);
        for (let cut = 0; cut <= message.length; cut += 31) {
          same(mac.compute(NONCE, message.subarray(0, cut), message.subarray(cut)), whole);
        }
        same(mac.compute(NONCE, ...Array.from(message, (_, i) => message.subarray(i, i + 1))), whole);
      }
    },
  };
  yield {
    name: 'umac: every bit of the nonce, of the message and its length counts, in any order of calls',
    run() {
      for (const size of [8, 16] as const) {
        const mac = umac(KEY, size);
        const seen = new Map<string, Uint8Array>();
        for (const bit of [0, 1, 2, 31, 32, 63]) {
          const nonce = Uint8Array.from(NONCE);
          nonce[7 - (bit >> 3)] = (nonce[7 - (bit >> 3)] as number) ^ (1 << (bit & 7));
          seen.set(`nonce ${bit}`, mac.compute(nonce, pattern(100)));
        }
        for (const length of [99, 100, 128, 1024, 1025, 2048]) {
          seen.set(`length ${length}`, mac.compute(NONCE, pattern(length)));
          seen.set(`zeros ${length}`, mac.compute(NONCE, new Uint8Array(length)));
        }
        seen.set('appended zero', mac.compute(NONCE, concatBytes(pattern(100), new Uint8Array(1))));
        const tags = [...seen.values()].map(tag => tag.join());
        assert.equal(new Set(tags).size, tags.length);
        same(mac.compute(NONCE, pattern(100)), umac(KEY, size).compute(NONCE, pattern(100)));
      }
    },
  };
  yield {
    name: 'umac: keeps copies, leaves its arguments alone, and two keys stay apart',
    run() {
      const key = Uint8Array.from(KEY);
      const [mac, other] = [umac(key, 8), umac(pattern(16), 16)];
      key.fill(0);
      const [nonce, data] = [Uint8Array.from(NONCE), pattern(2000)];
      const first = mac.compute(nonce, data);
      const second = other.compute(nonce, data);
      same(mac.compute(nonce, data), first);
      same(other.compute(nonce, data), second);
      same(umac(KEY, 8).compute(NONCE, pattern(2000)), first);
      different(first, second.subarray(0, 8));
      same(nonce, NONCE);
      same(data, pattern(2000));
      assert.deepEqual([mac.size, first.length, other.size, second.length], [8, 8, 16, 16]);
    },
  };
  yield {
    name: 'umac: cannot be used after its key was erased, and others still can',
    async run() {
      const [mac, other] = [umac(KEY, 16), umac(KEY, 16)];
      if (mac.erase === undefined) return;
      const tag = mac.compute(NONCE, pattern(2000));
      mac.erase();
      mac.erase();
      await rejectsMisuse(() => mac.compute(NONCE, pattern(2000)));
      same(other.compute(NONCE, pattern(2000)), tag);
    },
  };
  yield {
    name: 'umac: refuses wrong sizes, and more than 2^24 bytes',
    async run() {
      await rejectsMisuse(() => umac(new Uint8Array(15), 8));
      await rejectsMisuse(() => umac(new Uint8Array(32), 16));
      await rejectsMisuse(() => umac(KEY, 8).compute(new Uint8Array(4), pattern(3)));
      await rejectsMisuse(() => umac(KEY, 8).compute(new Uint8Array(16), pattern(3)));
      await rejectsMisuse(() => umac(KEY, 16).compute(NONCE, new Uint8Array(2 ** 24), new Uint8Array(1)));
    },
  };
}
