/** ML-KEM-768 (FIPS 203) on runtimes whose node:crypto has it: Node 24.7 and later, with OpenSSL 3.5. */

import * as crypto from 'node:crypto';

import { concatBytes, fromHex, randomBytes, zeroize } from '@nacre/core';
import { badPeerKey, type MlKem, type KeyPair, requireLength, requirePeerLength } from '@nacre/crypto';

import { nodeRandom } from '../random.js';

const PUBLIC_KEY_SIZE = 1184;
const CIPHERTEXT_SIZE = 1088;
const SEED_SIZE = 64;
/** The fixed heads of PKCS#8 with a seed, and of SubjectPublicKeyInfo (draft-ietf-lamps-kyber-certificates). */
const PKCS8_PREFIX = '3054020100300b060960864801650304040204428040';
const SPKI_PREFIX = '308204b2300b0609608648016503040402038204a100';

/** What node:crypto has since 24.7; older type declarations do not know it. */
interface NativeKem {
  encapsulate(key: crypto.KeyObject): { readonly sharedKey: Uint8Array; readonly ciphertext: Uint8Array };
  decapsulate(key: crypto.KeyObject, ciphertext: Uint8Array): Uint8Array;
}

/** The native KEM, or undefined when this runtime has none. Private keys are the 64-byte seed. */
export function nodeMlkem768(): MlKem | undefined {
  const native = crypto as unknown as Partial<NativeKem>;
  return native.encapsulate !== undefined && acceptsKeys() ? kemOver(native as NativeKem) : undefined;
}

/** The functions can be there without the algorithm: Node may be linked to an older OpenSSL. */
function acceptsKeys(): boolean {
  try {
    importPublicKey(new Uint8Array(PUBLIC_KEY_SIZE)); // all zero is a well-formed key
    return true;
  } catch {
    return false;
  }
}

function kemOver(native: NativeKem): MlKem {
  return {
    publicKeySize: PUBLIC_KEY_SIZE,
    ciphertextSize: CIPHERTEXT_SIZE,
    generate: () => pairFromSeed(randomBytes(nodeRandom, SEED_SIZE)),
    fromSeed: seed => pairFromSeed(Uint8Array.from(seed)),
    encapsulate(publicKey) {
      requirePeerLength('ML-KEM-768 key', publicKey, PUBLIC_KEY_SIZE);
      const { ciphertext, sharedKey } = native.encapsulate(checkedPublicKey(publicKey));
      return { ciphertext, sharedSecret: sharedKey };
    },
    decapsulate(privateKey, ciphertext) {
      requireLength('ML-KEM-768 private key', privateKey, SEED_SIZE);
      requirePeerLength('ML-KEM-768 ciphertext', ciphertext, CIPHERTEXT_SIZE);
      return native.decapsulate(importSeed(privateKey), ciphertext);
    },
  };
}

/** Keeps `seed` as the private key. */
function pairFromSeed(seed: Uint8Array): KeyPair {
  requireLength('ML-KEM-768 seed', seed, SEED_SIZE);
  return { privateKey: seed, publicKey: exportPublicKey(importSeed(seed)) };
}

/** OpenSSL makes the modulus check of FIPS 203 section 7.2 when it reads the key. */
function checkedPublicKey(publicKey: Uint8Array): crypto.KeyObject {
  try {
    return importPublicKey(publicKey);
  } catch {
    throw badPeerKey("the peer's ML-KEM-768 key fails its check");
  }
}

function importSeed(seed: Uint8Array): crypto.KeyObject {
  const der = concatBytes(fromHex(PKCS8_PREFIX), seed);
  const key = crypto.createPrivateKey({ key: der as Buffer, format: 'der', type: 'pkcs8' });
  zeroize(der);
  return key;
}

function importPublicKey(publicKey: Uint8Array): crypto.KeyObject {
  const der = concatBytes(fromHex(SPKI_PREFIX), publicKey);
  return crypto.createPublicKey({ key: der as Buffer, format: 'der', type: 'spki' });
}

function exportPublicKey(privateKey: crypto.KeyObject): Uint8Array {
  const der = crypto.createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return Uint8Array.from(der.subarray(-PUBLIC_KEY_SIZE));
}
