/** Functions that rewrite a number at a fixed offset of an encoded message. */

import { type FunctionDeclarationStructure, StructureKind } from 'ts-morph';

import type { StructIr } from '../../../ir/model.js';
import type { FileContext } from '../../context.js';
import { arrangements } from '../../../passes/walk.js';
import { labelOf, upperFirst } from '../../names.js';
import { fieldsBefore } from '../parts.js';
import type { Statement } from '../struct.js';

export function patchName(struct: StructIr, field: string): string {
  return `patch${struct.name}${upperFirst(field)}`;
}

/** Where the field stands, and the function that rewrites it. */
export function patchStatements(struct: StructIr, name: string, context: FileContext): readonly Statement[] {
  const { message } = struct;
  const field = struct.fields.find(other => other.name === name);
  if (message === undefined || field?.type.kind !== 'int')
    throw new TypeError(`${struct.name}.${name} is not an integer of a message`);
  const [arrangement] = arrangements(struct); // the place is the same in all
  const before = fieldsBefore(arrangement?.fields ?? [], name).map(other => context.sizes.field(other));
  const offset = before.reduce((sum, bytes) => sum + bytes, message.tagBits / 8);
  context.runtime('type PatchSite');
  const site = `${patchName(struct, name)}Site`;
  const members = [
    `field: ${labelOf(struct, field)}`,
    `number: ${message.number}`,
    `tagBits: ${message.tagBits}`,
    `offset: ${offset}`,
    `bits: ${field.type.bits}`,
  ];
  const patch: FunctionDeclarationStructure = {
    kind: StructureKind.Function,
    name: patchName(struct, name),
    isExported: true,
    docs: [`Rewrites \`${name}\` in the payload of \`${struct.name}\`, which starts with its number.`],
    parameters: [
      { name: 'payload', type: 'Uint8Array' },
      { name: 'value', type: 'number' },
    ],
    returnType: 'void',
    statements: `${context.runtime('patchInteger')}(${site}, payload, value);`,
  };
  return [`const ${site}: PatchSite = { ${members.join(', ')} };`, patch];
}
