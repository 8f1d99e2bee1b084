/** Cases for RSASSA-PKCS1-v1_5 (RFC 8017). The key and its signatures were made with the openssl program. */

import assert from 'node:assert/strict';

import { concatBytes, encodeUtf8, isSshError } from '@nacre/core';
import {
  bigIntToBytes,
  bytesToBigInt,
  type CryptoProvider,
  type HashName,
  type Rsa,
  type RsaPrivateNumbers,
} from '@nacre/crypto';

import { type ComplianceCase, flipped, hex, pattern, rejectsMisuse, same } from '../case.js';

/** For tests alone: its private half is published here. */
export const RSA_TEST_KEY: RsaPrivateNumbers = {
  n: hex(`dad0718f234063c18e044120b40d68b25f7733230e4396950218ff4bd0b988383a0e62658a506f1b3c22e3ddbc2097a215b9434d
    214a320a8f4a74c3f19189f2e9ab737e74f14cd524cc00b854352c5ce53aa89857ab8bcdbd84bbc33d91fac7f4148c0f2aa7bd84
    44311bb08cf1ba4f575e51caa355018dc89cebf76d94f574efd51c9d90c6b3330eb0c65cea4d1b11f85bfd15ff79503151a2bc39
    a2fc46ede4fd84507c69f77c4a4aab23af813bb5134fca3f7a42c921d035f579d81d848bf7bd4b44f32b932d051c2a39096029e4
    ff700ec7b63432b8d65a4a28f83017a534a13b5584e91b1ef4a17722322cb145bdddc534a8c70cbc5d897eb3072f3105`),
  e: hex('010001'),
  d: hex(`6aea2a727c10fc2d18cd2f5d615ca3e97407f42e8ecbab8a074a5b8399eaed8a3ba3c7a4419ee78af129431996d07e06ae82a545
    cc9c4a332aac80bd350d9dcfd928f2f7b900264087083ed9d21b611fcac98c935352f8ae8089988cdf4ab2b47ca8857eeba2a651
    38589e64f7992d259354fcb5fc748e9bce880e2c09991d0d2cc9a92afe19ff19ab29478976eb84b276dd12b6059dd63cc43f9f5f
    e5d8d983fd8533c705a9ee726caf012a5904ba988901de04761334afd4084e81782ef1ccdc87b80a9b4667fb81751048f14ab657
    ad80116efe1a893e65df1c60e8db7df6809cc96d1f1e0c063489095ce65cbdf186167d07c0e459da30f1589f9ad76b89`),
  p: hex(`f041ef8c91e40e1376f6ecd43800a965cc38db380f2f1e478009165cdeab1033fd7339ab3da920cf9990a7517c17fa0e5da2d750
    d4003ea6952fd0bdb6bef8ea10e4b99220209316383db0560bf4ae6c1f603b837461b21d83f0de5d270c3cd488c0cc8b2734965e
    fa91b52ea639fdaa563be1ddf4e1b432933ff741c11c538b`),
  q: hex(`e926d1a2d23c7216d41ff74897c7ee2191351b7a8430742ed6e3b22d8067ec5ac70e971a66ab9282b5ccb928591ee0f088ba2dfe
    34bd9a2c9f732b117d7a8ad5a3b82fd3c467a99f07f5b9e81803282eabe85f773bd89d8a13acc3c893c97a730d18753c1b846e34
    118a1b37ef111820b88d7a25232db4c6452eb3f6d9a4dfaf`),
  iqmp: hex(`ba709d9f92735fb1188930a4bdf1199574060170ad8f1a393ac14d0a89c2b991dc857ec9a176d0bb8bdb832eb709ec09229a682f
    d7b800c5aafe79846c8f0a8bb47d75207106a044913c6e640ecc9ebd891201a2edb1083c6e1d7f18a98e828a8e2ef806bae42888
    e60abb0a66b67e8682929ba57363ef2a1c16be27d09922d4`),
};

/** 512 bits: a PKCS #1 signature with SHA-512 would need 752. */
const SHORT_KEY: RsaPrivateNumbers = {
  n: hex(`b99284468b558d3eaabf307382b97c34f5c7ddf69b86f7743000febaae2ad227
    b3ba18601aee79705bffabd2e207d7e55769d4741621b86d4b67bc48a53296b7`),
  e: hex('010001'),
  d: hex(`481eb725ab74fe45c29a373c4d2bc527d7f56b4032458bda2de5d519bc228c35
    9457fa636240121dd95000f679948cc3979e05399770e1973624baa313c7b591`),
  p: hex('e08d554911d81858c84f738a5a5f54fcc054cf10c296c15210eaf680ff1db0a3'),
  q: hex('d38fad536a6d5b76ddd38954815b228ecf78eb801b17687b2da9b160d28a1edd'),
  iqmp: hex('c02893515520f0141c4389614a6866fa90a7dd3e95ce13b571c48848eb7cb539'),
};

const SIGNATURES: readonly { readonly hash: HashName; readonly signature: string }[] = [
  {
    hash: 'sha1',
    signature: `7a2ad4ab1f98bbe893be59ed2a05823961b6243b78149dcd9be08eb9fdcf75d619fdb5d123d7f661b417f1a9531efe851c938b0d
      ed07611d8803da68d6fae622908d2be99b716b0cb4d598b95a6ade9d6d882894102173b94d6f373616b9e458ecf390e6fa59660d
      0d0b6826f93795e628ed277089dc0dbbb202e4aa611113774ccfe8d7edbafe9c942c07880e47bdb18951f2e54a604ec9b40f2c2e
      7c73471ed96335965a348ef330331fe787df8eae5918d432d998e82b8c81aaafd9e21a948c886c576d7f1e5ff8bd146927263df9
      1f7fc8b9315914e81e09a0717d217e9acbdadd28f97204f2e1fa457108ac543704ce0e9cac50f14d321e647980155731`,
  },
  {
    hash: 'sha256',
    signature: `be0ec52879b0642ed7f85115f47a2f2b6cc5018ef8cfc39c1532943faa64b6a8c7caf9c5107b5f5372a371fe06a51da0f71274dd
      004947efad1751ec22e98e1fdbc2dc2c4cb7360a3db4b7b917296a4d4fbe45c9b92a7ecacf602283d20a7711044a20fed9c027e8
      b25a8d716e55220a12a7e0175220e45663bd0226a2372a4e191defa43e16c4f24b8aa49ea2254f6ed6470ac0eec4ccce17f2dfad
      56d26d0e4b55802b82c7e046e5c20c6aeb52db76a29befbbba08e4b089f27814c42a12bcc299f20c5fd57a3bda6817e10c18c159
      acc2ca90d537d88469dc24ea9c16432781dbb1342b790b084e78536bfa59836bd408b22a52807698e1f398f707d1fd91`,
  },
  {
    hash: 'sha512',
    signature: `a9447f7aef3f248f910bfda256b22c159cacf8b16f8cfbb850de8b64b90d7aa34fb79bb7705da0140a070b3e7f2523dbaaf82e7f
      6d3aab8fdb89b5e9f1ab8f64562587c8545528c52150cc4aca599cea203bd143af5dbbb17d657940f5b2814adde56c15c01d029d
      ed5778442ec84e8bcd0d879911ffd13a11bcd6711d844047646b7ce584e9b06dc8788f35dcf6d550d257ebc37b120b56a461a55c
      06cfa03c769e1c3fbc2814e4dc2bdc2b2ae1aefb8e4ae40dd0b3f8b8f16092edddce7a22fa55bf84265b3dcb498862f3a3d58701
      88fd50267b4fde74305081c717eb416229d13725aef4a35c4edd49c07520460c7f43dff5cd4a33b87ab3e2fb02dc4127`,
  },
];

const DATA = encodeUtf8('sample');
const SHA256_INFO = hex('3031300d060960864801650304020105000420');

export function* rsaCases({ rsa, hashes }: CryptoProvider): Generator<ComplianceCase> {
  if (rsa === undefined) return;
  for (const { hash, signature } of SIGNATURES) {
    yield {
      name: `rsa: signs and verifies with ${hash} as OpenSSL does`,
      async run() {
        same(await rsa.sign(RSA_TEST_KEY, hash, DATA), signature);
        assert.equal(await rsa.verify(RSA_TEST_KEY, hash, DATA, hex(signature)), true);
      },
    };
  }
  yield {
    name: 'rsa: numbers with leading zeros are the same numbers',
    async run() {
      const zero = new Uint8Array(2);
      const { n, e, d, p, q, iqmp } = RSA_TEST_KEY;
      const key = {
        n: concatBytes(zero, n),
        e: concatBytes(zero, e),
        d: concatBytes(zero, d),
        p: concatBytes(zero, p),
        q: concatBytes(zero, q),
        iqmp: concatBytes(zero, iqmp),
      };
      same(await rsa.sign(key, 'sha256', DATA), SIGNATURES[1]?.signature ?? '');
      assert.equal(await rsa.verify(key, 'sha256', DATA, hex(SIGNATURES[1]?.signature ?? '')), true);
    },
  };
  yield* badSignatureCases(rsa, hashes);
  yield* badKeyCases(rsa);
}

function* badSignatureCases(rsa: Rsa, hashes: CryptoProvider['hashes']): Generator<ComplianceCase> {
  yield {
    name: 'rsa: changed data, other hash, changed or resized signature, and signature plus modulus do not verify',
    async run() {
      const signature = hex(SIGNATURES[1]?.signature ?? '');
      const verify = (data: Uint8Array, bytes: Uint8Array, hash: HashName = 'sha256') =>
        rsa.verify(RSA_TEST_KEY, hash, data, bytes);
      assert.equal(await verify(DATA, signature), true);
      assert.equal(await verify(flipped(DATA, 0), signature), false);
      assert.equal(await verify(DATA, signature, 'sha512'), false);
      for (const bit of [0, 1000, 2047]) assert.equal(await verify(DATA, flipped(signature, bit)), false);
      for (const length of [0, 1, 255]) assert.equal(await verify(DATA, signature.subarray(0, length)), false);
      assert.equal(await verify(DATA, concatBytes(new Uint8Array(1), signature)), false);
      assert.equal(await verify(DATA, concatBytes(signature, new Uint8Array(1))), false);
      assert.equal(await verify(DATA, new Uint8Array(256)), false);
      const wrapped = bigIntToBytes(bytesToBigInt(signature) + bytesToBigInt(RSA_TEST_KEY.n));
      assert.equal(await verify(DATA, wrapped), false);
    },
  };
  yield {
    name: 'rsa: every padding but the one right one is refused',
    async run() {
      const digest = hashes.sha256?.digest(DATA) ?? new Uint8Array(32);
      for (const [what, encoded] of forgeries(digest)) {
        assert.equal(await rsa.verify(RSA_TEST_KEY, 'sha256', DATA, rawSignature(encoded)), what === 'right', what);
      }
    },
  };
}

function* badKeyCases(rsa: Rsa): Generator<ComplianceCase> {
  yield {
    name: 'rsa: a key whose numbers do not belong together gives no signature',
    async run() {
      const { d, p, q, iqmp } = RSA_TEST_KEY;
      const keys = [
        { ...RSA_TEST_KEY, d: flipped(d, 100) },
        { ...RSA_TEST_KEY, iqmp: flipped(iqmp, 100) },
        { ...RSA_TEST_KEY, p: flipped(p, 100) },
        { ...RSA_TEST_KEY, q: new Uint8Array(0) },
        { ...RSA_TEST_KEY, p: Uint8Array.of(1), q: RSA_TEST_KEY.n },
        { ...RSA_TEST_KEY, p: q, q: p },
      ];
      for (const key of keys) await signsRightOrNotAtAll(async () => rsa.sign(key, 'sha256', DATA));
    },
  };
  yield {
    name: 'rsa: nothing verifies under numbers that are no key',
    async run() {
      const signature = hex(SIGNATURES[1]?.signature ?? '');
      const { n, e } = RSA_TEST_KEY;
      assert.equal(await rsa.verify({ n: new Uint8Array(0), e }, 'sha256', DATA, new Uint8Array(0)), false);
      assert.equal(await rsa.verify({ n, e: new Uint8Array(0) }, 'sha256', DATA, signature), false);
      assert.equal(await rsa.verify({ n, e: Uint8Array.of(1) }, 'sha256', DATA, signature), false);
      assert.equal(
        await rsa.verify({ n: Uint8Array.of(15), e: Uint8Array.of(3) }, 'sha256', DATA, Uint8Array.of(1)),
        false,
      );
    },
  };
  yield {
    name: 'rsa: a modulus that is too short for the hash neither signs nor verifies',
    async run() {
      const { n } = SHORT_KEY;
      await assert.rejects(
        async () => rsa.sign(SHORT_KEY, 'sha512', DATA),
        error => isSshError(error, 'MISUSE') || isSshError(error, 'SIGNATURE_INVALID'),
      );
      for (const signature of [new Uint8Array(64), new Uint8Array(64).fill(1), n, n.subarray(1)])
        assert.equal(await rsa.verify(SHORT_KEY, 'sha512', DATA, signature), false);
      // the key itself is sound: a shorter digest fits
      assert.equal(await rsa.verify(SHORT_KEY, 'sha1', DATA, await rsa.sign(SHORT_KEY, 'sha1', DATA)), true);
    },
  };
  yield {
    name: 'rsa: makes keys of the size asked for that sign',
    async run() {
      const key = await rsa.generate(2048);
      assert.equal(bytesToBigInt(key.n).toString(2).length, 2048);
      same(key.e, '010001');
      const [p, q] = [bytesToBigInt(key.p), bytesToBigInt(key.q)];
      assert.equal(p * q, bytesToBigInt(key.n));
      assert.equal((bytesToBigInt(key.iqmp) * q) % p, 1n);
      assert.equal((bytesToBigInt(key.d) * 65537n) % (p - 1n), 1n);
      const signature = await rsa.sign(key, 'sha512', pattern(100));
      assert.equal(await rsa.verify(key, 'sha512', pattern(100), signature), true);
      await rejectsMisuse(() => rsa.generate(100));
    },
  };
}

/** What a signer with the private key could wrap instead of the right encoding. */
function forgeries(digest: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  const info = concatBytes(SHA256_INFO, digest);
  const padded = (padding: Uint8Array, rest: Uint8Array) =>
    concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), rest);
  const ones = (count: number) => new Uint8Array(count).fill(255);
  const full = 256 - 3 - info.length;
  const withoutNull = concatBytes(hex('302f300b0609608648016503040201 0420'), digest);
  const holed = ones(full);
  holed[full - 1] = 0xfe;
  return [
    ['right', padded(ones(full), info)],
    ['garbage after the digest', padded(ones(8), concatBytes(info, pattern(full - 8)))],
    ['parameters left out', padded(ones(256 - 3 - withoutNull.length), withoutNull)],
    ['no digest information', padded(ones(256 - 3 - digest.length), digest)],
    ['block type 0', flipped(padded(ones(full), info), 8)],
    ['block type 2', concatBytes(Uint8Array.of(0, 2), ones(full), Uint8Array.of(0), info)],
    ['a byte of the padding changed', padded(holed, info)],
    ['zero padding', padded(new Uint8Array(full), info)],
    ['the separator missing', concatBytes(Uint8Array.of(0, 1), ones(full + 1), info)],
  ];
}

/** The private operation alone, on any encoding. */
function rawSignature(encoded: Uint8Array): Uint8Array {
  const n = bytesToBigInt(RSA_TEST_KEY.n);
  let result = 1n;
  for (const bit of bytesToBigInt(RSA_TEST_KEY.d).toString(2)) {
    result = (result * result) % n;
    if (bit === '1') result = (result * bytesToBigInt(encoded)) % n;
  }
  return bigIntToBytes(result, 256);
}

/** OpenSSL can repair some faults by itself; what may never come out is a wrong signature. */
async function signsRightOrNotAtAll(sign: () => Promise<Uint8Array>): Promise<void> {
  try {
    same(await sign(), SIGNATURES[1]?.signature ?? '');
  } catch (error) {
    assert.ok(isSshError(error, 'SIGNATURE_INVALID') || isSshError(error, 'MISUSE'), String(error));
  }
}
