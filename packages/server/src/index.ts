/** SSH and SFTP server for Node. */

// For applications
export { isSshError, SshError, type TraceEvent, type TraceSink } from '@nacre/core';
export {
  exportKey,
  fingerprint,
  type GenerateKeyOptions,
  generateKey,
  localFiles,
  type ParseKeyOptions,
  parseKey,
  type ReadKeyOptions,
  readKey,
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
export { authorizedKeys, type AuthorizedKeysOptions } from './auth/authorized-keys.js';
export type {
  Account,
  AuthAnswer,
  AuthHandlers,
  NoneRequest,
  PasswordRequest,
  PublicKeyRequest,
} from './auth/handlers.js';
export type { ServerConnection } from './connection.js';
export type { ServerLimits } from './limits.js';
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
