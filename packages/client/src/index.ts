/** SSH and SFTP client for Node. */

// For applications
export { type Duration, isSshError, type Size, SshError, type TraceEvent, type TraceSink } from '@nacre/core';
export type { CryptoProvider } from '@nacre/crypto';
export {
  type Certificate,
  formatKnownHostsLine,
  formatPublicKey,
  parseCertificate,
  type PrivateKey,
  type PublicKey,
  parsePublicKey,
  type Signer,
  withCertificate,
} from '@nacre/keys';
export {
  type DebugMessage,
  type DebugOptions,
  defaultCrypto,
  exportKey,
  fingerprint,
  type GenerateKeyOptions,
  generateKey,
  type KeepaliveOptions,
  type Latency,
  type ParseKeyOptions,
  parseKey,
  type ReadKeyOptions,
  readCertificate,
  readKey,
  type RekeyOptions,
} from '@nacre/runtime-node';
export {
  defineExtension,
  type Extension,
  type ExtensionConnection,
  type ExtensionContext,
  onChannelOpen,
  onChannelRequest,
  onGlobalRequest,
  onMessage,
  onSftpRequest,
} from '@nacre/session';
export { isFileError, SftpError } from '@nacre/sftp';
export type { AlgorithmChoice, AlgorithmChoices } from '@nacre/transport';
export { Client, type ClientInfo } from './client.js';
export { connect } from './connect/connect.js';
export type {
  AnnouncedHostKeys,
  ConnectLimits,
  ConnectOptions,
  ConnectTimeouts,
  DangerousOptions,
  PasswordSource,
} from './connect/options.js';
export { parseTarget, type Target } from './connect/target.js';
export type { ExecJob } from './exec/job.js';
export type { ExecInput, ExecOptions } from './exec/options.js';
export { ExecError, type ExecResult } from './exec/result.js';
export { type DefaultIdentitiesOptions, defaultIdentities } from './keys/default-identities.js';
export type { NodeSftp } from './sftp/node-sftp.js';
export type { SftpChannelOptions } from './sftp/open.js';
export { fetchAuthMethods } from './probe/auth-methods.js';
export { fetchHostKey, type FetchHostKeyOptions, fetchHostKeys, type FetchHostKeysOptions } from './probe/host-key.js';
export { certificateAuthority } from './trust/certificates.js';
export { type KnownHostsOptions, knownHosts } from './trust/known-hosts.js';
export { pinned } from './trust/pinned.js';
export type {
  HostCertificate,
  HostKeyCheck,
  HostKeyPolicy,
  HostKeyRequest,
  HostKeyTarget,
  HostKeyTrust,
} from './trust/policy.js';

// For library authors
export { limits } from './limits.js';
