/** ML-KEM (FIPS 203) on runtimes whose node:crypto has it: Node 24.7 and later, with OpenSSL 3.5. */

import * as crypto from 'node:crypto';

import { concatBytes, fromHex, randomBytes, zeroize } from '@nacre/core';
import { badPeerKey, type MlKem, type KeyPair, requireLength, requirePeerLength } from '@nacre/crypto';

import { nodeRandom } from '../random.js';

const SEED_SIZE = 64;

/** A parameter set (FIPS 203 section 8), with the fixed heads of its keys' DER (draft-ietf-lamps-kyber-certificates). */
export interface MlKemParameters {
  readonly name: string;
  readonly publicKeySize: number;
  readonly ciphertextSize: number;
  /** Of PKCS#8 with a seed. */
  readonly pkcs8Prefix: string;
  /** Of SubjectPublicKeyInfo. */
  readonly spkiPrefix: string;
}

export const ML_KEM_768: MlKemParameters = {
  name: 'ML-KEM-768',
  publicKeySize: 1184,
  ciphertextSize: 1088,
  pkcs8Prefix: '3054020100300b060960864801650304040204428040',
  spkiPrefix: '308204b2300b0609608648016503040402038204a100',
};
export const ML_KEM_1024: MlKemParameters = {
  name: 'ML-KEM-1024',
  publicKeySize: 1568,
  ciphertextSize: 1568,
  pkcs8Prefix: '3054020100300b060960864801650304040304428040',
  spkiPrefix: '30820632300b06096086480165030404030382062100',
};

/** What node:crypto has since 24.7; older type declarations do not know it. */
interface NativeKem {
  encapsulate(key: crypto.KeyObject): { readonly sharedKey: Uint8Array; readonly ciphertext: Uint8Array };
  decapsulate(key: crypto.KeyObject, ciphertext: Uint8Array): Uint8Array;
}

/** The native KEM, or undefined when this runtime has none. Private keys are the 64-byte seed. */
export function nodeMlKem(parameters: MlKemParameters): MlKem | undefined {
  const native = crypto as unknown as Partial<NativeKem>;
  return native.encapsulate !== undefined && acceptsKeys(parameters)
    ? kemOver(native as NativeKem, parameters)
    : undefined;
}

/** The functions can be there without the algorithm: Node may be linked to an older OpenSSL. */
function acceptsKeys(parameters: MlKemParameters): boolean {
  try {
    importPublicKey(parameters, new Uint8Array(parameters.publicKeySize)); // all zero is a well-formed key
    return true;
  } catch {
    return false;
  }
}

function kemOver(native: NativeKem, parameters: MlKemParameters): MlKem {
  const { name, publicKeySize, ciphertextSize } = parameters;
  return {
    publicKeySize,
    ciphertextSize,
    generate: () => pairFromSeed(parameters, randomBytes(nodeRandom, SEED_SIZE)),
    fromSeed: seed => pairFromSeed(parameters, Uint8Array.from(seed)),
    encapsulate(publicKey) {
      requirePeerLength(`${name} key`, publicKey, publicKeySize);
      const { ciphertext, sharedKey } = native.encapsulate(checkedPublicKey(parameters, publicKey));
      return { ciphertext, sharedSecret: sharedKey };
    },
    decapsulate(privateKey, ciphertext) {
      requireLength(`${name} private key`, privateKey, SEED_SIZE);
      requirePeerLength(`${name} ciphertext`, ciphertext, ciphertextSize);
      return native.decapsulate(importSeed(parameters, privateKey), ciphertext);
    },
  };
}

/** Keeps `seed` as the private key. */
function pairFromSeed(parameters: MlKemParameters, seed: Uint8Array): KeyPair {
  requireLength(`${parameters.name} seed`, seed, SEED_SIZE);
  return { privateKey: seed, publicKey: exportPublicKey(parameters, importSeed(parameters, seed)) };
}

/** OpenSSL makes the modulus check of FIPS 203 section 7.2 when it reads the key. */
function checkedPublicKey(parameters: MlKemParameters, publicKey: Uint8Array): crypto.KeyObject {
  try {
    return importPublicKey(parameters, publicKey);
  } catch {
    throw badPeerKey(`the peer's ${parameters.name} key fails its check`);
  }
}

function importSeed({ pkcs8Prefix }: MlKemParameters, seed: Uint8Array): crypto.KeyObject {
  const der = concatBytes(fromHex(pkcs8Prefix), seed);
  const key = crypto.createPrivateKey({ key: der as Buffer, format: 'der', type: 'pkcs8' });
  zeroize(der);
  return key;
}

function importPublicKey({ spkiPrefix }: MlKemParameters, publicKey: Uint8Array): crypto.KeyObject {
  const der = concatBytes(fromHex(spkiPrefix), publicKey);
  return crypto.createPublicKey({ key: der as Buffer, format: 'der', type: 'spki' });
}

function exportPublicKey({ publicKeySize }: MlKemParameters, privateKey: crypto.KeyObject): Uint8Array {
  const der = crypto.createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return Uint8Array.from(der.subarray(-publicKeySize));
}
