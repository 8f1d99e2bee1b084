/**
 * Key exchange with a transient RSA key of the server (RFC 4432). The server makes a key for each exchange, in the computation that
 * starts it: a key that lasts would open every exchange it served, to whoever gets hold of it later.
 */

import { type RandomSource, randomBytes, zeroize } from '@nacre/core';
import type { Hash, Rsa, RsaOaep, RsaPublicNumbers } from '@nacre/crypto';
import { PublicKeyBlob } from '@nacre/keys/messages';
import { DecodeError, decode, encode, WireReader } from '@nacre/wire';

import { badShare } from './checks.js';
import { rsaExchangeHash } from './families.js';
import { bitLength } from './groups/numbers.js';
import type { KexResponse, KexStart, RsaMethod } from './method.js';

export interface RsaParts {
  readonly hash: Hash;
  readonly rsa: Rsa;
  readonly rsaOaep: RsaOaep;
  /** Bits of the modulus: how many the server makes it with, and the least that the client takes. */
  readonly bits: number;
  readonly random: RandomSource;
}

export function rsaMethod(name: string, parts: RsaParts): RsaMethod {
  return {
    name,
    flow: 'rsa',
    family: rsaExchangeHash,
    hash: parts.hash,
    postQuantum: false,
    start: () => start(parts),
    respond: transientKey => respond(parts, transientKey),
  };
}

async function start({ hash, rsa, rsaOaep, bits }: RsaParts): Promise<KexStart> {
  const key = await rsa.generate(bits);
  const erase = (): void => zeroize(key.d, key.p, key.q, key.iqmp);
  const finish = async (encryptedSecret: Uint8Array): Promise<Uint8Array> => {
    try {
      return readSecret(await rsaOaep.decrypt(key, hash.name, encryptedSecret), secretBits(key.n, hash));
    } finally {
      erase();
    }
  };
  return { share: encode(PublicKeyBlob, { key: { keyType: 'ssh-rsa', e: key.e, n: key.n } }), finish, erase };
}

async function respond(parts: RsaParts, transientKey: Uint8Array): Promise<KexResponse> {
  const { hash, rsaOaep, random } = parts;
  const key = readTransientKey(transientKey, parts.bits);
  const bits = secretBits(key.n, hash);
  const secret = randomBytes(random, Math.ceil(bits / 8));
  secret[0] = (secret[0] as number) & (0xff >> (secret.length * 8 - bits));
  const message = rsaExchangeHash.encodeSecret(secret);
  try {
    return { share: await rsaOaep.encrypt(key, hash.name, message), secret };
  } catch (error) {
    zeroize(secret);
    throw error;
  } finally {
    zeroize(message);
  }
}

/** The secret is less than 2^bits: KLEN - 2 * HLEN - 49 (RFC 4432 section 4), which just fits into the padding. */
function secretBits(n: Uint8Array, hash: Hash): number {
  return bitLength(n) - 2 * 8 * hash.size - 49;
}

const MOST_EXPONENT_BITS = 64; // what OpenSSL takes with a large modulus; everyone uses 17

/** Throws PROTOCOL_ERROR (disconnect 3) for anything but an RSA key that is not too weak. */
function readTransientKey(blob: Uint8Array, leastBits: number): RsaPublicNumbers {
  const { key } = decode(PublicKeyBlob, blob);
  if (key.keyType !== 'ssh-rsa') throw badShare('its transient key is no RSA key');
  const { n, e } = key;
  const bits = bitLength(n);
  if (bits < leastBits) throw badShare(`its transient key has ${bits} bits, not ${leastBits}`);
  if (!isOdd(n) || !isOdd(e) || bitLength(e) < 2 || bitLength(e) > MOST_EXPONENT_BITS)
    throw badShare('its transient key has impossible numbers');
  return { n, e };
}

/** The number that was encrypted. All faults look the same, and like one of the padding. Erases `message`. */
function readSecret(message: Uint8Array, mostBits: number): Uint8Array {
  try {
    const reader = new WireReader(message);
    const secret = new Uint8Array(reader.mpint('sharedSecret', mostBits, true));
    reader.finish('sharedSecret');
    if (bitLength(secret) > mostBits) throw badShare('its secret cannot be read');
    return secret;
  } catch (error) {
    if (error instanceof DecodeError) throw badShare('its secret cannot be read');
    throw error;
  } finally {
    zeroize(message);
  }
}

function isOdd(number: Uint8Array): boolean {
  return ((number[number.length - 1] ?? 0) & 1) === 1;
}
