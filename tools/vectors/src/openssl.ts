/** Verifies signatures with OpenSSL, through Node: what our own code has decoded is judged by somebody else's. */

import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';

import { type PublicKeyFields, type SignatureFields, SkSignedData } from '@nacre/keys/messages';
import { encode } from '@nacre/wire';

const CURVES: Readonly<Record<string, readonly [name: string, bytes: number, hash: string]>> = {
  nistp256: ['P-256', 32, 'sha256'],
  nistp384: ['P-384', 48, 'sha384'],
  nistp521: ['P-521', 66, 'sha512'],
  '1.3.132.0.10': ['secp256k1', 32, 'sha256'],
};
const RSA_HASHES: Readonly<Record<string, string>> = {
  'ssh-rsa': 'sha1',
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ssh-rsa-sha224@ssh.com': 'sha224',
  'ssh-rsa-sha256@ssh.com': 'sha256',
  'ssh-rsa-sha384@ssh.com': 'sha384',
  'ssh-rsa-sha512@ssh.com': 'sha512',
};

/** Whether `signature` is one of `data` by `key`; undefined for keys that OpenSSL or this file does not know. */
export function verifies(key: PublicKeyFields, signature: SignatureFields, data: Uint8Array): boolean | undefined {
  switch (signature.algorithm) {
    case 'ssh-ed25519':
    case 'ssh-ed448':
      return key.keyType === signature.algorithm && edwards(key.publicKey, signature.signature, data);
    case 'sk-ssh-ed25519@openssh.com': {
      if (key.keyType !== signature.algorithm) return false;
      return edwards(key.publicKey, signature.signature, skSignedData(key.application, signature, data));
    }
    case 'sk-ecdsa-sha2-nistp256@openssh.com': {
      if (key.keyType !== signature.algorithm) return false;
      const { r, s } = signature.signature;
      return ecdsa(key.curve, key.point, r, s, skSignedData(key.application, signature, data));
    }
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521':
    case 'ecdsa-sha2-1.3.132.0.10': {
      if (key.keyType !== signature.algorithm) return false;
      return ecdsa(key.curve, key.point, signature.signature.r, signature.signature.s, data);
    }
    case 'ssh-rsa':
    case 'rsa-sha2-256':
    case 'rsa-sha2-512':
    case 'ssh-rsa-sha224@ssh.com':
    case 'ssh-rsa-sha256@ssh.com':
    case 'ssh-rsa-sha384@ssh.com':
    case 'ssh-rsa-sha512@ssh.com':
      if (key.keyType !== 'ssh-rsa') return false;
      return rsa(key.n, key.e, RSA_HASHES[signature.algorithm] ?? '', signature.signature, data);
    default:
      return undefined;
  }
}

function edwards(publicKey: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean {
  const crv = publicKey.length === 32 ? 'Ed25519' : 'Ed448';
  return verify(null, data, load({ kty: 'OKP', crv, x: base64(publicKey) }), signature);
}

function ecdsa(curve: string, point: Uint8Array, r: Uint8Array, s: Uint8Array, data: Uint8Array): boolean {
  const [crv, bytes, hash] = CURVES[curve] ?? ['', 0, ''];
  const x = base64(point.subarray(1, 1 + bytes));
  const key = load({ kty: 'EC', crv, x, y: base64(point.subarray(1 + bytes)) });
  const signature = Buffer.alloc(2 * bytes);
  signature.set(r, bytes - r.length);
  signature.set(s, 2 * bytes - s.length);
  return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function rsa(n: Uint8Array, e: Uint8Array, hash: string, signature: Uint8Array, data: Uint8Array): boolean {
  return verify(hash, data, load({ kty: 'RSA', n: base64(n), e: base64(e) }), signature);
}

/** PROTOCOL.u2f: what the device signs in place of the data. */
function skSignedData(application: string, by: { flags: number; counter: number }, data: Uint8Array): Uint8Array {
  const { flags, counter } = by;
  return encode(SkSignedData, { applicationHash: sha256(application), flags, counter, messageHash: sha256(data) });
}

function sha256(data: Uint8Array | string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(data).digest());
}

function load(key: JsonWebKey) {
  return createPublicKey({ key, format: 'jwk' });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
