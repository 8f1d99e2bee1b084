/** Puts the native primitives together. What the runtime lacks is left undefined, so that a merge can fill it. */

import type { WithPrimitives } from '@nacre/crypto';

import { nodeDsa } from './asymmetric/dsa.js';
import { nodeEd25519, nodeEd448 } from './asymmetric/edwards.js';
import { ML_KEM_1024, ML_KEM_768, nodeMlKem } from './asymmetric/mlkem.js';
import { nodeX25519, nodeX448 } from './asymmetric/montgomery.js';
import { isKnownCurve, X448 } from './asymmetric/raw-keys.js';
import { nodeModp } from './asymmetric/modp.js';
import { nodeRsaOaep } from './asymmetric/rsa-oaep.js';
import { nodeRsa } from './asymmetric/rsa.js';
import { hasCurve, nodeEcdh, nodeEcdsa, P256, P384, P521, SECP256K1 } from './asymmetric/weierstrass.js';
import { withLazy } from './lazy.js';
import { nodeRandom } from './random.js';
import { aesCbc, aesCtr, aesGcm, chacha20, hasChacha20 } from './symmetric/ciphers.js';
import { hashes, hmac } from './symmetric/hashes.js';
import { nodeZlib } from './symmetric/zlib.js';
import { arcfour, blowfishCbc, cast128Cbc, seedCbc, tripleDesCbc } from './symmetric/legacy.js';

/**
 * Native primitives. Always without poly1305, umac, sntrup761 and bcryptPbkdf, which node:crypto does not have; without ML-KEM below
 * Node 24.7. Bun has no ChaCha20, X448, Ed448, secp256k1, DSA and Diffie-Hellman by key objects, Deno has no P-521. The ciphers for old
 * equipment, but for Triple DES, are there when Node was started with `--openssl-legacy-provider`.
 */
export const nodeCrypto: WithPrimitives<
  | 'random'
  | 'hmac'
  | 'aesCtr'
  | 'aesCbc'
  | 'aesGcm'
  | 'x25519'
  | 'ecdhP256'
  | 'ecdhP384'
  | 'ed25519'
  | 'ecdsaP256'
  | 'ecdsaP384'
  | 'rsa'
  | 'rsaOaep'
> = /*@__PURE__*/ withLazy(
  {
    name: 'node',
    random: nodeRandom,
    hashes,
    hmac,
    aesCtr,
    aesCbc,
    aesGcm,
    x25519: nodeX25519,
    ecdhP256: /*@__PURE__*/ nodeEcdh(P256),
    ecdhP384: /*@__PURE__*/ nodeEcdh(P384),
    ed25519: nodeEd25519,
    ecdsaP256: /*@__PURE__*/ nodeEcdsa(P256),
    ecdsaP384: /*@__PURE__*/ nodeEcdsa(P384),
    rsa: nodeRsa,
    rsaOaep: nodeRsaOaep,
  },
  {
    tripleDesCbc,
    blowfishCbc,
    cast128Cbc,
    seedCbc,
    arcfour,
    chacha20: () => (hasChacha20() ? chacha20 : undefined),
    x448: () => (isKnownCurve(X448) ? nodeX448 : undefined),
    ed448: () => (isKnownCurve(X448) ? nodeEd448 : undefined),
    ecdhP521: () => (hasCurve(P521) ? nodeEcdh(P521) : undefined),
    ecdsaP521: () => (hasCurve(P521) ? nodeEcdsa(P521) : undefined),
    ecdhSecp256k1: () => (hasCurve(SECP256K1) ? nodeEcdh(SECP256K1) : undefined),
    ecdsaSecp256k1: () => (hasCurve(SECP256K1) ? nodeEcdsa(SECP256K1) : undefined),
    modp: nodeModp,
    zlib: () => nodeZlib(),
    mlkem768: () => nodeMlKem(ML_KEM_768),
    mlkem1024: () => nodeMlKem(ML_KEM_1024),
    // BoringSSL reads DSA keys but cannot use them; where it is, there is no X448 either
    dsa: () => (isKnownCurve(X448) ? nodeDsa : undefined),
  },
);
