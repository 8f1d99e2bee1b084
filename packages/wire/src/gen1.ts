/** All that generated code may import. This entry point only grows within a major version. */

export type { Codec, MemberDef, UnionCodec, UnknownMember, UnknownNumber } from './codec.js';
export { type MessageDef, type MessageTable, messageTable, type NamedMessageDef } from './message.js';
export { type NamedMessageTable, namedMessageTable } from './named-message.js';
export { getU16, getU32, getU64, isUnsigned, putU16, putU32, putU64 } from './primitives/octets.js';
export { checkChoiceParameter, checkNameParameter, checkParameter } from './parameters.js';
export { type PatchSite, patchInteger } from './patch.js';
export type { EnumShape, FlagsShape, StructShape, UnionShape } from './print/shape.js';
export { WireReader } from './reader.js';
export { WireWriter } from './writer.js';
