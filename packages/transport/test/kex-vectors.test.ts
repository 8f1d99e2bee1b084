/** Exchange hashes and keys of real conversations, computed again: the octets that we hash are the ones that the peers hashed. */

import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { concatBytes, fromHex, toHex } from '@nacre/core';
import type { Hash, HashName } from '@nacre/crypto';
import { verifySignature } from '@nacre/keys';
import { decodeMessage } from '@nacre/wire';

import { HybridReply } from '../src/generated/index.js';
import { type ExchangeHash, groupFamily, kexFamilies, rsaExchangeHash, type Transcript } from '../src/kex/families.js';
import { concludeExchange, deriveKey } from '../src/kex/keys.js';
import { crypto } from './pair.js';

interface Vector {
  readonly of: string;
  readonly source: string;
  readonly hex: string;
  readonly params?: { readonly layout: 'mpint' | 'string' };
  readonly value: Readonly<Record<string, { readonly hex: string } | number | string>>;
}

const folder = new URL('../../../spec/vectors/transport/', import.meta.url);
const vectors = readdirSync(folder)
  .filter(name => /Input/.test(name) && !/-gss|MacInput/.test(name))
  .map(name => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector] as const);
const named = (of: RegExp) => vectors.filter(([, vector]) => of.test(vector.of));

function bytes({ value }: Vector, ...names: readonly string[]): Uint8Array {
  for (const name of names) {
    const field = value[name];
    if (typeof field === 'object') return fromHex(field.hex);
  }
  throw new Error(`no ${names.join(' or ')}`);
}

const number = ({ value }: Vector, name: string): number => Number(value[name]);

const groupOf = (vector: Vector) => ({ p: bytes(vector, 'prime'), g: bytes(vector, 'generator') });
const rules: Readonly<Record<string, (vector: Vector) => ExchangeHash>> = {
  EcdhExchangeHashInput: () => kexFamilies.ecdh,
  HybridExchangeHashInput: () => kexFamilies.hybrid,
  DhExchangeHashInput: () => kexFamilies.dh,
  GexExchangeHashInput: vector => {
    const [minBits, bits, maxBits] = ['minBits', 'bits', 'maxBits'].map(name => number(vector, name));
    return groupFamily({ form: 'range', minBits, bits, maxBits } as never, groupOf(vector));
  },
  GexOldExchangeHashInput: vector => groupFamily({ form: 'old', bits: number(vector, 'bits') }, groupOf(vector)),
  RsaExchangeHashInput: () => rsaExchangeHash,
};

function transcriptOf(vector: Vector): Transcript {
  return {
    clientVersion: bytes(vector, 'clientVersion'),
    serverVersion: bytes(vector, 'serverVersion'),
    clientKexInit: bytes(vector, 'clientKexInit'),
    serverKexInit: bytes(vector, 'serverKexInit'),
    hostKey: bytes(vector, 'hostKey'),
    clientShare: bytes(vector, 'clientPublic', 'clientInit', 'encryptedSecret'),
    serverShare: bytes(vector, 'serverPublic', 'serverReply', 'transientKey'),
  };
}

describe('the octets whose hash is H', () => {
  const found = named(/ExchangeHashInput$/);

  test('were recorded for every family', () => {
    expect([...new Set(found.map(([, { of }]) => of))].sort()).toEqual(Object.keys(rules).sort());
  });

  test.each(found)('are the same in %s', (_name, vector) => {
    const family = rules[vector.of]?.(vector) as ExchangeHash;
    expect(toHex(family.hashInput(transcriptOf(vector), bytes(vector, 'sharedSecret')))).toBe(vector.hex);
  });

  test('are those that OpenSSH signed in a hybrid exchange', async () => {
    const [, vector] = named(/^HybridExchangeHashInput/)[0] as (typeof vectors)[number];
    const proof = JSON.parse(
      readFileSync(new URL('openssh100-server-HybridReply-proof.json', folder), 'utf8'),
    ) as Vector;
    const { hostKey, serverReply, signature } = decodeMessage(HybridReply, fromHex(proof.hex));
    const transcript = transcriptOf(vector);
    expect([hostKey, serverReply]).toEqual([transcript.hostKey, transcript.serverShare]);
    const method = { hash: crypto.hashes.sha256 as Hash, family: kexFamilies.hybrid };
    const { exchangeHash } = concludeExchange(method, transcript, bytes(vector, 'sharedSecret'));
    expect(await verifySignature(crypto, hostKey, 'ssh-ed25519', exchangeHash, signature)).toBe(true);
    const other = { ...transcript, clientVersion: concatBytes(transcript.clientVersion, Uint8Array.of(0x20)) };
    const changed = concludeExchange(method, other, bytes(vector, 'sharedSecret'));
    expect(await verifySignature(crypto, hostKey, 'ssh-ed25519', changed.exchangeHash, signature)).toBe(false);
  });
});

describe('[SEC-053] the octets that keys are derived from', () => {
  /** Notes what is hashed, and goes on with the real digest. */
  function spied(name: HashName): { readonly hash: Hash; readonly hashed: string[] } {
    const real = crypto.hashes[name] as Hash;
    const hashed: string[] = [];
    const digest = (...parts: readonly Uint8Array[]): Uint8Array => {
      hashed.push(toHex(concatBytes(...parts)));
      return real.digest(...parts);
    };
    return { hash: { name, size: real.size, digest }, hashed };
  }
  const hashBySize: Readonly<Record<number, HashName>> = { 20: 'sha1', 32: 'sha256', 48: 'sha384', 64: 'sha512' };

  function resultOf(vector: Vector, hash: Hash) {
    const secret = bytes(vector, 'sharedSecret', 'sharedSecretString');
    const family = vector.params?.layout === 'string' ? kexFamilies.hybrid : kexFamilies.ecdh;
    return { hash, exchangeHash: bytes(vector, 'exchangeHash'), encodedSecret: family.encodeSecret(secret) };
  }

  test.each(named(/^KeyDerivationInput$/))('are the same in %s', (_name, vector) => {
    const { hash, hashed } = spied(hashBySize[bytes(vector, 'exchangeHash').length] as HashName);
    deriveKey(resultOf(vector, hash), bytes(vector, 'sessionId'), String.fromCharCode(number(vector, 'letter')), 1);
    expect(hashed).toEqual([vector.hex]);
  });

  test.each(named(/^KeyExtensionInput$/))(
    'are the same where a key is longer than the hash, in %s',
    (_name, vector) => {
      const { hash, hashed } = spied(hashBySize[bytes(vector, 'exchangeHash').length] as HashName);
      const made = bytes(vector, 'keys');
      // the first block comes from elsewhere; what is hashed next must begin alike, and go on with what was made
      const key = deriveKey(resultOf(vector, hash), new Uint8Array(32), 'A', made.length + 1);
      const head = vector.hex.slice(0, vector.hex.length - 2 * made.length);
      expect(vector.hex).toBe(head + toHex(made));
      expect(hashed.at(-1)).toBe(head + toHex(key.subarray(0, made.length)));
    },
  );
});
