/** The interfaces of cryptographic primitives, and which algorithms need which. No implementation. */

// For applications
export { mergeProviders } from './merge.js';
export type { CryptoProvider, WithPrimitives } from './provider.js';

// For library authors
export { type AlgorithmCategory, availableAlgorithms, type CatalogueEntry, catalogue } from './catalogue.js';
export {
  badPeerKey,
  isUncompressedPoint,
  requireLength,
  requireNonZeroSecret,
  requirePeerLength,
  requireRsaBits,
} from './checks.js';
export { bigIntToBytes, bytesToBigInt, stripLeadingZeros, toFixedLength } from './magnitude.js';
export type {
  Aead,
  CipherDirection,
  Ecdsa,
  EcdsaNumbers,
  Ed25519,
  Hash,
  HashName,
  Kem,
  KeyAgreement,
  KeyPair,
  Mac,
  Rsa,
  RsaPrivateNumbers,
  RsaPublicNumbers,
  StreamCipher,
} from './provider.js';
