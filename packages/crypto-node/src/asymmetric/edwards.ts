/** Ed25519 and Ed448 (RFC 8032) on node:crypto. */

import { sign, verify } from 'node:crypto';

import { randomBytes } from '@nacre/core';
import { type EdDsa, requireLength } from '@nacre/crypto';

import { nodeRandom } from '../random.js';
import { ED25519, ED448, type ImportedKey, importPrivateKey, importPublicKey, type OctetCurve } from './raw-keys.js';

export const nodeEd25519: EdDsa = /*@__PURE__*/ signaturesOver(ED25519);
export const nodeEd448: EdDsa = /*@__PURE__*/ signaturesOver(ED448);

function signaturesOver(curve: OctetCurve): EdDsa {
  return {
    generate() {
      const privateKey = randomBytes(nodeRandom, curve.size);
      return { privateKey, publicKey: importSeed(curve, privateKey).publicKey };
    },
    publicKey: seed => importSeed(curve, seed).publicKey,
    sign: (seed, data) => sign(null, data, importSeed(curve, seed).key),
    verify(publicKey, data, signature) {
      if (publicKey.length !== curve.size || signature.length !== 2 * curve.size) return false;
      if (curve === ED25519 && !isCanonical25519(publicKey)) return false;
      try {
        return verify(null, data, importPublicKey(curve, publicKey), signature);
      } catch {
        return false; // Deno throws for bytes that are no point; Node answers false by itself
      }
    },
  };
}

function importSeed(curve: OctetCurve, seed: Uint8Array): ImportedKey {
  requireLength(`${curve.name} seed`, seed, curve.size);
  return importPrivateKey(curve, seed);
}

/**
 * RFC 8032 section 5.1.3 allows neither a y that is not below the prime 2^255 - 19, nor a zero x with a sign; OpenSSL takes both, though
 * not for Ed448. The sign of x is the top bit. Zero is the x of y = 1 and y = -1.
 */
function isCanonical25519(point: Uint8Array): boolean {
  const [first, last] = [point[0] as number, point[31] as number];
  const middle = point.subarray(1, 31);
  if (first >= 0xec && (last & 0x7f) === 0x7f && middle.every(byte => byte === 0xff))
    return first === 0xec && last === 0x7f;
  return !(first === 1 && last === 0x80 && middle.every(byte => byte === 0));
}
