/** All that generated code may import. This entry point only grows within a major version. */

export { type Codec, type MessageDef, type MessageTable, messageTable, type UnknownMember } from './codec.js';
export { checkParameter } from './parameters.js';
export { WireReader } from './reader.js';
export { WireWriter } from './writer.js';
