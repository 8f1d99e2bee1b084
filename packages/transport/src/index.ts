/** The SSH transport layer as an engine without I/O. Authentication and channels are other packages. */

// For applications
export type { AlgorithmChoice, AlgorithmChoices, AlgorithmLists } from './algorithms/lists.js';
export type { TerrapinPolicy } from './algorithms/terrapin.js';
export type { Directions, TransportInfo } from './events.js';
export type { PeerExtensions } from './extensions/peer-extensions.js';
export { type Moduli, type ModuliWarning, parseModuli } from './kex/groups/moduli.js';
export type { GroupSizes, GroupSource } from './kex/groups/request.js';
export type { TransportLimits } from './limits.js';
export type { StrictKex } from './options.js';
export type { RekeyLimits } from './rekey-limits.js';

// For library authors
export { readAlgorithms } from './algorithms/lists.js';
export { type DebugOptions, TransportEngine } from './engine.js';
export { type Announcements, serverSigAlgs, VERSION_0 } from './extensions/announce.js';
export type { Role, TransportEffect, TransportEvent } from './events.js';
export { defaultLimits } from './limits.js';
export { defaultRekey } from './rekey-limits.js';
export type { HostKey, TransportOptions } from './options.js';
export { type Suite, suiteFor } from './packet/ciphers.js';
export { type Consumer, Input } from './packet/input.js';
export { Opener, type OpenerOptions } from './packet/opener.js';
export type { DirectionKeys, OpenProtection, SealProtection } from './packet/protection.js';
export { Sealer, type SealerOptions } from './packet/sealer.js';
