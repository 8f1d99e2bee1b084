/** Cases for ChaCha20 with a 64-bit nonce and for Poly1305, from RFC 8439 where its construction allows. */

import assert from 'node:assert/strict';

import { concatBytes, encodeUtf8 } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { type ComplianceCase, hex, pattern, rejectsMisuse, repeat, same } from '../case.js';

const SUNSCREEN =
  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
const SUNSCREEN_CIPHER = `6e2e359a2568f98041ba0728dd0d6981 e97e7aec1d4360c20a27afccfd9fae0b
  f91b65c5524733ab8f593dabcd62b357 1639d624e65152ab8f530c359f0861d8
  07ca0dbf500d6a6156a38e088a22b65e 52bc514d16ccf806818ce91ab7793736
  5af90bbf74a35be6b40b8eedf2785e42 874d`;
/** The key stream of all-zero key and nonce, blocks 0 and 1 (RFC 8439 appendix A.1). */
const ZERO_STREAM = `76b8e0ada0f13d90405d6ae55386bd28 bdd219b8a08ded1aa836efcc8b770dc7
  da41597c5157488d7724e03fb8d84a37 6a43b8f41518a11cc387b669b2ee6586
  9f07e7be5551387a98ba977c732d080d cb0f29a048e3656912c6533e32ee7aed
  29b721769ce64e43d57133b074d839d5 31ed1f28510afb45ace10a1f4b794d6f`;

const FF = 'ff'.repeat(16);
const R_1 = `01${'00'.repeat(31)}`;
const R_2 = `02${'00'.repeat(31)}`;
const A10 = {
  key: `01000000000000000400000000000000${'00'.repeat(16)}`,
  data: 'e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000000000000000000000000000',
};

/** RFC 8439 section 2.5.2 and the arithmetic edges of appendix A.3. */
const TAGS = [
  {
    name: 'section 2.5.2',
    key: '85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b',
    data: encodeUtf8('Cryptographic Forum Research Group'),
    tag: 'a8061dc1305136c6c22b8baf0c0127a9',
  },
  { name: 'A.3 #1', key: '00'.repeat(32), data: new Uint8Array(64), tag: '00'.repeat(16) },
  { name: 'A.3 #7', key: R_2, data: hex(FF), tag: `03${'00'.repeat(15)}` },
  { name: 'A.3 #8', key: `02${'00'.repeat(15)}${FF}`, data: hex(`02${'00'.repeat(15)}`), tag: `03${'00'.repeat(15)}` },
  { name: 'A.3 #9', key: R_1, data: hex(`${FF}f0${'ff'.repeat(15)}11${'00'.repeat(15)}`), tag: `05${'00'.repeat(15)}` },
  { name: 'A.3 #10', key: R_1, data: hex(`${FF}fb${'fe'.repeat(15)}${'01'.repeat(16)}`), tag: '00'.repeat(16) },
  { name: 'A.3 #11', key: R_2, data: hex(`fd${'ff'.repeat(15)}`), tag: `fa${'ff'.repeat(15)}` },
  { name: 'A.3 #12', key: A10.key, data: hex(A10.data), tag: '14000000000000005500000000000000' },
  { name: 'A.3 #13', key: A10.key, data: hex(A10.data).subarray(0, 48), tag: `13${'00'.repeat(15)}` },
  { name: 'no data', key: pattern(32), data: new Uint8Array(0), tag: pattern(32).subarray(16) },
];

export function* chachaCases({ chacha20 }: CryptoProvider): Generator<ComplianceCase> {
  if (chacha20 === undefined) return;
  yield {
    name: 'chacha20: RFC 8439 appendix A.1 blocks 0 and 1, from either block on and for every length',
    run() {
      const stream = hex(ZERO_STREAM);
      const [key, nonce] = [new Uint8Array(32), new Uint8Array(8)];
      for (let length = 0; length <= 128; length++) {
        same(chacha20(key, nonce, 0, new Uint8Array(length)), stream.subarray(0, length));
      }
      same(chacha20(key, nonce, 1, new Uint8Array(64)), stream.subarray(64));
    },
  };
  yield {
    name: 'chacha20: RFC 8439 section 2.4.2, both ways, whose nonce begins with four zero bytes',
    run() {
      const key = Uint8Array.from({ length: 32 }, (_, i) => i);
      const nonce = hex('0000004a00000000');
      const plain = encodeUtf8(SUNSCREEN);
      same(chacha20(key, nonce, 1, plain), SUNSCREEN_CIPHER);
      same(chacha20(key, nonce, 1, hex(SUNSCREEN_CIPHER)), plain);
      same(plain, encodeUtf8(SUNSCREEN));
    },
  };
  yield {
    name: 'chacha20: unaligned input, and wrong sizes',
    async run() {
      const shifted = concatBytes(new Uint8Array(3), encodeUtf8(SUNSCREEN)).subarray(3);
      const key = Uint8Array.from({ length: 32 }, (_, i) => i);
      same(
        chacha20(key, concatBytes(new Uint8Array(1), hex('0000004a00000000')).subarray(1), 1, shifted),
        SUNSCREEN_CIPHER,
      );
      await rejectsMisuse(() => chacha20(new Uint8Array(64), new Uint8Array(8), 0, shifted));
      await rejectsMisuse(() => chacha20(key, new Uint8Array(12), 0, shifted));
    },
  };
}

export function* poly1305Cases({ poly1305 }: CryptoProvider): Generator<ComplianceCase> {
  if (poly1305 === undefined) return;
  for (const { name, key, data, tag } of TAGS) {
    yield {
      name: `poly1305: RFC 8439 ${name}, whole and cut anywhere`,
      run() {
        const ownKey = typeof key === 'string' ? hex(key) : key;
        same(poly1305(ownKey, data), tag);
        for (let cut = 0; cut <= data.length; cut++) {
          same(poly1305(ownKey, data.subarray(0, cut), data.subarray(cut)), tag);
        }
      },
    };
  }
  yield {
    name: 'poly1305: agrees with plain arithmetic modulo 2^130 - 5 on every length up to 100 and on a long message',
    run() {
      for (const length of [...Array.from({ length: 101 }, (_, i) => i), 32_768 + 7, 200_001]) {
        const key = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + length * 11) & 255);
        same(poly1305(key, pattern(4), pattern(length)), plainPoly1305(key, concatBytes(pattern(4), pattern(length))));
        const high = repeat(255, length);
        same(poly1305(repeat(255, 32), high), plainPoly1305(repeat(255, 32), high));
      }
    },
  };
  yield {
    name: 'poly1305: leaves its arguments alone, remembers nothing, and refuses a wrong key size',
    async run() {
      const [key, data] = [pattern(32), pattern(50)];
      const first = Uint8Array.from(poly1305(key, data));
      poly1305(repeat(9, 32), pattern(1000));
      same(poly1305(key, data), first);
      same(key, pattern(32));
      same(data, pattern(50));
      assert.equal(first.length, 16);
      await rejectsMisuse(() => poly1305(new Uint8Array(16), data));
    },
  };
}

/** RFC 8439 section 2.5.1 word for word. */
function plainPoly1305(key: Uint8Array, data: Uint8Array): Uint8Array {
  const prime = (1n << 130n) - 5n;
  const r = littleEndian(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let accumulator = 0n;
  for (let i = 0; i < data.length; i += 16) {
    const block = data.subarray(i, i + 16);
    accumulator = ((accumulator + littleEndian(block) + (1n << BigInt(8 * block.length))) * r) % prime;
  }
  let tag = accumulator + littleEndian(key.subarray(16));
  return Uint8Array.from({ length: 16 }, () => {
    const byte = Number(tag & 255n);
    tag >>= 8n;
    return byte;
  });
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
  return value;
}
