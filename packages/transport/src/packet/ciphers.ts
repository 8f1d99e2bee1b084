/** How a negotiated cipher and MAC become the protection of a direction, and the ciphers that need no MAC. */

import { misuse } from '@nacre/core';
import type { CipherDirection, CryptoProvider } from '@nacre/crypto';

import { gcmOpen, gcmSeal } from './aes-gcm.js';
import { type ChaChaPrimitives, chachaOpen, chachaSeal } from './chacha20-poly1305.js';
import type { DirectionKeys, OpenProtection, SealProtection } from './protection.js';
import { type CipherKind, cipherKind } from './suites/cipher-table.js';
import { encryptAndMacOpen, encryptAndMacSeal } from './suites/encrypt-and-mac.js';
import { etmOpen, etmSeal } from './suites/encrypt-then-mac.js';
import { type MacKind, macKind } from './suites/mac-table.js';
import type { SuiteParts } from './suites/parts.js';
import { required } from './suites/required.js';

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

/** True for a cipher in CBC mode with a MAC over its ciphertext. */
export function isChainedThenMac(cipher: string, mac: string | undefined): boolean {
  if (mac === undefined || cipherKind(cipher)?.chained !== true) return false;
  return macKind(mac)?.coversCiphertext === true;
}

/** The protection of a negotiated cipher and MAC. Throws SshError MISUSE for names that are not in the tables. */
export function suiteFor(cipher: string, mac: string | undefined): Suite {
  const aead = aeadSuites.get(cipher);
  if (aead !== undefined) return aead;
  const kind = cipherKind(cipher);
  const authentication = mac === undefined ? undefined : macKind(mac);
  if (kind === undefined || authentication === undefined)
    throw misuse(`No suite for ${cipher} with ${mac ?? 'no MAC'}`);
  return withMac(kind, authentication);
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

function withMac(cipher: CipherKind, mac: MacKind): Suite {
  const parts = (crypto: CryptoProvider, direction: CipherDirection, keys: DirectionKeys): SuiteParts => ({
    cipher: cipher.make(crypto, direction, keys.key, keys.iv),
    authenticator: mac.make(crypto, keys.macKey),
    blockBytes: cipher.blockBytes,
    keys,
  });
  const [seal, open] = mac.coversCiphertext ? [etmSeal, etmOpen] : [encryptAndMacSeal, encryptAndMacOpen];
  return {
    keyBytes: cipher.keyBytes,
    ivBytes: cipher.ivBytes,
    macKeyBytes: mac.keyBytes,
    seal: (crypto, keys) => seal(parts(crypto, 'encrypt', keys)),
    open: (crypto, keys) => open(parts(crypto, 'decrypt', keys)),
  };
}

function chachaPrimitives(crypto: CryptoProvider): ChaChaPrimitives {
  const { chachaPoly } = crypto;
  return { chacha20: required(crypto, 'chacha20'), poly1305: required(crypto, 'poly1305'), chachaPoly };
}
