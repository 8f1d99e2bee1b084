/** SSH keys, signatures, key files, known_hosts and authorized_keys. Works on text and bytes; touches no files. */

// For applications
export { type AuthorizedKeyLookup, findAuthorizedKey } from './authorized-keys/authorized-keys.js';
export { type Certificate, parseCertificate } from './certificate/certificate.js';
export {
  type CertificateRule,
  checkHostCertificate,
  defaultCaSignatureAlgorithms,
  type HostCertificateQuery,
} from './certificate/check-host.js';
export { withCertificate } from './certificate/with-certificate.js';
export type { KeyPolicy, VerifyPolicy } from './key-types/policy.js';
export { formatKnownHostsLine } from './known-hosts/format.js';
export {
  type HostCertificateLookup,
  type HostKeyCheck,
  type HostKeyMatch,
  type HostKeyQuery,
  KnownHosts,
  parseKnownHosts,
} from './known-hosts/known-hosts.js';
export { fingerprint } from './public-key/fingerprint.js';
export { formatPublicKey, parsePublicKey } from './public-key/openssh-line.js';
export type { PublicKey } from './public-key/public-key.js';
export { type ExportPrivateKeyOptions, exportPrivateKey } from './private-key/export.js';
export { type GeneratedKeyType, type GenerateKeyOptions, generateKey } from './private-key/generate.js';
export { type ParsePrivateKeyOptions, parsePrivateKey } from './private-key/parse.js';
export { PrivateKey } from './private-key/private-key.js';
export type { Passphrase } from './private-key/encryption.js';
export type { Signer } from './signature/signer.js';
export type { LineWarning } from './text/warning.js';

// For library authors
export type { KnownHostsEntry } from './known-hosts/entry.js';
export type { HostField, HostPattern } from './known-hosts/host-pattern.js';
export { type HostKeyParts, hostKeyFromBlob } from './certificate/host-key.js';
export {
  algorithmsOfKeyType,
  certificateAlgorithmOf,
  certificateAlgorithms,
  keyTypeOfAlgorithm,
  signatureOfCertificateAlgorithm,
} from './key-types/table.js';
export { publicKeyFromBlob } from './public-key/public-key.js';
export { signWith } from './signature/signer.js';
export { verifySignature } from './signature/verify.js';
