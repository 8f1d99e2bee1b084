/** The exchange hash and the keys that follow from it (RFC 4253 sections 7.2 and 8). */

import { zeroize } from '@nacre/core';
import type { Hash } from '@nacre/crypto';

import type { Role } from '../events.js';
import type { Suite } from '../packet/ciphers.js';
import type { DirectionKeys } from '../packet/protection.js';
import { checkDigest } from './checks.js';
import type { ExchangeHash, Transcript } from './families.js';

/** What a finished exchange yields. */
export interface ExchangeResult {
  readonly hash: Hash;
  /** H. The first of a connection is its session id. */
  readonly exchangeHash: Uint8Array;
  /** K, encoded for key derivation. Secret. */
  readonly encodedSecret: Uint8Array;
}

/** What of a method makes H and K. */
export interface ConcludingMethod {
  readonly hash: Hash;
  readonly family: ExchangeHash;
}

/** Hashes the transcript and encodes the secret, which is erased. */
export function concludeExchange(method: ConcludingMethod, transcript: Transcript, secret: Uint8Array): ExchangeResult {
  const { family } = method;
  const input = family.hashInput(transcript, secret);
  const exchangeHash = checkDigest(method.hash.digest(input), method.hash.size);
  const encodedSecret = family.encodeSecret(secret);
  zeroize(input, secret);
  return { hash: method.hash, exchangeHash, encodedSecret };
}

/** The keys of the direction in which `sender` sends. The caller owns them. */
export function deriveKeys(result: ExchangeResult, sessionId: Uint8Array, suite: Suite, sender: Role): DirectionKeys {
  const derive = (letter: string, length: number): Uint8Array => deriveKey(result, sessionId, letter, length);
  const [iv, key, macKey] = sender === 'client' ? ['A', 'C', 'E'] : ['B', 'D', 'F'];
  return {
    iv: derive(iv as string, suite.ivBytes),
    key: derive(key as string, suite.keyBytes),
    macKey: derive(macKey as string, suite.macKeyBytes),
  };
}

/** `length` bytes of key material for one letter, extended as far as needed: HASH(K || H || letter || id), HASH(K || H || K1) ... */
export function deriveKey(result: ExchangeResult, sessionId: Uint8Array, letter: string, length: number): Uint8Array {
  const { hash, encodedSecret, exchangeHash } = result;
  const key = new Uint8Array(length);
  let made = 0;
  while (made < length) {
    const block =
      made === 0
        ? hash.digest(encodedSecret, exchangeHash, Uint8Array.of(letter.charCodeAt(0)), sessionId)
        : hash.digest(encodedSecret, exchangeHash, key.subarray(0, made));
    checkDigest(block, hash.size);
    key.set(block.subarray(0, length - made), made);
    made += hash.size;
    zeroize(block);
  }
  return key;
}
