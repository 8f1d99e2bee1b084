/** Hashes and HMAC (RFC 2104) on node:crypto. */

import { createHash, createHmac, createSecretKey } from 'node:crypto';

import type { Hash, HashName, Mac } from '@nacre/crypto';

const SIZES: Readonly<Record<HashName, number>> = { md5: 16, sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 };

export const hashes: Readonly<Record<HashName, Hash>> = {
  md5: nodeHash('md5'),
  sha1: nodeHash('sha1'),
  sha224: nodeHash('sha224'),
  sha256: nodeHash('sha256'),
  sha384: nodeHash('sha384'),
  sha512: nodeHash('sha512'),
};

export function hmac(name: HashName, key: Uint8Array): Mac {
  const secret = createSecretKey(key);
  return {
    size: SIZES[name],
    compute(...parts) {
      const context = createHmac(name, secret);
      for (const part of parts) context.update(part);
      return context.digest();
    },
  };
}

function nodeHash(name: HashName): Hash {
  return {
    name,
    size: SIZES[name],
    digest(...parts) {
      const context = createHash(name);
      for (const part of parts) context.update(part);
      return context.digest();
    },
  };
}
