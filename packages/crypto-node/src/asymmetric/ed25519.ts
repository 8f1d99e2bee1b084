/** Ed25519 (RFC 8032) on node:crypto. */

import { sign, verify } from 'node:crypto';

import { randomBytes } from '@nacre/core';
import { type EdDsa, requireLength } from '@nacre/crypto';

import { nodeRandom } from '../random.js';
import { ED25519, type ImportedKey, importPrivateKey, importPublicKey } from './raw-keys.js';

export const nodeEd25519: EdDsa = {
  generate() {
    const privateKey = randomBytes(nodeRandom, 32);
    return { privateKey, publicKey: importSeed(privateKey).publicKey };
  },
  publicKey: seed => importSeed(seed).publicKey,
  sign: (seed, data) => sign(null, data, importSeed(seed).key),
  verify(publicKey, data, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    try {
      return verify(null, data, importPublicKey(ED25519, publicKey), signature);
    } catch {
      return false; // Deno throws for 32 bytes that are no point; Node answers false by itself
    }
  },
};

function importSeed(seed: Uint8Array): ImportedKey {
  requireLength('Ed25519 seed', seed, 32);
  return importPrivateKey(ED25519, seed);
}
