/** Every protection that the providers of the tests can make, by name. A helper of the tests, not a test. */

import { availableAlgorithms, type CryptoProvider } from '@nacre/crypto';

import { isAead, suiteFor } from '../src/packet/ciphers.js';
import { plainOpen, plainSeal } from '../src/packet/plain.js';
import type { DirectionKeys, OpenProtection, SealProtection } from '../src/packet/protection.js';

export interface Kind {
  readonly name: string;
  readonly cipher: string | undefined;
  readonly mac: string | undefined;
  /** Fresh ones with the same keys each time. */
  readonly seal: (crypto?: CryptoProvider) => SealProtection;
  readonly open: (crypto?: CryptoProvider) => OpenProtection;
}

/** Before the first keys. */
export const plainKind: Kind = {
  name: 'no cipher',
  cipher: undefined,
  mac: undefined,
  seal: () => plainSeal,
  open: () => plainOpen,
};

/** Each AEAD cipher, and each other cipher with each MAC. */
export function kindsOf(crypto: CryptoProvider): readonly Kind[] {
  const macs = availableAlgorithms('mac', crypto);
  return availableAlgorithms('cipher', crypto).flatMap(cipher =>
    isAead(cipher) ? [kindOf(crypto, cipher)] : macs.map(mac => kindOf(crypto, cipher, mac)),
  );
}

export function kindOf(own: CryptoProvider, cipher: string, mac?: string): Kind {
  const suite = suiteFor(cipher, mac);
  const keys = (): DirectionKeys => ({
    iv: pattern(suite.ivBytes, 1),
    key: pattern(suite.keyBytes, 2),
    macKey: pattern(suite.macKeyBytes, 3),
  });
  return {
    name: mac === undefined ? cipher : `${cipher} with ${mac}`,
    cipher,
    mac,
    seal: (crypto = own) => suite.seal(crypto, keys()),
    open: (crypto = own) => suite.open(crypto, keys()),
  };
}

/** The length is decrypted before it is authenticated. */
export function hidesLength({ mac }: Kind): boolean {
  return mac !== undefined && !mac.includes('-etm@');
}

/** One of each way to protect packets, with each way to make a tag, and both block sizes. */
export function typicalKinds(crypto: CryptoProvider): readonly Kind[] {
  const pairs: readonly (readonly [string, string?])[] = [
    ['aes128-gcm@openssh.com'],
    ['aes256-gcm@openssh.com'],
    ['chacha20-poly1305@openssh.com'],
    ['aes256-ctr', 'hmac-sha2-256-etm@openssh.com'],
    ['aes256-ctr', 'hmac-sha2-512'],
    ['aes128-ctr', 'umac-64@openssh.com'],
    ['aes192-ctr', 'umac-128-etm@openssh.com'],
    ['aes256-cbc', 'hmac-sha1-96-etm@openssh.com'],
    ['aes128-cbc', 'hmac-sha2-256'],
    ['3des-cbc', 'hmac-sha1'],
  ];
  const available = new Set(kindsOf(crypto).map(({ name }) => name));
  return pairs.map(([cipher, mac]) => kindOf(crypto, cipher, mac)).filter(({ name }) => available.has(name));
}

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 29 + seed * 71) & 0xff);
}
