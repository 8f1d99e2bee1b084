/** What is done with a vector of each Wycheproof file, and where SSH is stricter than the vectors. */

import { createCipheriv } from 'node:crypto';

import { concatBytes, equalBytes, isSshError, toHex } from '@nacre/core';
import type { CryptoProvider, Ecdsa, EdDsa, HashName, KeyAgreement, MlKem, Rsa } from '@nacre/crypto';

import { parseDerSignature } from './der-signature.js';
import { bytesOf, type Vector, type VectorGroup } from './vectors.js';

/** True when the provider accepts the vector and gives what it says, false when it refuses. */
export type Trial = (vector: Vector, group: VectorGroup) => Promise<boolean>;

/** Vectors that must be refused here, although the file leaves them to the user or finds them valid. */
export interface Strictness {
  readonly what: string;
  readonly reason: string;
  readonly covers: (vector: Vector, group: VectorGroup) => boolean;
}

export interface TrialFile {
  /** The rows that the file proves. */
  readonly proves?: string;
  readonly needs: readonly (keyof CryptoProvider)[];
  readonly stricter?: readonly Strictness[];
  /** For a provider that has everything that is needed. */
  readonly trial: (provider: CryptoProvider) => Trial;
}

const OTHER_NONCE: Strictness = {
  what: 'nonces that have not 12 bytes',
  reason: 'SSH has no others (RFC 5647 section 7.1)',
  covers: (_, group) => group['ivSize'] !== 96,
};
const COMPRESSED: Strictness = {
  what: 'compressed points',
  reason: 'OpenSSH refuses them, and Nacre with it',
  covers: ({ flags }) => flags.includes('CompressedPublic'),
};
const ZERO_SECRET: Strictness = {
  what: 'all-zero shared secrets',
  reason: 'RFC 8731 section 3 forbids them',
  covers: vector => /^0*$/.test(String(vector['shared'])),
};
const MISSING_NULL: Strictness = {
  what: 'digest information without parameters',
  reason: 'RFC 8017 section 9.2 has one encoding only',
  covers: ({ flags }) => flags.includes('MissingNull'),
};

export const TRIALS: Readonly<Record<string, TrialFile>> = {
  'aes_gcm_test.json': { needs: ['aesGcm'], stricter: [OTHER_NONCE], trial: gcm },
  'chacha20_poly1305_test.json': { needs: ['chacha20', 'poly1305'], trial: chachaPoly },
  'ecdh_secp256r1_ecpoint_test.json': ecdh('ecdhP256'),
  'ecdh_secp384r1_ecpoint_test.json': ecdh('ecdhP384'),
  'ecdh_secp521r1_ecpoint_test.json': ecdh('ecdhP521'),
  'ecdsa_secp256r1_sha256_test.json': ecdsa('ecdsaP256'),
  'ecdsa_secp384r1_sha384_test.json': ecdsa('ecdsaP384'),
  'ecdsa_secp521r1_sha512_test.json': ecdsa('ecdsaP521'),
  'ed25519_test.json': eddsa('ed25519'),
  'ed448_test.json': eddsa('ed448'),
  'hmac_sha1_test.json': hmac('sha1'),
  'hmac_sha256_test.json': hmac('sha256'),
  'hmac_sha512_test.json': hmac('sha512'),
  'mlkem_768_test.json': mlkem('mlkem768'),
  'mlkem_1024_test.json': mlkem('mlkem1024'),
  'rsa_signature_2048_sha256_test.json': rsa('sha256'),
  'rsa_signature_3072_sha256_test.json': rsa('sha256'),
  'rsa_signature_4096_sha512_test.json': rsa('sha512'),
  'x25519_test.json': montgomery('x25519'),
  'x448_test.json': montgomery('x448'),
};

function gcm(provider: CryptoProvider): Trial {
  const aesGcm = provider.aesGcm as NonNullable<CryptoProvider['aesGcm']>;
  return async vector => {
    const aead = aesGcm(bytesOf(vector, 'key'));
    const [nonce, aad] = [bytesOf(vector, 'iv'), bytesOf(vector, 'aad')];
    const opened = await unlessRefused('MISUSE', async () =>
      aead.open(nonce, aad, bytesOf(vector, 'ct'), bytesOf(vector, 'tag')),
    );
    if (opened === undefined) return false;
    const sealed = aead.seal(nonce, aad, opened);
    return (
      toHex(opened) === vector['msg'] &&
      toHex(sealed.ciphertext) === vector['ct'] &&
      toHex(sealed.tag) === vector['tag']
    );
  };
}

/**
 * The AEAD of RFC 8439, which SSH does not use, put together from both primitives. Its nonce has four bytes more than that of the
 * original ChaCha20, where they are the upper half of the block counter: only where they are zero can the provider do the encryption,
 * and node:crypto does it otherwise.
 */
function chachaPoly(provider: CryptoProvider): Trial {
  const { chacha20, poly1305 } = provider as Required<Pick<CryptoProvider, 'chacha20' | 'poly1305'>>;
  const native = (key: Uint8Array, nonce: Uint8Array, block: number, data: Uint8Array) =>
    createCipheriv('chacha20', key, concatBytes(Uint8Array.of(block, 0, 0, 0), nonce)).update(data);
  return async vector => {
    const [key, nonce, aad] = [bytesOf(vector, 'key'), bytesOf(vector, 'iv'), bytesOf(vector, 'aad')];
    const [ciphertext, tag] = [bytesOf(vector, 'ct'), bytesOf(vector, 'tag')];
    if (nonce.length !== 12) return false;
    const xor = (block: number, data: Uint8Array) =>
      nonce.subarray(0, 4).every(byte => byte === 0)
        ? (chacha20 as NonNullable<typeof chacha20>)(key, nonce.subarray(4), block, data)
        : native(key, nonce, block, data);
    const lengths = new Uint8Array(16);
    new DataView(lengths.buffer).setUint32(0, aad.length, true);
    new DataView(lengths.buffer).setUint32(8, ciphertext.length, true);
    const oneTimeKey = xor(0, new Uint8Array(32));
    const computed = (poly1305 as NonNullable<typeof poly1305>)(
      oneTimeKey,
      aad,
      paddingOf(aad),
      ciphertext,
      paddingOf(ciphertext),
      lengths,
    );
    return equalBytes(computed, tag) && toHex(xor(1, ciphertext)) === vector['msg'];
  };
}

function paddingOf({ length }: Uint8Array): Uint8Array {
  return new Uint8Array((16 - (length % 16)) % 16);
}

function hmac(hash: HashName): TrialFile {
  return {
    needs: ['hmac'],
    trial: provider => async (vector, group) => {
      const make = provider.hmac as NonNullable<CryptoProvider['hmac']>;
      const tag = toHex(make(hash, bytesOf(vector, 'key')).compute(bytesOf(vector, 'msg')));
      return tag.slice(0, Number(group['tagSize']) / 4) === vector['tag'];
    },
  };
}

function montgomery(name: 'x25519' | 'x448'): TrialFile {
  return { proves: 'SEC-042', needs: [name], stricter: [ZERO_SECRET], trial: provider => agreement(provider, name) };
}

function ecdh(name: 'ecdhP256' | 'ecdhP384' | 'ecdhP521'): TrialFile {
  return { proves: 'SEC-043', needs: [name], stricter: [COMPRESSED], trial: provider => agreement(provider, name) };
}

function agreement(provider: CryptoProvider, name: keyof CryptoProvider): Trial {
  const curve = provider[name] as KeyAgreement;
  return async vector => {
    const [own, theirs] = [bytesOf(vector, 'private'), bytesOf(vector, 'public')];
    const secret = await unlessRefused('PROTOCOL_ERROR', async () => curve.agree(own, theirs));
    return secret !== undefined && toHex(secret) === vector['shared'];
  };
}

function ecdsa(name: 'ecdsaP256' | 'ecdsaP384' | 'ecdsaP521'): TrialFile {
  return {
    needs: [name],
    trial: provider => async (vector, group) => {
      const signature = parseDerSignature(bytesOf(vector, 'sig'));
      const publicKey = bytesOf(group['publicKey'] as Record<string, unknown>, 'uncompressed');
      const scheme = provider[name] as Ecdsa;
      return signature !== undefined && scheme.verify(publicKey, bytesOf(vector, 'msg'), signature);
    },
  };
}

function eddsa(name: 'ed25519' | 'ed448'): TrialFile {
  return {
    needs: [name],
    trial: provider => async (vector, group) => {
      const publicKey = bytesOf(group['publicKey'] as Record<string, unknown>, 'pk');
      return (provider[name] as EdDsa).verify(publicKey, bytesOf(vector, 'msg'), bytesOf(vector, 'sig'));
    },
  };
}

function rsa(hash: HashName): TrialFile {
  return {
    proves: 'SEC-070',
    needs: ['rsa'],
    stricter: [MISSING_NULL],
    trial: provider => async (vector, group) => {
      const key = group['publicKey'] as Record<string, unknown>;
      const numbers = { n: bytesOf(key, 'modulus'), e: bytesOf(key, 'publicExponent') };
      return (provider.rsa as Rsa).verify(numbers, hash, bytesOf(vector, 'msg'), bytesOf(vector, 'sig'));
    },
  };
}

/** Seeds are our own, so a wrong length is misuse; a ciphertext is the peer's. */
function mlkem(name: 'mlkem768' | 'mlkem1024'): TrialFile {
  return {
    needs: [name],
    trial: provider => async vector => {
      const kem = provider[name] as MlKem;
      const pair = await unlessRefused('MISUSE', async () => kem.fromSeed(bytesOf(vector, 'seed')));
      if (pair === undefined) return false;
      const secret = await unlessRefused('PROTOCOL_ERROR', async () =>
        kem.decapsulate(pair.privateKey, bytesOf(vector, 'c')),
      );
      return secret !== undefined && toHex(secret) === vector['K'] && toHex(pair.publicKey) === vector['ek'];
    },
  };
}

/** The result, or undefined when the work was refused in the one right way; any other error is a fault of the provider. */
async function unlessRefused<Result>(
  code: 'MISUSE' | 'PROTOCOL_ERROR',
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isSshError(error, code)) return undefined;
    throw error;
  }
}
