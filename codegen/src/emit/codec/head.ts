/** Encoder of all that stands before a message's data octets, so that the data itself need not be copied. */

import { type FunctionDeclarationStructure, StructureKind } from 'ts-morph';

import type { MessageIr, StructIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { Lines } from '../lines.js';
import { labelOf, quote } from '../names.js';
import { writeStatements } from './write.js';

export function headFunction(struct: StructIr, message: MessageIr, context: FileContext): FunctionDeclarationStructure {
  context.runtime('WireWriter');
  const { name } = struct;
  const data = struct.fields.find(field => field.name === message.hotData);
  const lines = new Lines();
  lines.add(`const writer = new WireWriter(${capacity(struct, message, context)});`);
  if (message.frame !== undefined) lines.add('const frame = writer.begin();');
  lines.add(`writer.u8(${quote(name)}, ${message.number});`);
  for (const line of writeStatements(struct, context, message.hotData)) lines.add(line);
  if (data?.type.kind === 'bytes')
    lines.add(`writer.lengthOf(${labelOf(struct, data)}, dataLength, ${data.type.max});`);
  if (message.frame !== undefined) lines.add(`writer.end(${quote(name)}, frame, ${message.maxMessage}, dataLength);`);
  lines.add('return writer.take();');
  const frame = message.frame === undefined ? '' : 'length in front, ';
  return {
    kind: StructureKind.Function,
    name: `encode${name}Head`,
    isExported: true,
    docs: [
      `The bytes of a ${name} that stand before its \`${message.hotData}\`: ${frame}number, other members, length of the data. \`dataLength\` octets must follow.`,
    ],
    parameters: [
      { name: 'value', type: `Omit<${name}, ${quote(message.hotData ?? '')}>` },
      { name: 'dataLength', type: 'number' },
    ],
    returnType: 'Uint8Array',
    statements: lines.toArray().join('\n'),
  };
}

/** An expression that is exact when all fields before the data are of fixed size or byte strings. */
function capacity(struct: StructIr, message: MessageIr, context: FileContext): string {
  let fixed = 1 + (message.frame ?? 0);
  const variable: string[] = [];
  for (const field of struct.fields) {
    fixed += context.sizes.field(field);
    if (field.name === message.hotData) break;
    if (field.type.kind === 'bytes' && field.condition === undefined && !field.optional)
      variable.push(`value.${field.name}.length`);
  }
  return [String(fixed), ...variable].join(' + ');
}
