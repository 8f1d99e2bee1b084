/** SSH wire primitives. Messages are declared in the spec, not here. */

// For applications
export { DecodeError, type DecodeRule } from './decode-error.js';

// For library authors
export {
  type Codec,
  decode,
  encode,
  type MemberDef,
  type UnionCodec,
  type UnknownMember,
  type UnknownNumber,
} from './codec.js';
export {
  type AnyMessage,
  type Direction,
  decodeMessage,
  encodeMessage,
  type MessageDef,
  type MessageTable,
  messageName,
  messageTable,
  type NamedMessageDef,
} from './message.js';
export { decodeMember, encodeMember } from './member.js';
export {
  type AnyNamedMessage,
  decodeNamedMessage,
  encodeNamedMessage,
  type NamedMessageTable,
  namedMessageTable,
  namedMessageTag,
} from './named-message.js';
export { WireReader } from './reader.js';
export { WireWriter } from './writer.js';
