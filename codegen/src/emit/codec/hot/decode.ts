/** Straight-line decoding of plain messages, with one check of the length for each run of fixed size. */

import { type FunctionDeclarationStructure, StructureKind } from 'ts-morph';

import type { FileContext } from '../../context.js';
import { Lines } from '../../lines.js';
import { localOf } from '../../names.js';
import { addReturn } from '../read.js';
import { leastBytes, lengthName, Offset, type PlainField, type PlainMessage } from './plain.js';

/** `decode<Name>`, which gives undefined for payloads that it does not serve. */
export function quickDecode(plain: PlainMessage, context: FileContext): FunctionDeclarationStructure {
  const { struct, message, fields, optional } = plain;
  const lines = new Lines();
  const at = new Offset(message.tagBits / 8);
  const number = message.tagBits === 8 ? 'payload[0]' : `${context.runtime('getU32')}(payload, 0)`;
  checkRun(plain, 0, at, [`${number} !== ${message.number}`], lines);
  for (const [index, field] of fields.entries()) decodeField(plain, field, index, at, lines, context);
  const values = fields.filter(({ constant }) => constant === undefined).map(({ field }) => field);
  const members = new Map(
    values.map(({ name }) => [name, localOf(name) === name ? name : `${name}: ${localOf(name)}`]),
  );
  for (const { name } of optional) members.set(name, `${name}: undefined`);
  const ordered = struct.fields.map(({ name }) => members.get(name)).filter(member => member !== undefined);
  addReturn(ordered, lines);
  return {
    kind: StructureKind.Function,
    name: `decode${struct.name}`,
    docs: [`The quick form of \`read${struct.name}\`, number in front; undefined when a payload is not plainly right.`],
    parameters: [{ name: 'payload', type: 'Uint8Array' }],
    returnType: `${struct.name} | undefined`,
    statements: lines.toArray().join('\n'),
  };
}

/** Checks that all up to the next length, or to the end, is there. `at` is where the field `from` starts. */
function checkRun(plain: PlainMessage, from: number, at: Offset, others: readonly string[], lines: Lines): void {
  const next = plain.fields.slice(from);
  const variable = next.findIndex(({ type }) => type.kind === 'bytes' || type.kind === 'rest');
  const run = variable === -1 ? next : next.slice(0, variable + 1);
  const bytes = run.reduce((sum, { type }) => sum + leastBytes(type), 0);
  // trailing octets of a message that ignores them are nobody's, unless optional fields could claim them
  const exact = variable === -1 && (plain.message.trailing === 'error' || plain.optional.length > 0);
  const length = `payload.length ${exact ? '!==' : '<'} ${at.text(bytes)}`;
  lines.add(`if (${[length, ...others].join(' || ')}) return undefined;`);
}

function decodeField(
  plain: PlainMessage,
  { field, type, constant }: PlainField,
  index: number,
  at: Offset,
  lines: Lines,
  context: FileContext,
): void {
  const local = localOf(field.name);
  const start = at.text();
  at.add(leastBytes(type));
  switch (type.kind) {
    case 'int': {
      const value =
        type.bits === 8 ? `payload[${start}] as number` : `${context.runtime(`getU${type.bits}`)}(payload, ${start})`;
      if (constant !== undefined)
        lines.add(`if (${type.bits === 8 ? `payload[${start}]` : value} !== ${constant}) return undefined;`);
      else lines.add(`const ${local} = ${value};`);
      if (type.bits === 64 && constant === undefined) lines.add(`if (!(${local} >= 0)) return undefined;`);
      return;
    }
    case 'bool':
      if (constant === undefined) lines.add(`const ${local} = payload[${start}] !== 0;`);
      else lines.add(`if (payload[${start}] ${constant === 'true' ? '===' : '!=='} 0) return undefined;`);
      return;
    case 'raw':
      lines.add(`const ${local} = payload.subarray(${start}, ${at.text()});`);
      return;
    case 'fixed':
      lines.add(`if (${context.runtime('getU32')}(payload, ${start}) !== ${type.length}) return undefined;`);
      lines.add(`const ${local} = payload.subarray(${at.text(-type.length)}, ${at.text()});`);
      return;
    case 'rest': {
      const length = lengthName(field, plain);
      lines.add(`const ${length} = payload.length - ${start.includes('+') ? `(${start})` : start};`);
      lines.add(`if (${length} > ${type.max}) return undefined;`);
      lines.add(`const ${local} = payload.subarray(${start});`);
      at.addLength(length);
      return;
    }
    case 'bytes': {
      const length = lengthName(field, plain);
      lines.add(`const ${length} = ${context.runtime('getU32')}(payload, ${start});`);
      const limits = [...(type.min > 0 ? [`${length} < ${type.min}`] : []), `${length} > ${type.max}`];
      const from = at.text();
      at.addLength(length);
      checkRun(plain, index + 1, at, limits, lines);
      lines.add(`const ${local} = payload.subarray(${from}, ${at.text()});`);
    }
  }
}
