/** The SSH connection protocol (RFC 4254) without I/O. */

// For applications
export { ExtendedDataType, OpenFailureReason } from './generated/index.js';

// For library authors
export { ConnectionEngine, type ConnectionOptions } from './engine.js';
export type { ChannelInfo, ChannelOptions, ConnectionEvent } from './events.js';
export type { ChannelOpenBody, ChannelRequestBody, GlobalRequestBody } from './generated/index.js';
export type { ChannelState } from './channel/life.js';
export { type ConnectionLimits, defaultConnectionLimits } from './limits.js';
