/** The key types, their certificates, and which signature algorithm belongs to which. */

import { quoted, unsupported } from '../errors.js';
import { dsaKeyType } from './dsa.js';
import { ecdsaP256KeyType, ecdsaP384KeyType, ecdsaP521KeyType, ecdsaSecp256k1KeyType } from './ecdsa.js';
import { ed25519KeyType, ed448KeyType } from './eddsa.js';
import type { KeyType, SignatureAlgorithm } from './key-type.js';
import { rsaKeyType } from './rsa.js';
import { skEcdsaKeyType, skEd25519KeyType } from './security-keys.js';

const keyTypes: readonly KeyType[] = [
  ed25519KeyType,
  ecdsaP256KeyType,
  ecdsaP384KeyType,
  ecdsaP521KeyType,
  skEd25519KeyType,
  skEcdsaKeyType,
  rsaKeyType,
  ed448KeyType,
  ecdsaSecp256k1KeyType,
  dsaKeyType,
];

/** The key type of a blob's name, or undefined; a certificate's name is none. */
export function findKeyType(name: string): KeyType | undefined {
  return keyTypes.find(type => type.name === name);
}

/** The type of the key that a certificate with this key type name certifies, or undefined. */
export function findCertifiedType(name: string): KeyType | undefined {
  return keyTypes.find(type => certificateNameOf(type.name) === name);
}

/**
 * Name of the key type whose blobs go with signatures of `algorithm`: 'rsa-sha2-512' gives 'ssh-rsa', and
 * 'rsa-sha2-512-cert-v01@openssh.com' gives 'ssh-rsa-cert-v01@openssh.com'. Throws UNSUPPORTED for an algorithm that is not known.
 */
export function keyTypeOfAlgorithm(algorithm: string): string {
  const found = algorithms().get(algorithm);
  if (found === undefined) throw unsupported(`The signature algorithm ${quoted(algorithm)} is not supported`);
  return found.keyType;
}

/** Signature algorithms of keys of a type that are used unasked, best first. */
export function unaskedAlgorithms(type: KeyType): readonly SignatureAlgorithm[] {
  return type.algorithms.filter(algorithm => type.onRequest?.includes(algorithm) !== true);
}

/**
 * Signature algorithms of the keys or certificates of type `name` that are used unasked, best first; none for an unknown type.
 */
export function algorithmsOfKeyType(name: string): readonly string[] {
  const plain = findKeyType(name);
  if (plain !== undefined) return unaskedAlgorithms(plain);
  const certified = findCertifiedType(name);
  return certified === undefined ? [] : certificateAlgorithmsOf(unaskedAlgorithms(certified));
}

/** Signature algorithms that go with certificates and are used unasked, of all types of keys. */
export function certificateAlgorithms(): readonly string[] {
  return keyTypes.flatMap(type => certificateAlgorithmsOf(unaskedAlgorithms(type)));
}

/** The algorithm that a signature names when `algorithm` stands for a certificate; undefined when it does not. */
export function signatureOfCertificateAlgorithm(algorithm: string): string | undefined {
  return algorithms().get(algorithm)?.certified;
}

/** The name under which `algorithm` is negotiated for a certificate, or undefined when there is none. */
export function certificateAlgorithmOf(algorithm: string): string | undefined {
  return algorithm.endsWith('@ssh.com') ? undefined : certificateNameOf(algorithm);
}

/** 'sk-ssh-ed25519@openssh.com' gives 'sk-ssh-ed25519-cert-v01@openssh.com'. */
export function certificateNameOf(name: string): string {
  return `${name.replace('@openssh.com', '')}-cert-v01@openssh.com`;
}

export function hasAlgorithm(type: KeyType, algorithm: string): algorithm is SignatureAlgorithm {
  return (type.algorithms as readonly string[]).includes(algorithm);
}

/** What goes with the name of an algorithm. */
interface NamedAlgorithm {
  /** Of the key, or of the certificate. */
  readonly keyType: string;
  /** For an algorithm that stands for a certificate: what its signatures name. */
  readonly certified: string | undefined;
}

let named: ReadonlyMap<string, NamedAlgorithm> | undefined;

/** Every algorithm by name. Made at first use, because each connection asks for some dozens. */
function algorithms(): ReadonlyMap<string, NamedAlgorithm> {
  named ??= new Map(keyTypes.flatMap(type => type.algorithms.flatMap(algorithm => namesOf(type, algorithm))));
  return named;
}

function namesOf(type: KeyType, algorithm: string): readonly (readonly [string, NamedAlgorithm])[] {
  const plain = [algorithm, { keyType: type.name, certified: undefined }] as const;
  const certificate = certificateAlgorithmOf(algorithm);
  if (certificate === undefined) return [plain];
  return [plain, [certificate, { keyType: certificateNameOf(type.name), certified: algorithm }]];
}

function certificateAlgorithmsOf(algorithms: readonly string[]): readonly string[] {
  return algorithms.flatMap(algorithm => certificateAlgorithmOf(algorithm) ?? []);
}
