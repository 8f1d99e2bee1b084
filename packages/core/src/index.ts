/** What every Nacre package shares. No protocol words here. */

// For applications
export { type AbortSignalLike, abortError } from './abort.js';
export { type ErrorCode, type ErrorOrigin, isSshError, SshError, type SshErrorOptions } from './errors.js';
export type { TraceEvent, TraceSink } from './trace.js';
export type { Duration, Size } from './units/units.js';

// For library authors
export { onAbort, throwIfAborted } from './abort.js';
export { fromBase64, toBase64 } from './base64.js';
export { ByteQueue } from './byte-queue.js';
export { concatBytes, copyBytes, equalBytes, fromHex, toHex } from './bytes.js';
export { type Clock, type RandomSource, randomBytes } from './clock.js';
export { equalConstantTime, zeroize } from './constant-time.js';
export type { ByteDuplex } from './duplex.js';
export type { EffectId, Engine, MaybePromise, Output } from './engine.js';
export { limitExceeded, misuse, protocolError, toSshError } from './errors.js';
export { OutputQueue } from './output-queue.js';
export { decodeUtf8, decodeUtf8Lossy, encodeUtf8, sanitizeText } from './text.js';
export { readDuration, readSize, readTimeout } from './units/units.js';
