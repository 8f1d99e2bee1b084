/** The ciphers and MACs by name: key sizes, and how each combination becomes a protection. */

import { misuse } from '@nacre/core';
import type { CryptoProvider, HashName } from '@nacre/crypto';

import { gcmOpen, gcmSeal } from './aes-gcm.js';
import { type ChaChaPrimitives, chachaOpen, chachaSeal } from './chacha20-poly1305.js';
import { type EncryptThenMacParts, etmOpen, etmSeal } from './encrypt-then-mac.js';
import type { DirectionKeys, OpenProtection, SealProtection } from './protection.js';

/** A cipher with, unless it authenticates by itself, the MAC that goes with it. */
export interface Suite {
  readonly keyBytes: number;
  readonly ivBytes: number;
  readonly macKeyBytes: number;
  seal(crypto: CryptoProvider, keys: DirectionKeys): SealProtection;
  open(crypto: CryptoProvider, keys: DirectionKeys): OpenProtection;
}

/** True for a cipher that needs no MAC, so that none is negotiated for it. */
export function isAead(cipher: string): boolean {
  return aeadSuites.has(cipher);
}

/** The protection of a negotiated cipher and MAC. */
export function suiteFor(cipher: string, mac: string | undefined): Suite {
  const aead = aeadSuites.get(cipher);
  if (aead !== undefined) return aead;
  const stream = streamCiphers.get(cipher);
  const authentication = mac === undefined ? undefined : macs.get(mac);
  if (stream === undefined || authentication === undefined)
    throw misuse(`No suite for ${cipher} with ${mac ?? 'no MAC'}`);
  return encryptThenMac(stream, authentication);
}

interface StreamCipherKind {
  readonly keyBytes: number;
  readonly blockBytes: number;
  readonly ivBytes: number;
  readonly primitive: 'aesCtr';
}

interface MacKind {
  readonly keyBytes: number;
  readonly hash: HashName;
}

const gcm = (keyBytes: number): Suite => ({
  keyBytes,
  ivBytes: 12,
  macKeyBytes: 0,
  seal: (crypto, keys) => gcmSeal(required(crypto, 'aesGcm'), keys),
  open: (crypto, keys) => gcmOpen(required(crypto, 'aesGcm'), keys),
});

const aeadSuites: ReadonlyMap<string, Suite> = /*@__PURE__*/ new Map<string, Suite>([
  ['aes128-gcm@openssh.com', /*@__PURE__*/ gcm(16)],
  ['aes256-gcm@openssh.com', /*@__PURE__*/ gcm(32)],
  [
    'chacha20-poly1305@openssh.com',
    {
      keyBytes: 64,
      ivBytes: 0,
      macKeyBytes: 0,
      seal: (crypto, keys) => chachaSeal(chachaPrimitives(crypto), keys),
      open: (crypto, keys) => chachaOpen(chachaPrimitives(crypto), keys),
    },
  ],
]);

const streamCiphers: ReadonlyMap<string, StreamCipherKind> = /*@__PURE__*/ new Map<string, StreamCipherKind>([
  ['aes256-ctr', { keyBytes: 32, blockBytes: 16, ivBytes: 16, primitive: 'aesCtr' }],
]);

const macs: ReadonlyMap<string, MacKind> = /*@__PURE__*/ new Map<string, MacKind>([
  ['hmac-sha2-256-etm@openssh.com', { keyBytes: 32, hash: 'sha256' }],
]);

function encryptThenMac(cipher: StreamCipherKind, mac: MacKind): Suite {
  const parts = (crypto: CryptoProvider, keys: DirectionKeys): EncryptThenMacParts => ({
    cipher: required(crypto, cipher.primitive)(keys.key, keys.iv),
    mac: required(crypto, 'hmac')(mac.hash, keys.macKey),
    blockBytes: cipher.blockBytes,
    keys,
  });
  return {
    keyBytes: cipher.keyBytes,
    ivBytes: cipher.ivBytes,
    macKeyBytes: mac.keyBytes,
    seal: (crypto, keys) => etmSeal(parts(crypto, keys)),
    open: (crypto, keys) => etmOpen(parts(crypto, keys)),
  };
}

function chachaPrimitives(crypto: CryptoProvider): ChaChaPrimitives {
  return { chacha20: required(crypto, 'chacha20'), poly1305: required(crypto, 'poly1305') };
}

function required<K extends keyof CryptoProvider>(
  crypto: CryptoProvider,
  primitive: K,
): NonNullable<CryptoProvider[K]> {
  const value = crypto[primitive];
  if (value === undefined || value === null) throw misuse(`The crypto provider ${crypto.name} has no ${primitive}`);
  return value;
}
