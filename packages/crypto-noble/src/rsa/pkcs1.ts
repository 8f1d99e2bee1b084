/** EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): the one padded form of a digest. Nothing here parses. */

import { concatBytes, fromHex } from '@nacre/core';
import type { HashName } from '@nacre/crypto';

import { hashes } from '../symmetric/hashes.js';

/** DER of DigestInfo up to the digest (RFC 8017 section 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<HashName, string>> = {
  md5: '3020300c06082a864886f70d020505000410',
  sha1: '3021300906052b0e03021a05000414',
  sha224: '302d300d06096086480165030402040500041c',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** `00 01 ff .. ff 00 DigestInfo`, `size` bytes long; undefined when the modulus is too short for it. */
export function encodeDigest(hash: HashName, data: Uint8Array, size: number): Uint8Array | undefined {
  const info = concatBytes(fromHex(DIGEST_INFO[hash]), hashes[hash].digest(data));
  const padding = size - info.length - 3;
  if (padding < 8) return undefined;
  return concatBytes(Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff), Uint8Array.of(0), info);
}
