/** Hashes and HMAC (RFC 2104) on @noble/hashes. */

import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';

import type { Hash, HashName, Mac } from '@nacre/crypto';

const FUNCTIONS: Readonly<Record<HashName, CHash>> = { md5, sha1, sha224, sha256, sha384, sha512 };

export const hashes: Readonly<Record<HashName, Hash>> = {
  md5: nobleHash('md5', 16),
  sha1: nobleHash('sha1', 20),
  sha224: nobleHash('sha224', 28),
  sha256: nobleHash('sha256', 32),
  sha384: nobleHash('sha384', 48),
  sha512: nobleHash('sha512', 64),
};

/** Keyed once: each message starts from a copy of the state after the padded key. */
export function hmac(name: HashName, key: Uint8Array): Mac {
  const keyed = nobleHmac.create(FUNCTIONS[name], key);
  return {
    size: keyed.outputLen,
    compute(...parts) {
      const context = keyed.clone();
      for (const part of parts) context.update(part);
      return context.digest();
    },
  };
}

function nobleHash(name: HashName, size: number): Hash {
  return {
    name,
    size,
    digest(...parts) {
      const context = FUNCTIONS[name].create();
      for (const part of parts) context.update(part);
      return context.digest();
    },
  };
}
