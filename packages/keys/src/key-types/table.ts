/** The key types of this release, and which signature algorithm belongs to which. */

import { quoted, unsupported } from '../errors.js';
import { ecdsaP256KeyType } from './ecdsa.js';
import { ed25519KeyType } from './ed25519.js';
import type { KeyType, KnownSignature } from './key-type.js';
import { rsaKeyType } from './rsa.js';

const keyTypes: readonly KeyType[] = [ed25519KeyType, ecdsaP256KeyType, rsaKeyType];

/** The key type of a blob's name, or undefined. */
export function findKeyType(name: string): KeyType | undefined {
  return keyTypes.find(type => type.name === name);
}

/**
 * Name of the key type whose keys make signatures of `algorithm`: 'rsa-sha2-512' gives 'ssh-rsa'. Throws UNSUPPORTED
 * for an algorithm that is not known; 'ssh-rsa' as a signature algorithm means SHA-1 and is not.
 */
export function keyTypeOfAlgorithm(algorithm: string): string {
  const type = keyTypes.find(candidate => hasAlgorithm(candidate, algorithm));
  if (type === undefined) throw unsupported(`The signature algorithm ${quoted(algorithm)} is not supported`);
  return type.name;
}

/** Signature algorithms of the keys of type `name`, best first; none for an unknown type. */
export function algorithmsOfKeyType(name: string): readonly string[] {
  return findKeyType(name)?.algorithms ?? [];
}

export function hasAlgorithm(type: KeyType, algorithm: string): algorithm is KnownSignature['algorithm'] {
  return (type.algorithms as readonly string[]).includes(algorithm);
}
