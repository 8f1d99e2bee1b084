/** The text of the Wireshark dissector: tables made from the model between parts that are the same for every model. */

import { ModelIndex } from '../../ir/index-of.js';
import type { Model } from '../../ir/model.js';
import { LuaFields } from './lua-fields.js';
import { luaString } from './lua-literals.js';
import { LuaReach } from './lua-reach.js';
import { luaSpace } from './lua-spaces.js';
import { luaEnum, luaFlags, luaStruct, luaUnion } from './lua-structs.js';
import { DISSECT } from './text/dissect.js';
import { HEAD } from './text/head.js';
import { MESSAGES } from './text/messages.js';
import { READERS } from './text/readers.js';
import { STREAMS } from './text/streams.js';
import { TRANSPORT } from './text/transport.js';

export function dissectorFile(model: Model): string {
  const index = new ModelIndex(model);
  const reach = new LuaReach(model, index);
  const { files } = model;
  const spaces = files.flatMap(file => file.spaces);
  const enums = files.flatMap(file => file.enums).filter(declared => reach.has(declared));
  const structs = files.flatMap(file => file.structs).filter(struct => reach.has(struct));
  const unions = files.flatMap(file => file.unions).filter(union => reach.has(union));
  const fields = new LuaFields(structs, index);
  const protocols = [...new Set([...spaces.map(({ name }) => name), ...files.map(({ namespace }) => namespace)])];
  const flagLines = enums.flatMap(declared => luaFlags(declared, fields, index));
  const structLines = structs.flatMap(struct => luaStruct(struct, fields, index, reach));
  const unionLines = unions.flatMap(union => luaUnion(union, fields));
  const statements = [
    ...protocols.map(name => `protocol(${luaString(name)})`),
    ...enums.filter(({ bits }) => bits < 64).map(luaEnum),
    ...unionLines,
    ...fields.lines(),
    ...flagLines,
    ...structLines,
    ...spaces.flatMap(space => luaSpace(space, model, index)),
  ];
  return [HEAD, statements.join('\n'), READERS, MESSAGES, STREAMS, DISSECT, TRANSPORT]
    .map(part => part.trim())
    .join('\n\n')
    .concat('\n');
}
