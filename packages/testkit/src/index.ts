/** Everything that tests of Nacre share. Private: never a dependency of a published package. */

// For applications
export { memoryDuplexPair, type MemoryDuplexOptions } from './pair/memory-duplex.js';
export type { ComplianceCase } from './providers/case.js';
export { complianceCases, missingPrimitives } from './providers/compliance.js';
export { pairCases } from './providers/pairs.js';
export { wycheproofCases } from './providers/wycheproof/wycheproof-cases.js';
export { type SeededRandom, seededRandom } from './seeded-random.js';
export { VirtualClock } from './virtual-clock.js';

// For library authors
export { type Answer, EngineEnd, unanswered } from './pair/engine-end.js';
export { EnginePair, enginePair, type EnginePairOptions } from './pair/engine-pair.js';
export { Fields, mpint, names, payload, str, u32 } from './raw-peer/bytes.js';
export {
  direction as rawDirection,
  keySizes as rawKeySizes,
  RAW_MAC,
  type RawCipher,
} from './raw-peer/ciphers.js';
export type { RawMac } from './raw-peer/with-mac.js';
export type { RawMessage } from './raw-peer/inbox.js';
export {
  generateHostKey,
  kexInit,
  type KexInitOptions,
  type RawHostKey,
  type RawRole,
} from './raw-peer/key-exchange.js';
export type { PacketOptions } from './raw-peer/packet-stream.js';
export { type MiddleDirection, type MiddleOptions, RawMiddle } from './raw-peer/raw-middle.js';
export { RawListener, RawPeer } from './raw-peer/raw-peer.js';
export { Chunker, type Chunking } from './wire/chunking.js';
export { type Fault, FaultingWire, type WireOptions } from './wire/faulting-wire.js';
