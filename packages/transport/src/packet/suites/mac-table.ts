/** The MACs by name: sizes, what each is made of, and whether it covers plain text or ciphertext. */

import type { CryptoProvider, HashName } from '@nacre/crypto';

import { type Authenticator, hmacAuthenticator, umacAuthenticator } from './authenticator.js';
import { required } from './required.js';

export interface MacKind {
  readonly keyBytes: number;
  /** Encrypt-then-MAC (OpenSSH PROTOCOL section 1.5), instead of the MAC over the plain packet of RFC 4253 section 6.4. */
  readonly coversCiphertext: boolean;
  make(crypto: CryptoProvider, key: Uint8Array): Authenticator;
}

export function macKind(name: string): MacKind | undefined {
  return macs.get(name);
}

/** Bytes of a tag under the names with "-96" (RFC 4253 section 6.4). */
const SHORT_TAG = 12;
/** UMAC has one key size, whatever its tag (RFC 4418 section 2). */
const UMAC_KEY = 16;

/** What a tag is made with. */
type Recipe = Pick<MacKind, 'keyBytes' | 'make'>;

const hmac = (hash: HashName, keyBytes: number, tagBytes?: number): Recipe => ({
  keyBytes,
  make: (crypto, key) => hmacAuthenticator(required(crypto, 'hmac')(hash, key), tagBytes),
});

const umac = (tagBytes: 8 | 16): Recipe => ({
  keyBytes: UMAC_KEY,
  make: (crypto, key) => umacAuthenticator(required(crypto, 'umac')(required(crypto, 'aesCbc'), key, tagBytes)),
});

/** Keys are as long as the hash, except where the note says so. */
const recipes: Readonly<Record<string, Recipe>> = {
  'hmac-sha2-256': /*@__PURE__*/ hmac('sha256', 32),
  'hmac-sha2-512': /*@__PURE__*/ hmac('sha512', 64),
  'hmac-sha1': /*@__PURE__*/ hmac('sha1', 20),
  'hmac-md5': /*@__PURE__*/ hmac('md5', 16),
  'hmac-sha2-256-96': /*@__PURE__*/ hmac('sha256', 32, SHORT_TAG),
  'hmac-sha2-512-96': /*@__PURE__*/ hmac('sha512', 64, SHORT_TAG),
  'hmac-sha1-96': /*@__PURE__*/ hmac('sha1', 20, SHORT_TAG),
  'hmac-md5-96': /*@__PURE__*/ hmac('md5', 16, SHORT_TAG),
  'umac-64': /*@__PURE__*/ umac(8),
  'umac-128': /*@__PURE__*/ umac(16),
};

/** Names of one vendor, all over plain text. The first was made with half a key, and its successor has another name. */
const vendorRecipes: Readonly<Record<string, Recipe>> = {
  'hmac-sha256@ssh.com': /*@__PURE__*/ hmac('sha256', 16),
  'hmac-sha256-2@ssh.com': /*@__PURE__*/ hmac('sha256', 32),
  'hmac-sha224@ssh.com': /*@__PURE__*/ hmac('sha224', 28),
  'hmac-sha384@ssh.com': /*@__PURE__*/ hmac('sha384', 48),
  'hmac-sha512@ssh.com': /*@__PURE__*/ hmac('sha512', 64),
};

const macs: ReadonlyMap<string, MacKind> = /*@__PURE__*/ makeTable();

function makeTable(): ReadonlyMap<string, MacKind> {
  const table = new Map<string, MacKind>();
  for (const [name, recipe] of Object.entries(recipes)) {
    // UMAC is OpenSSH's own in both forms, HMAC only in one
    table.set(name.startsWith('umac-') ? `${name}@openssh.com` : name, { ...recipe, coversCiphertext: false });
    table.set(`${name}-etm@openssh.com`, { ...recipe, coversCiphertext: true });
  }
  for (const [name, recipe] of Object.entries(vendorRecipes)) table.set(name, { ...recipe, coversCiphertext: false });
  return table;
}
