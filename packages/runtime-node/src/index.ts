/** Drives Nacre sessions on Node: sockets, timers, random numbers, files. */

// For applications
export { defaultCrypto } from './crypto.js';
export { ChannelStreams, type ChannelStreamsOptions, channelStreams } from './connection/channel-streams.js';
export type { ConnectionInfo, DebugMessage, DebugOptions } from './connection/info.js';
export { type LocalFilesOptions, localFiles } from './files/local-files.js';
export {
  exportKey,
  fingerprint,
  type GenerateKeyOptions,
  generateKey,
  type ParseKeyOptions,
  parseKey,
  type ReadKeyOptions,
  readCertificate,
  readKey,
} from './keys/keys.js';
export type { KeepaliveOptions } from './liveness/keepalive.js';
export type { Latency } from './liveness/latency.js';
export type { ProtocolOptions, RekeyOptions } from './options/protocol.js';

// For library authors
export { type KeyFileOptions, readKeyFile, readPublicKeyFile } from './keys/key-file.js';
export { nodeLocalFiles } from './files/node-local-files.js';
export { monotonicClock, systemRandom } from './clock.js';
export { Channel, type ChannelRequestHandler, type ChannelSink } from './connection/channel.js';
export { channelDuplex } from './connection/channel-duplex.js';
export {
  type ConnectionHooks,
  type IncomingChannel,
  type OpenChannelOptions,
  SshConnection,
} from './connection/ssh-connection.js';
export type { DrivenEngine, DriverHooks } from './drive/contract.js';
export { Driver } from './drive/drive.js';
export { type ByteSource, duplexSource } from './net/byte-source.js';
export { connectTcp, type TcpTarget } from './net/connect-tcp.js';
export { type Endpoints, endpoint, endpointsOf, type SocketOptions, tuneSocket } from './net/sockets.js';
export { type KeepaliveSettings, readKeepalive } from './liveness/keepalive.js';
export { type ProtocolSettings, readProtocolOptions } from './options/protocol.js';
export { SOFTWARE } from './version.js';
