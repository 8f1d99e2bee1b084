/** The interfaces of cryptographic primitives, and which algorithms need which. No implementation. */

// For applications
export { mergeProviders } from './merge.js';
export type { CryptoProvider, WithPrimitives } from './provider.js';

// For library authors
export { availableAlgorithms, catalogue, offeredAlgorithms, whyUnavailable } from './catalogue/catalogue.js';
export type { AlgorithmCategory, CatalogueEntry, Need } from './catalogue/entry.js';
export {
  badPeerKey,
  isDsaKey,
  isUncompressedPoint,
  requireEncryptionKey,
  requireLength,
  requireNonZeroSecret,
  requirePeerLength,
  requireRsaBits,
} from './checks.js';
export { type ModpGroupName, modpGroups } from './groups.js';
export { DSA_NUMBER_SIZE } from './limits.js';
export { bigIntToBytes, bytesToBigInt, stripLeadingZeros, toFixedLength } from './magnitude.js';
export {
  modpExponent,
  modpNumbers,
  type ModpNumbers,
  peerModpNumber,
  randomExponent,
  requireModpSecret,
} from './modp.js';
export type {
  Aead,
  CbcMaker,
  CipherDirection,
  Deflater,
  Dsa,
  DsaPublicNumbers,
  Ecdsa,
  EcdsaNumbers,
  EdDsa,
  Hash,
  HashName,
  Inflater,
  Kem,
  KeyAgreement,
  KeyPair,
  Mac,
  MlKem,
  Modp,
  ModpGroup,
  PacketCipher,
  Rsa,
  RsaOaep,
  RsaPrivateNumbers,
  RsaPublicNumbers,
  StreamCipher,
  Umac,
  Zlib,
} from './provider.js';
