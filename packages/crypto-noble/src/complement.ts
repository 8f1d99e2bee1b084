/** What node:crypto lacks on one runtime or another, as a provider of its own: a merge on Node loads a third of the code. */

import type { WithPrimitives } from '@nacre/crypto';

import { bcryptPbkdf } from './bcrypt/pbkdf.js';
import { chacha20 } from './symmetric/chacha20.js';
import { nobleMlkem768 } from './asymmetric/mlkem.js';
import { poly1305 } from './poly1305/poly1305.js';

/**
 * Poly1305, the bcrypt key derivation, ML-KEM-768 and ChaCha20, for `mergeProviders(nodeCrypto, nobleComplement)`, which then has
 * every primitive on Node, Deno and Bun.
 */
export const nobleComplement: WithPrimitives<'chacha20' | 'poly1305' | 'mlkem768' | 'bcryptPbkdf'> = {
  name: 'noble',
  hashes: {},
  chacha20,
  poly1305,
  mlkem768: nobleMlkem768,
  bcryptPbkdf,
};
