/** The SSH transport layer as an engine without I/O. Authentication and channels are other packages. */

// For applications
export type { AlgorithmChoice, AlgorithmChoices, AlgorithmLists } from './algorithms/lists.js';
export type { TerrapinPolicy } from './algorithms/terrapin.js';
export type { Directions, TransportInfo } from './events.js';
export type { RekeyLimits, TransportLimits } from './limits.js';

// For library authors
export { readAlgorithms } from './algorithms/lists.js';
export { TransportEngine } from './engine.js';
export type { Role, TransportEffect, TransportEvent } from './events.js';
export { defaultLimits, defaultRekey } from './limits.js';
export type { HostKey, TransportOptions } from './options.js';
