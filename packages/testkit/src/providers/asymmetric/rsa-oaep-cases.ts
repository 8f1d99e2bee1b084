/** Cases for RSAES-OAEP (RFC 8017 section 7.1), for RFC 4432. The ciphertexts were made with the openssl program. */

import assert from 'node:assert/strict';

import { concatBytes, encodeUtf8, isSshError, type SshError } from '@nacre/core';
import {
  bigIntToBytes,
  bytesToBigInt,
  type CryptoProvider,
  type Hash,
  type HashName,
  type RsaOaep,
  type RsaPublicNumbers,
} from '@nacre/crypto';

import { type ComplianceCase, different, flipped, hex, pattern, rejectsMisuse, rejectsPeerKey, same } from '../case.js';
import { RSA_TEST_KEY } from './rsa-cases.js';

const MESSAGE = encodeUtf8('sample');
/** Of MESSAGE, for RSA_TEST_KEY. */
const CIPHERTEXTS: readonly { readonly hash: HashName; readonly row: string; readonly ciphertext: string }[] = [
  {
    hash: 'sha1',
    row: 'ALG-48',
    ciphertext: `
      cdf53a65bbba8951023aeb7be7238fd25d71bc791bdd7d95e46c0b83c16fe2a23438a9af0ca10c735c1ca2692a88ca444a587070
      2d14d46a348edbf74a0bc6d28cff6dcabcf6b98745ac80418231993a09e12d6ed2875aa08b5b080286ff40a6b91c1f54df0ea31e
      e6c2afb7c05f713eace90a29b34e00b21f0e6edb94c3b3f5918cf7786d430485c5b23e041dd52b327cbf0392a38b0bff144e171f
      a0adfaeb1a1dbcff3840af86ba3cfe2cb1aecc36781feaa6d2122e509e9cc805534091a9c16abcb2bdc6a89b428dab655acd2938
      bb566dc2f97b72f0d5aedb6c7e5b883bb8c4a9810eb12b8d792c6e7154fe15984a8c22efd81a607a018ef83b0ba77aae`,
  },
  {
    hash: 'sha256',
    row: 'ALG-34',
    ciphertext: `
      834655fa3e6c1f8bd6240525725c8334979505fb23318c96089ebc33abd2dcf75b26bed91b183c6fcf6afa206c067fe0bce28189
      3590471f96054578acc67ea0607572e6d7e5c3fb02685fc31a3d86ac3aa0e1ad9eee4b866446f541293795748aa37efd7518c9d5
      2b5d4acbd584225a21fffb55d0b777493894899edc28ecc5fe8b17d92bf4107873944a7de01c558a7a22a6fd7472ffe27d900f7a
      ee115bfdbd6561a41223332aca1e71890a5d3f67799c528b0286d64649dec74a437dc9f02d5ad6f39025c760f9ca27926be56766
      d6c322c436dc453f8cf239f22d9789817e9cce9c9ad08a34b95c056bbdc2a412b60ab40a4c1151dc8009536247327ec0`,
  },
];

export function* rsaOaepCases({ rsaOaep, rsa, hashes }: CryptoProvider): Generator<ComplianceCase> {
  if (rsaOaep === undefined) return;
  for (const { hash, row, ciphertext } of CIPHERTEXTS) {
    yield {
      name: `${row} rsa-oaep: opens with ${hash} what OpenSSL encrypted, and nothing with another hash`,
      async run() {
        same(await rsaOaep.decrypt(RSA_TEST_KEY, hash, hex(ciphertext)), MESSAGE);
        const other = hash === 'sha1' ? 'sha256' : 'sha1';
        await rejectsPeerKey(async () => rsaOaep.decrypt(RSA_TEST_KEY, other, hex(ciphertext)));
      },
    };
    yield {
      name: `${row} rsa-oaep: messages of every length that fits come back with ${hash}, encrypted anew each time`,
      async run() {
        const most = 256 - 2 - 2 * (hash === 'sha1' ? 20 : 32);
        for (const length of [0, 1, 100, most]) {
          const first = await rsaOaep.encrypt(RSA_TEST_KEY, hash, pattern(length));
          const second = await rsaOaep.encrypt(RSA_TEST_KEY, hash, pattern(length));
          assert.equal(first.length, 256);
          different(first, second);
          same(await rsaOaep.decrypt(RSA_TEST_KEY, hash, first), pattern(length));
          same(await rsaOaep.decrypt(RSA_TEST_KEY, hash, second), pattern(length));
        }
        await rejectsMisuse(async () => rsaOaep.encrypt(RSA_TEST_KEY, hash, pattern(most + 1)));
      },
    };
  }
  if (rsa !== undefined) {
    for (const [row, hash, bits] of [
      ['ALG-34', 'sha256', 2048],
      ['ALG-48', 'sha1', 1024],
    ] as const) {
      yield {
        name: `${row} rsa-oaep: a key of ${bits} bits that was just made serves one exchange with ${hash}`,
        async run() {
          const key = await rsa.generate(bits);
          assert.equal(key.n.length, bits / 8);
          const message = pattern(bits / 8 - 2 * (hash === 'sha1' ? 20 : 32) - 2);
          same(await rsaOaep.decrypt(key, hash, await rsaOaep.encrypt(key, hash, message)), message);
        },
      };
    }
  }
  yield* wrongCiphertextCases(rsaOaep, hashes.sha256);
  yield* wrongKeyCases(rsaOaep);
}

function* wrongCiphertextCases(rsaOaep: RsaOaep, sha256: Hash | undefined): Generator<ComplianceCase> {
  yield {
    name: 'rsa-oaep: a ciphertext that was changed anywhere, resized, or made larger than the modulus does not open',
    async run() {
      const ciphertext = hex(CIPHERTEXTS[1]?.ciphertext ?? '');
      const n = bytesToBigInt(RSA_TEST_KEY.n);
      const wrong = [
        ...[0, 7, 300, 1000, 1600, 2040, 2047].map(bit => flipped(ciphertext, bit)),
        new Uint8Array(0),
        ciphertext.subarray(1),
        ciphertext.subarray(0, -1),
        concatBytes(new Uint8Array(1), ciphertext),
        concatBytes(ciphertext, new Uint8Array(1)),
        new Uint8Array(256),
        RSA_TEST_KEY.n,
        bigIntToBytes(n - 1n),
        new Uint8Array(256).fill(255),
      ];
      for (const bytes of wrong) await rejectsPeerKey(async () => rsaOaep.decrypt(RSA_TEST_KEY, 'sha256', bytes));
    },
  };
  if (sha256 === undefined) return;
  yield {
    name: 'rsa-oaep: whatever is wrong inside is refused, with the same words (RFC 8017 section 7.1.2)',
    async run() {
      const words = new Set<string>();
      for (const [what, encoded] of encodings(sha256)) {
        const ciphertext = rawEncrypt(encoded);
        if (what === 'right') {
          same(await rsaOaep.decrypt(RSA_TEST_KEY, 'sha256', ciphertext), MESSAGE);
          continue;
        }
        const error = await failure(async () => rsaOaep.decrypt(RSA_TEST_KEY, 'sha256', ciphertext));
        assert.equal(error?.disconnect, 3, what);
        words.add(
          `${error.code} ${error.origin} ${error.message} ${String(error.cause)} ${JSON.stringify(error.details)}`,
        );
      }
      assert.equal(words.size, 1);
    },
  };
}

function* wrongKeyCases(rsaOaep: RsaOaep): Generator<ComplianceCase> {
  yield {
    name: 'rsa-oaep: numbers with leading zeros are the same numbers',
    async run() {
      const zeros = new Uint8Array(2);
      const key = { ...RSA_TEST_KEY, n: concatBytes(zeros, RSA_TEST_KEY.n), e: concatBytes(zeros, RSA_TEST_KEY.e) };
      const ciphertext = await rsaOaep.encrypt(key, 'sha256', MESSAGE);
      assert.equal(ciphertext.length, 256);
      same(await rsaOaep.decrypt(key, 'sha256', ciphertext), MESSAGE);
    },
  };
  yield {
    name: "rsa-oaep: encrypts nothing for a peer's key that is even, too short, too long, or has a useless exponent",
    async run() {
      const { n, e } = RSA_TEST_KEY;
      const keys: readonly RsaPublicNumbers[] = [
        { n: new Uint8Array(0), e },
        { n: bigIntToBytes(bytesToBigInt(n) - 1n), e },
        { n: bigIntToBytes((1n << 1022n) + 1n), e },
        { n: bigIntToBytes((1n << 16_384n) + 1n), e },
        ...[0n, 1n, 2n, 65_536n, (1n << 64n) + 1n].map(bad => ({ n, e: bigIntToBytes(bad) })),
      ];
      for (const key of keys) await rejectsPeerKey(async () => rsaOaep.encrypt(key, 'sha256', MESSAGE));
    },
  };
}

/** Encoded messages with one fault each (RFC 8017 section 7.1.2, step 3 g). */
function encodings(hash: Hash): readonly (readonly [string, Uint8Array])[] {
  const label = hash.digest();
  const padding = new Uint8Array(256 - 2 - 2 * hash.size - MESSAGE.length);
  const one = Uint8Array.of(1);
  const block = concatBytes(label, padding, one, MESSAGE);
  const filled = (value: number) => concatBytes(label, new Uint8Array(block.length - hash.size).fill(value));
  return [
    ['right', encode(hash, 0, block)],
    ['the first byte is 1', encode(hash, 1, block)],
    ['a bit of the label hash is wrong', encode(hash, 0, flipped(block, 0))],
    ['the last bit of the label hash is wrong', encode(hash, 0, flipped(block, 8 * hash.size - 1))],
    ['the hash of another label', encode(hash, 0, concatBytes(hash.digest(MESSAGE), padding, one, MESSAGE))],
    ['a byte of the padding is 2', encode(hash, 0, flipped(block, 8 * hash.size + 1))],
    ['the separator is 3', encode(hash, 0, flipped(block, 8 * (block.length - MESSAGE.length) - 7))],
    ['no separator, only zeros', encode(hash, 0, filled(0))],
    ['no separator, only 255', encode(hash, 0, filled(255))],
    ['first byte and label hash are wrong', encode(hash, 1, flipped(block, 3))],
  ];
}

function encode(hash: Hash, first: number, block: Uint8Array): Uint8Array {
  const seed = pattern(hash.size);
  const maskedBlock = withMask(hash, block, seed);
  return concatBytes(Uint8Array.of(first), withMask(hash, seed, maskedBlock), maskedBlock);
}

/** Exclusive or with MGF1 of the seed. */
function withMask(hash: Hash, bytes: Uint8Array, seed: Uint8Array): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(bytes.length / hash.size) }, (_, i) =>
    hash.digest(seed, Uint8Array.of(0, 0, 0, i)),
  );
  const mask = concatBytes(...blocks);
  return bytes.map((byte, i) => byte ^ (mask[i] as number));
}

/** The public operation alone, on any encoding: e is 65537. */
function rawEncrypt(encoded: Uint8Array): Uint8Array {
  const n = bytesToBigInt(RSA_TEST_KEY.n);
  const message = bytesToBigInt(encoded);
  let result = message;
  for (let i = 0; i < 16; i++) result = (result * result) % n;
  return bigIntToBytes((result * message) % n, 256);
}

async function failure(work: () => Promise<unknown>): Promise<SshError> {
  try {
    await work();
  } catch (error) {
    assert.ok(isSshError(error, 'PROTOCOL_ERROR'), String(error));
    return error;
  }
  return assert.fail('nothing was refused');
}
