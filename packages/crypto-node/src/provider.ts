/** Puts the native primitives together. What the runtime lacks is left undefined, so that a merge can fill it. */

import * as crypto from 'node:crypto';

import type { WithPrimitives } from '@nacre/crypto';

import { aesCbc, aesCtr, aesGcm, chacha20 } from './symmetric/ciphers.js';
import { nodeEd25519 } from './asymmetric/ed25519.js';
import { hashes, hmac } from './symmetric/hashes.js';
import { nodeMlkem768 } from './asymmetric/mlkem.js';
import { nodeEcdhP256, nodeEcdsaP256 } from './asymmetric/p256.js';
import { nodeRandom } from './random.js';
import { nodeRsa } from './asymmetric/rsa.js';
import { nodeX25519 } from './asymmetric/x25519.js';

/**
 * Native primitives. Always without poly1305 and bcryptPbkdf, which node:crypto does not have; without ML-KEM below
 * Node 24.7, and without ChaCha20 on Bun.
 */
export const nodeCrypto: WithPrimitives<
  'random' | 'hmac' | 'aesCtr' | 'aesCbc' | 'aesGcm' | 'x25519' | 'ecdhP256' | 'ed25519' | 'ecdsaP256' | 'rsa'
> = {
  name: 'node',
  random: nodeRandom,
  hashes,
  hmac,
  aesCtr,
  aesCbc,
  aesGcm,
  chacha20: crypto.getCipherInfo?.('chacha20') === undefined ? undefined : chacha20,
  x25519: nodeX25519,
  ecdhP256: nodeEcdhP256,
  mlkem768: nodeMlkem768(),
  ed25519: nodeEd25519,
  ecdsaP256: nodeEcdsaP256,
  rsa: nodeRsa,
};
