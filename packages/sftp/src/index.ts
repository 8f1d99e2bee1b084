/** SFTP version 3 with OpenSSH's extensions: client and server over any byte stream. */

// For applications
export { SftpClient } from './client/client.js';
export { type SftpDirectory, SftpDirent } from './client/directory.js';
export type {
  FileContent,
  FileReadOptions,
  FileWriteOptions,
  ReadRangeOptions,
  SftpFile,
  SignalOption,
  WriteFromOptions,
} from './client/file.js';
export { openSftp, type SftpOptions } from './client/open.js';
export type { SftpServerLimitsReply } from './client/session.js';
export { fileError, isFileError, type SftpCall, SftpError } from './errors.js';
export {
  sftpExtension,
  type SftpExtensionContext,
  type SftpExtensionResult,
  type SftpServerExtension,
} from './extension/extension.js';
export type { ModeOption } from './files/attributes.js';
export type { OpenFlags } from './files/open-flags.js';
export type { RemotePath } from './files/paths.js';
export { type FileKind, SftpStats, type TimeLike } from './files/stats.js';
export type { SftpClientLimits, SftpServerLimits } from './limits.js';
export { memoryFiles, type MemoryFilesOptions } from './memory/memory-files.js';
export type {
  AttributeChanges,
  FileAttributes,
  OpenRequest,
  ServedDirectory,
  ServedEntry,
  ServedFile,
  SftpFileSystem,
} from './server/file-system.js';
export type { SftpServerOptions } from './server/options.js';
export { readOnlyFiles } from './server/read-only.js';
export { serveSftp } from './server/serve.js';
export type { SymlinkOrder } from './symlink-order.js';
export type { GetOptions } from './transfer/get.js';
export type { TransferOptions, TransferProgress, TransferResult } from './transfer/job.js';
export type { PutOptions } from './transfer/put.js';

// For library authors
export { startSftpSession } from './client/open.js';
export type { SftpSession } from './client/session.js';
export { baseName, folderName, isEntryName, joinPath, normalizePath } from './files/paths.js';
export { kindOfMode } from './files/stats.js';
export { Lanes } from './lanes.js';
export { DEFAULT_CLIENT_LIMITS, DEFAULT_SERVER_LIMITS } from './limits.js';
export { duplexPair, type DuplexPairOptions } from './memory/duplex-pair.js';
export { longname } from './server/longname.js';
export type { LocalEntry, LocalFile, LocalFiles, LocalStats } from './transfer/local-files.js';
