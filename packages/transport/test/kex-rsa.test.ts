/** Key exchange with a transient RSA key (RFC 4432) as either role, against peers that follow the rules and peers that do not. */

import { describe, expect, test } from 'vitest';

import { concatBytes } from '@nacre/core';
import { bigIntToBytes, bytesToBigInt, type Rsa, type RsaOaep, type RsaPublicNumbers } from '@nacre/crypto';
import { signWith } from '@nacre/keys';
import { PublicKeyBlob } from '@nacre/keys/messages';
import { decode, decodeMessage, encode, encodeMessage, WireReader } from '@nacre/wire';

import { RsaKexDone, RsaKexPublicKey, RsaKexSecret } from '../src/generated/index.js';
import { rsaExchangeHash } from '../src/kex/families.js';
import { bitLength } from '../src/kex/groups/numbers.js';
import type { RsaMethod } from '../src/kex/method.js';
import { kexMethod } from '../src/kex/methods.js';
import { codeOf, crypto, hostKeys, random } from './pair.js';
import { disconnectReason, RawPeer } from './raw-peer.js';

const rsa = crypto.rsa as Rsa;
const oaep = crypto.rsaOaep as RsaOaep;
const [ed25519] = hostKeys;
if (ed25519 === undefined) throw new Error('no host key');
const hostKey = ed25519.publicKey.blob;

const METHODS = [
  { kex: 'rsa2048-sha256', bits: 2048, hash: 'sha256', secretBits: 2048 - 512 - 49, row: 'ALG-34' },
  { kex: 'rsa1024-sha1', bits: 1024, hash: 'sha1', secretBits: 1024 - 320 - 49, row: 'ALG-48' },
] as const;
const keys = { 2048: await rsa.generate(2048), 1024: await rsa.generate(1024) };

function method(kex: string): RsaMethod {
  const found = kexMethod(kex, crypto, random);
  if (found.flow !== 'rsa') throw new Error('no RSA method');
  return found;
}

const blobOf = ({ n, e }: RsaPublicNumbers): Uint8Array => encode(PublicKeyBlob, { key: { keyType: 'ssh-rsa', n, e } });

function numbersOf(blob: Uint8Array): RsaPublicNumbers {
  const { key } = decode(PublicKeyBlob, blob);
  if (key.keyType !== 'ssh-rsa') throw new Error('no RSA key');
  return key;
}

/** A raw client in front of a server that has sent its keys. */
async function client(kex: string): Promise<{ peer: RawPeer; sent: RsaKexPublicKey }> {
  const peer = new RawPeer({ role: 'client', kex });
  await peer.begin();
  return { peer, sent: decodeMessage(RsaKexPublicKey, peer.inbox.at(-1) as Uint8Array) };
}

async function server(kex: string, options: { readonly strict?: boolean } = {}): Promise<RawPeer> {
  const peer = new RawPeer({ role: 'server', kex, ...options });
  await peer.begin();
  return peer;
}

const keysMessage = (transientKey: Uint8Array): Uint8Array => encodeMessage(RsaKexPublicKey, { hostKey, transientKey });

describe.each(METHODS)('$kex', ({ kex, bits, hash, secretBits, row }) => {
  const key = keys[bits];

  test(`[${row}] a server sends a new key each time, and takes a secret encrypted with it`, async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const { peer, sent } = await client(kex);
      const { n, e } = numbersOf(sent.transientKey);
      expect([bitLength(n), e]).toEqual([bits, Uint8Array.of(1, 0, 1)]);
      seen.add(Buffer.from(n).toString('hex'));
      const { share, secret } = await method(kex).respond(sent.transientKey);
      peer.conclude(method(kex), { hostKey, clientShare: share, serverShare: sent.transientKey }, secret);
      await peer.send(encodeMessage(RsaKexSecret, { encryptedSecret: share }));
      await peer.send(peer.newKeys());
      peer.switchKeys();
      expect(peer.end.count('ready')).toBe(1);
    }
    expect(seen.size).toBe(2);
  });

  test(`[${row}] a client encrypts a secret of the prescribed size`, async () => {
    const peer = await server(kex);
    await peer.send(keysMessage(blobOf(key)));
    const { encryptedSecret } = decodeMessage(RsaKexSecret, peer.inbox.at(-1) as Uint8Array);
    expect(encryptedSecret).toHaveLength(bits / 8);
    const secret = new Uint8Array(
      new WireReader(await oaep.decrypt(key, hash, encryptedSecret)).mpint('secret', secretBits, true),
    );
    expect(bitLength(secret)).toBeLessThanOrEqual(secretBits);
    expect(bitLength(secret)).toBeGreaterThan(secretBits - 40);
    const shares = { hostKey, clientShare: encryptedSecret, serverShare: blobOf(key) };
    const { exchangeHash } = peer.conclude(method(kex), shares, secret);
    const signature = await signWith(crypto, ed25519, exchangeHash, 'ssh-ed25519');
    await peer.send(encodeMessage(RsaKexDone, { signature }), peer.newKeys());
    peer.switchKeys();
    expect(peer.end.count('ready')).toBe(1);
  });

  test('a client refuses a signature over something else', async () => {
    const peer = await server(kex);
    await peer.send(keysMessage(blobOf(key)));
    const signature = await signWith(crypto, ed25519, new Uint8Array(32), 'ssh-ed25519');
    await peer.send(encodeMessage(RsaKexDone, { signature }));
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['SIGNATURE_INVALID', 3]);
    expect(peer.end.effects).not.toContain('verify-host-key');
  });

  const n = bytesToBigInt(key.n);
  const number = (value: bigint): Uint8Array => bigIntToBytes(value);
  const badKeys: readonly (readonly [string, Uint8Array, string?])[] = [
    ['that is too short', blobOf({ n: number(n >> 1n), e: key.e })],
    ['with an even modulus', blobOf({ n: number(n + 1n), e: key.e })],
    ['with the exponent 0', blobOf({ n: key.n, e: number(0n) })],
    ['with the exponent 1', blobOf({ n: key.n, e: number(1n) })],
    ['with an even exponent', blobOf({ n: key.n, e: number(4n) })],
    ['with an exponent that takes long', blobOf({ n: key.n, e: number(n - 2n) })],
    ['without a modulus', blobOf({ n: number(0n), e: key.e })],
    ['of another type', hostKey],
    ['that is nothing', new Uint8Array(0), 'DECODE_ERROR'],
    ['that is cut', blobOf(key).subarray(0, -1), 'DECODE_ERROR'],
    ['with something after it', concatBytes(blobOf(key), Uint8Array.of(0)), 'DECODE_ERROR'],
  ];
  const refusedKeys = badKeys.map(
    ([name, transientKey, code]) => [name, transientKey, code ?? 'PROTOCOL_ERROR'] as const,
  );
  test.each(refusedKeys)('a client refuses a key %s', async (_name, transientKey, code) => {
    const peer = await server(kex);
    await peer.send(keysMessage(transientKey));
    expect([codeOf(peer.end), peer.numbers.includes(RsaKexSecret.number)]).toEqual([code, false]);
    if (code === 'PROTOCOL_ERROR') expect(disconnectReason(peer)).toBe(3);
  });

  test('a server refuses everything that is no such secret, always in the same way', async () => {
    const encrypted = async (transientKey: Uint8Array, content: Uint8Array): Promise<Uint8Array> => {
      return oaep.encrypt(numbersOf(transientKey), hash, content);
    };
    const mpint = (value: bigint): Uint8Array => rsaExchangeHash.encodeSecret(number(value));
    const rows: readonly ((transientKey: Uint8Array) => Uint8Array | Promise<Uint8Array>)[] = [
      // a number with a bit too many does not even fit
      blob => encrypted(blob, concatBytes(mpint(5n), Uint8Array.of(0))),
      blob => encrypted(blob, mpint(2n ** 80n).subarray(0, -1)),
      blob => encrypted(blob, Uint8Array.of(0, 0, 0, 1, 0x80)), // negative
      blob => encrypted(blob, Uint8Array.of(0, 0, 0, 2, 0, 1)), // not in its shortest form
      blob => encrypted(blob, new Uint8Array(0)),
      () => new Uint8Array(bits / 8),
      () => new Uint8Array(bits / 8).fill(0x55),
      () => new Uint8Array(bits / 8 - 1).fill(0x55),
      () => new Uint8Array(bits / 8 + 1).fill(0x55),
      () => new Uint8Array(0),
    ];
    const outcomes: unknown[] = [];
    for (const make of rows) {
      const { peer, sent } = await client(kex);
      await peer.send(encodeMessage(RsaKexSecret, { encryptedSecret: await make(sent.transientKey) }));
      outcomes.push([codeOf(peer.end), disconnectReason(peer), peer.end.effects.includes('sign')]);
    }
    expect(outcomes).toEqual(rows.map(() => ['PROTOCOL_ERROR', 3, false]));
  });
});

const done = encodeMessage(RsaKexDone, { signature: new Uint8Array(83) });
const secret = encodeMessage(RsaKexSecret, { encryptedSecret: new Uint8Array(128) });

test.each([
  ['a secret, which only clients send', [secret]],
  ['the end before the key', [done]],
  ['a second key', [keysMessage(blobOf(keys[1024])), keysMessage(blobOf(keys[1024]))]],
  ['NEWKEYS before the end', [keysMessage(blobOf(keys[1024])), Uint8Array.of(21)]],
])('[SEC-046] a client takes each message once and in order: not %s', async (_name, messages) => {
  for (const strict of [true, false]) {
    const peer = await server('rsa1024-sha1', { strict });
    for (const message of messages) await peer.send(message);
    expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 2]);
  }
});

test.each([
  ['a key', keysMessage(blobOf(keys[1024]))],
  ['the end', done],
  ['NEWKEYS', Uint8Array.of(21)],
])('[SEC-046] a server does not take %s, which is for servers to send or comes too early', async (_name, message) => {
  const { peer } = await client('rsa1024-sha1');
  await peer.send(message);
  expect([codeOf(peer.end), disconnectReason(peer)]).toEqual(['PROTOCOL_ERROR', 2]);
});
