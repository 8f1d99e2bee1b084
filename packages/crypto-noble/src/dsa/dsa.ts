/**
 * DSA with SHA-1 (FIPS 186-2) on BigInt, for old equipment. Its time depends on the numbers, as that of the portable RSA does:
 * blinding hides which ones they are.
 */

import { SshError } from '@nacre/core';
import {
  bigIntToBytes,
  bytesToBigInt,
  DSA_NUMBER_SIZE,
  type Dsa,
  type DsaPublicNumbers,
  isDsaKey,
  toFixedLength,
} from '@nacre/crypto';

import { inverse, power, randomBelow } from '../rsa/numbers.js';

export const bigIntDsa: Dsa = {
  async sign(key, data) {
    const [numbers, x] = [numbersOf(key), bytesToBigInt(key.x)];
    const digest = await hashToNumber(data);
    const signature = numbers && x > 0n && x < numbers.q ? signNumber(numbers, x, digest) : undefined;
    // With a wrong private number the signature would be worthless; a fault while signing could give the number away.
    if (numbers === undefined || signature === undefined || !verifyNumber(numbers, digest, signature)) {
      throw new SshError('SIGNATURE_INVALID', 'The numbers of the DSA key do not belong together', { origin: 'local' });
    }
    return { r: bigIntToBytes(signature.r), s: bigIntToBytes(signature.s) };
  },
  async verify(key, data, signature) {
    const numbers = numbersOf(key);
    const [r, s] = [toFixedLength(signature.r, DSA_NUMBER_SIZE), toFixedLength(signature.s, DSA_NUMBER_SIZE)];
    if (numbers === undefined || r === undefined || s === undefined) return false;
    return verifyNumber(numbers, await hashToNumber(data), { r: bytesToBigInt(r), s: bytesToBigInt(s) });
  },
};

interface Numbers {
  readonly p: bigint;
  readonly q: bigint;
  readonly g: bigint;
  readonly y: bigint;
}

interface Signature {
  readonly r: bigint;
  readonly s: bigint;
}

function numbersOf(key: DsaPublicNumbers): Numbers | undefined {
  if (!isDsaKey(key)) return undefined;
  return { p: bytesToBigInt(key.p), q: bytesToBigInt(key.q), g: bytesToBigInt(key.g), y: bytesToBigInt(key.y) };
}

/** SHA-1 is as long as q, so nothing of it is cut off. Loaded at first use: where DSA is native it never is. */
async function hashToNumber(data: Uint8Array): Promise<bigint> {
  const ownData = Uint8Array.from(data);
  const { sha1 } = await import('@noble/hashes/legacy.js');
  return bytesToBigInt(sha1(ownData));
}

/** FIPS 186-2 section 5. Undefined when the key is unsound: for a sound one, r and s are zero once in 2^160 times. */
function signNumber({ p, q, g }: Numbers, x: bigint, digest: bigint): Signature | undefined {
  const k = 1n + randomBelow(q - 1n);
  // The time of the power would tell the length of k, so some multiple of q is added, which changes nothing else.
  const r = power(g, k + q * (1n + randomBelow(1n << 64n)), p) % q;
  // Only k times a random factor is ever inverted, and x is only used under the same factor.
  const blind = 1n + randomBelow(q - 1n);
  const blindInverse = inverse((k * blind) % q, q);
  if (blindInverse === undefined) return undefined; // q is no prime
  const s = (blindInverse * ((blind * digest + ((blind * x) % q) * r) % q)) % q;
  return r === 0n || s === 0n ? undefined : { r, s };
}

/** FIPS 186-2 section 6. */
function verifyNumber({ p, q, g, y }: Numbers, digest: bigint, { r, s }: Signature): boolean {
  if (r <= 0n || r >= q || s <= 0n || s >= q) return false;
  const w = inverse(s, q);
  if (w === undefined) return false;
  return ((power(g, (digest * w) % q, p) * power(y, (r * w) % q, p)) % p) % q === r;
}
