/** SSH and SFTP server for Node. */

// For applications
export { type Duration, isSshError, type Size, SshError, type TraceEvent, type TraceSink } from '@nacre/core';
export type { CryptoProvider, ModpGroup } from '@nacre/crypto';
export { type Certificate, parseCertificate, type Signer, withCertificate } from '@nacre/keys';
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
  localFiles,
  type ParseKeyOptions,
  parseKey,
  type ReadKeyOptions,
  readCertificate,
  readKey,
  type RekeyOptions,
} from '@nacre/runtime-node';
export { fileError, memoryFiles, readOnlyFiles, type ServedFile, type SftpFileSystem } from '@nacre/sftp';
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
export type { AlgorithmChoice } from '@nacre/transport';
export { authorizedKeys, type AuthorizedKeysOptions } from './auth/authorized-keys.js';
export type {
  Account,
  AuthAnswer,
  AuthHandlers,
  NoneRequest,
  PasswordRequest,
  PublicKeyRequest,
  UserKeyAlgorithmsRequest,
} from './auth/handlers.js';
export type { ServerConnection, ServerConnectionInfo } from './connection.js';
export type { ServerLimits } from './limits.js';
export type { ModuliSource } from './moduli.js';
export type { ServerOptions } from './options.js';
export { createServer, type ListenAddress, type ListenOptions, type ServerEvents, type SshServer } from './server.js';
export type {
  ExecHandler,
  ExecSession,
  SessionHandlers,
  SessionRequest,
  SessionResult,
  SubsystemHandler,
  SubsystemSession,
} from './session/handlers.js';
export { type RunCommandsOptions, runCommands } from './session/run-commands.js';
export { sftpServer } from './session/sftp-server.js';

// For library authors
export { isPlainUserName } from './auth/user-names.js';
export { limits } from './limits.js';
