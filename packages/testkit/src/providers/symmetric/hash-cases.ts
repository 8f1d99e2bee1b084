/** Cases for hashes (FIPS 180-4, RFC 1321), HMAC (RFC 4231) and random bytes. */

import assert from 'node:assert/strict';

import { encodeUtf8 } from '@nacre/core';
import type { CryptoProvider, HashName } from '@nacre/crypto';

import { type ComplianceCase, different, hex, pattern, repeat, same } from '../case.js';

const DIGESTS: readonly { readonly name: HashName; readonly empty: string; readonly abc: string }[] = [
  { name: 'md5', empty: 'd41d8cd98f00b204e9800998ecf8427e', abc: '900150983cd24fb0d6963f7d28e17f72' },
  {
    name: 'sha1',
    empty: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    abc: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  },
  {
    name: 'sha224',
    empty: 'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f',
    abc: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
  },
  {
    name: 'sha256',
    empty: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  },
  {
    name: 'sha384',
    empty: '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
    abc: 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  },
  {
    name: 'sha512',
    empty:
      'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
    abc: 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  },
];

const HMACS: readonly {
  readonly test: string;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
  readonly tags: Partial<Record<HashName, string>>;
}[] = [
  {
    test: '4.2',
    key: repeat(0x0b, 20),
    data: encodeUtf8('Hi There'),
    tags: {
      sha224: '896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22',
      sha256: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
      sha384: 'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
      sha512:
        '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    },
  },
  {
    test: '4.3',
    key: encodeUtf8('Jefe'),
    data: encodeUtf8('what do ya want for nothing?'),
    tags: {
      sha224: 'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44',
      sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      sha512:
        '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    },
  },
  {
    test: '4.4',
    key: repeat(0xaa, 20),
    data: repeat(0xdd, 50),
    tags: { sha256: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe' },
  },
  {
    test: '4.7',
    key: repeat(0xaa, 131),
    data: encodeUtf8('Test Using Larger Than Block-Size Key - Hash Key First'),
    tags: {
      sha224: '95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e',
      sha256: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    },
  },
];

export function* hashCases(provider: CryptoProvider): Generator<ComplianceCase> {
  for (const { name, empty, abc } of DIGESTS) {
    const hash = provider.hashes[name];
    if (hash === undefined) continue;
    yield {
      name: `${name}: nothing, "abc" whole and in parts`,
      run() {
        same(hash.digest(), empty);
        same(hash.digest(new Uint8Array(0), new Uint8Array(0)), empty);
        same(hash.digest(encodeUtf8('abc')), abc);
        same(hash.digest(encodeUtf8('a'), new Uint8Array(0), encodeUtf8('bc')), abc);
        assert.equal(hash.size, hex(abc).length);
        assert.equal(hash.name, name);
      },
    };
  }
}

export function* hmacCases(provider: CryptoProvider): Generator<ComplianceCase> {
  const { hmac } = provider;
  if (hmac === undefined) return;
  for (const { test, key, data, tags } of HMACS) {
    for (const [name, tag] of Object.entries(tags)) {
      yield {
        name: `hmac ${name}: RFC 4231 section ${test}`,
        run() {
          const mac = hmac(name as HashName, key);
          assert.equal(mac.size, hex(tag).length);
          same(mac.compute(data), tag);
          same(mac.compute(data.subarray(0, 3), data.subarray(3)), tag);
        },
      };
    }
  }
  yield {
    name: 'hmac: one object serves many messages, and does not share the key with the caller',
    run() {
      const key = pattern(32);
      const mac = hmac('sha256', key);
      const first = mac.compute(pattern(100));
      key.fill(0);
      different(mac.compute(pattern(99)), first);
      same(mac.compute(pattern(100)), first);
    },
  };
}

export function* randomCases(provider: CryptoProvider): Generator<ComplianceCase> {
  const { random } = provider;
  if (random === undefined) return;
  yield {
    name: 'random: fills every length, and does not repeat',
    run() {
      const seen = new Set<string>();
      for (const length of [0, 1, 16, 256, 257, 4096, 65_536, 70_000]) {
        const bytes = new Uint8Array(length);
        random.fill(bytes);
        if (length >= 256) assert.ok(new Set(bytes).size > 100);
        if (length >= 4096) assert.ok(new Set(bytes.subarray(-1024)).size > 200); // the end as well
      }
      for (let i = 0; i < 1000; i++) {
        const bytes = new Uint8Array(16);
        random.fill(bytes);
        seen.add(bytes.join());
      }
      assert.equal(seen.size, 1000);
    },
  };
}
