/** SSH wire primitives. Messages are declared in the spec, not here. */

// For applications
export { DecodeError, type DecodeRule } from './decode-error.js';

// For library authors
export {
  type AnyMessage,
  type Codec,
  type Direction,
  decode,
  decodeMessage,
  encode,
  encodeMessage,
  type MessageDef,
  type MessageTable,
  messageName,
  messageTable,
  type UnknownMember,
} from './codec.js';
export { WireReader } from './reader.js';
export { WireWriter } from './writer.js';
