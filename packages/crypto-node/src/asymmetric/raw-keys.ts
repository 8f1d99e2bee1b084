/**
 * Key objects from raw key bytes. As JSON Web Keys (RFC 7518, RFC 8037), because OpenSSL takes ten times longer to read DER;
 * DER (RFC 8410) is the other way where that one is not safe. Weierstrass curves have their own file.
 *
 * Never export a key object that `generateKeyPair` made: Node locks the key while it exports, and when the garbage collector
 * then runs and takes away the job that generated the key, that job waits for the same lock, on the same thread, for ever
 * (Node 20; seen after some ten thousand handshakes). Let the job itself encode the key, or make the key from random bytes.
 */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { concatBytes, fromHex, zeroize } from '@nacre/core';

/** A curve whose private and public keys are plain bytes of one length. */
export interface OctetCurve {
  readonly name: 'X25519' | 'X448' | 'Ed25519' | 'Ed448';
  /** Bytes of a key, private or public. */
  readonly size: number;
  /** The head of its PKCS#8 form. */
  readonly pkcs8Prefix: string;
}

export const X25519: OctetCurve = { name: 'X25519', size: 32, pkcs8Prefix: '302e020100300506032b656e04220420' };
export const X448: OctetCurve = { name: 'X448', size: 56, pkcs8Prefix: '3046020100300506032b656f043a0438' };
export const ED25519: OctetCurve = { name: 'Ed25519', size: 32, pkcs8Prefix: '302e020100300506032b657004220420' };
export const ED448: OctetCurve = { name: 'Ed448', size: 57, pkcs8Prefix: '3047020100300506032b6571043b0439' };

/** A private key with its public half. */
export interface ImportedKey {
  readonly key: KeyObject;
  readonly publicKey: Uint8Array;
}

/**
 * A JSON Web Key must name the public half, which we do not have; Node derives its own and ignores what is named. A runtime that
 * believed us would make signatures that give the key away, so the derived half is looked at before the key is used.
 */
export function importPrivateKey(curve: OctetCurve, raw: Uint8Array): ImportedKey {
  const key = fromJwk(curve, raw);
  const publicKey = key && exportPublicKey(key);
  return key && publicKey && publicKey.some(byte => byte !== 0) ? { key, publicKey } : importPkcs8(curve, raw);
}

export function importPublicKey(curve: OctetCurve, raw: Uint8Array): KeyObject {
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: curve.name, x: toBase64Url(raw) } });
}

/** False for X448 and Ed448 where the runtime has BoringSSL, as Bun does. */
export function isKnownCurve(curve: OctetCurve): boolean {
  try {
    importPublicKey(curve, new Uint8Array(curve.size).fill(9));
    return true;
  } catch {
    return false;
  }
}

export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}

/** The bytes of a member of a JSON Web Key, owned by the caller. */
export function fromBase64Url(text: string | undefined): Uint8Array {
  const pooled = Buffer.from(text ?? '', 'base64url');
  const bytes = Uint8Array.from(pooled);
  pooled.fill(0); // its memory is shared with other buffers
  return bytes;
}

function fromJwk(curve: OctetCurve, raw: Uint8Array): KeyObject | undefined {
  try {
    return createPrivateKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: curve.name, d: toBase64Url(raw), x: toBase64Url(new Uint8Array(curve.size)) },
    });
  } catch {
    return undefined; // a runtime that compares the halves
  }
}

function importPkcs8(curve: OctetCurve, raw: Uint8Array): ImportedKey {
  const der = concatBytes(fromHex(curve.pkcs8Prefix), raw);
  try {
    const key = createPrivateKey({ key: der as Buffer, format: 'der', type: 'pkcs8' });
    return { key, publicKey: exportPublicKey(key) };
  } finally {
    zeroize(der);
  }
}

function exportPublicKey(key: KeyObject): Uint8Array {
  return fromBase64Url(createPublicKey(key).export({ format: 'jwk' }).x);
}
