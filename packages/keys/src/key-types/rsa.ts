/** RSA keys (RFC 4253 section 6.6) with SHA-2 signatures (RFC 8332), and the older signatures that are used on request. */

import { copyBytes, misuse } from '@nacre/core';
import type { HashName } from '@nacre/crypto';

import { requirePrimitive } from '../errors.js';
import { limits } from '../limits.js';
import {
  type KeyType,
  type KnownPrivateKey,
  type KnownPublicKey,
  type KnownSignature,
  refused,
  type SignatureAlgorithm,
} from './key-type.js';
import { bitLength, leftPad, toBigInt } from './numbers.js';
import { rsaBitsMin } from './policy.js';

type Public = Extract<KnownPublicKey, { keyType: 'ssh-rsa' }>;
type Secret = Extract<KnownPrivateKey, { keyType: 'ssh-rsa' }>;

/** What ssh-keygen makes; about 128 bits of strength. */
const DEFAULT_BITS = 3072;

/** Best first. */
const CURRENT = { 'rsa-sha2-512': 'sha512', 'rsa-sha2-256': 'sha256' } as const;
const OLD = {
  'ssh-rsa-sha512@ssh.com': 'sha512',
  'ssh-rsa-sha384@ssh.com': 'sha384',
  'ssh-rsa-sha256@ssh.com': 'sha256',
  'ssh-rsa-sha224@ssh.com': 'sha224',
  'ssh-rsa': 'sha1',
} as const;
const HASHES = { ...CURRENT, ...OLD } as const satisfies Partial<Record<SignatureAlgorithm, HashName>>;

export const rsaKeyType: KeyType<Public, Secret> = {
  name: 'ssh-rsa',
  algorithms: Object.keys(HASHES) as (keyof typeof HASHES)[],
  onRequest: Object.keys(OLD) as (keyof typeof OLD)[],
  bits: key => bitLength(key.n),

  fault(key, policy) {
    const bits = bitLength(key.n);
    const minimum = rsaBitsMin(policy);
    if (bits < minimum || bits > limits.rsaBitsMax) {
      return refused(`an RSA key of ${bits} bits is outside ${minimum} to ${limits.rsaBitsMax}`);
    }
    const last = key.e[key.e.length - 1] ?? 0;
    const odd = last % 2 === 1;
    if (!odd || (key.e.length === 1 && last < 3) || bitLength(key.e) > limits.rsaExponentBits) {
      return refused(`the exponent of an RSA key must be odd, at least 3, and at most ${limits.rsaExponentBits} bits`);
    }
    return (key.n[key.n.length - 1] ?? 0) % 2 === 1 ? undefined : refused('the modulus of an RSA key must be odd');
  },

  /** Some signers drop leading zeros of the signature, so it is padded as OpenSSH does; a longer one is refused. */
  verify(crypto, key, data, signature) {
    if (!isOwn(signature)) return false;
    const bytes = signature.signature;
    if (bytes.length === 0 || bytes.length > key.n.length) return false;
    const rsa = requirePrimitive(crypto, 'rsa', signature.algorithm);
    return rsa.verify({ n: key.n, e: key.e }, HASHES[signature.algorithm], data, leftPad(bytes, key.n.length));
  },

  async sign(crypto, secret, data, algorithm) {
    if (!isRsaAlgorithm(algorithm)) throw misuse(`RSA keys cannot sign ${algorithm}`);
    const signature = await requirePrimitive(crypto, 'rsa', algorithm).sign(secret, HASHES[algorithm], data);
    return { algorithm, signature: leftPad(signature, secret.n.length) };
  },

  async generate(crypto, bits = DEFAULT_BITS) {
    if (!Number.isInteger(bits) || bits < limits.rsaBitsMin || bits > limits.rsaBitsMax) {
      throw misuse(`RSA keys must have ${limits.rsaBitsMin} to ${limits.rsaBitsMax} bits, not ${bits}`);
    }
    const numbers = await requirePrimitive(crypto, 'rsa', 'ssh-rsa').generate(bits);
    return { keyType: 'ssh-rsa', ...numbers };
  },

  publicFields: secret => ({ keyType: 'ssh-rsa', e: secret.e, n: secret.n }),

  /** The relations of RFC 8017 section 3.2; sizes first, so that a hostile file costs little. */
  async mismatch(_crypto, secret) {
    const { n, p, q } = secret;
    const oversized = p.length + q.length > n.length + 1 || secret.d.length > n.length || secret.iqmp.length > p.length;
    if (oversized || p.length === 0 || q.length === 0) return 'the private numbers have impossible sizes';
    return relationsHold(secret) ? undefined : 'the private numbers belong to another public key';
  },

  copy: secret => ({
    keyType: 'ssh-rsa',
    n: copyBytes(secret.n),
    e: copyBytes(secret.e),
    d: copyBytes(secret.d),
    iqmp: copyBytes(secret.iqmp),
    p: copyBytes(secret.p),
    q: copyBytes(secret.q),
  }),

  secrets: secret => [secret.d, secret.iqmp, secret.p, secret.q],
};

type RsaAlgorithm = keyof typeof HASHES;

function isRsaAlgorithm(algorithm: SignatureAlgorithm): algorithm is RsaAlgorithm {
  return Object.hasOwn(HASHES, algorithm);
}

function isOwn(signature: KnownSignature): signature is Extract<KnownSignature, { algorithm: RsaAlgorithm }> {
  return isRsaAlgorithm(signature.algorithm);
}

function relationsHold(secret: Secret): boolean {
  const p = toBigInt(secret.p);
  const q = toBigInt(secret.q);
  if (p < 3n || q < 3n || p * q !== toBigInt(secret.n)) return false;
  const product = toBigInt(secret.d) * toBigInt(secret.e);
  return product % (p - 1n) === 1n && product % (q - 1n) === 1n && (toBigInt(secret.iqmp) * q) % p === 1n;
}
