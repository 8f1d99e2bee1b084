/** Straight-line encoding of plain messages into an array of exactly their size. */

import { type FunctionDeclarationStructure, StructureKind } from 'ts-morph';

import type { FileContext } from '../../context.js';
import { Lines } from '../../lines.js';
import { leastBytes, lengthName, Offset, type PlainField, type PlainMessage } from './plain.js';

/** `encode<Name>`, which gives undefined for values that it does not serve. */
export function quickEncode(plain: PlainMessage, context: FileContext): FunctionDeclarationStructure {
  const { struct } = plain;
  const lines = new Lines();
  const refusals = [
    ...plain.fields.flatMap(field => refusal(field, plain, context)),
    ...plain.optional.map(({ name }) => `value.${name} !== undefined`),
  ];
  place(plain, plain.fields, refusals, undefined, lines, context);
  return {
    kind: StructureKind.Function,
    name: `encode${struct.name}`,
    docs: [`The quick form of \`write${struct.name}\`, number in front; undefined when a value is not plainly right.`],
    parameters: [
      { name: lines.toArray().some(line => line.includes('value.')) ? 'value' : '_value', type: struct.name },
    ],
    returnType: 'Uint8Array | undefined',
    statements: lines.toArray().join('\n'),
  };
}

/** `quick<Name>Head`: the same for all that stands before `data`, and the length in front of the packet. */
export function quickHead(plain: PlainMessage, data: PlainField, context: FileContext): FunctionDeclarationStructure {
  const { struct, message } = plain;
  const before = plain.fields.slice(0, plain.fields.indexOf(data));
  const lines = new Lines();
  const refusals = [
    ...before.flatMap(field => refusal(field, plain, context)),
    ...(data.type.kind === 'bytes' || data.type.kind === 'rest' ? [`dataLength > ${data.type.max}`] : []),
    `!${context.runtime('isUnsigned')}(dataLength, 32)`,
  ];
  place(plain, before, refusals, data, lines, context);
  const omitted = [data.field, ...plain.optional].map(({ name }) => `'${name}'`).join(' | ');
  return {
    kind: StructureKind.Function,
    name: `quick${struct.name}Head`,
    docs: [
      `The quick form of \`encode${struct.name}Head\`; undefined when a value is not plainly right${message.frame === undefined ? '' : ' or the packet too long'}.`,
    ],
    parameters: [
      { name: 'value', type: `Omit<${struct.name}, ${omitted}>` },
      { name: 'dataLength', type: 'number' },
    ],
    returnType: 'Uint8Array | undefined',
    statements: lines.toArray().join('\n'),
  };
}

/** Adds the statements that place the number and the fields. With `data`, its length follows them. */
function place(
  plain: PlainMessage,
  fields: readonly PlainField[],
  refusals: readonly string[],
  data: PlainField | undefined,
  lines: Lines,
  context: FileContext,
): void {
  const { message } = plain;
  const lengths = fields.filter(({ type }) => type.kind === 'bytes' || type.kind === 'rest');
  for (const { field } of lengths) lines.add(`const ${lengthName(field, plain)} = value.${field.name}.length;`);
  const frame = data === undefined ? 0 : (message.frame ?? 0);
  const size = new Offset(frame + message.tagBits / 8);
  for (const { field, type } of fields) {
    size.add(leastBytes(type));
    if (type.kind === 'bytes' || type.kind === 'rest') size.addLength(lengthName(field, plain));
  }
  const isString = data?.type.kind === 'bytes';
  if (isString) size.add(4);
  if (frame > 0) lines.add(`const packetLength = ${size.text(-frame)} + dataLength;`);
  const tooLong = frame > 0 ? [`packetLength > ${message.maxMessage}`] : [];
  const refused = [...refusals, ...tooLong];
  if (refused.length > 0) lines.add(`if (${refused.join(' || ')}) return undefined;`);
  lines.add(`const bytes = new Uint8Array(${size.text()});`);
  const at = new Offset(0);
  if (frame > 0) put(32, at, 'packetLength', lines, context);
  put(message.tagBits, at, String(message.number), lines, context);
  for (const field of fields) placeField(field, plain, at, lines, context);
  if (isString) put(32, at, 'dataLength', lines, context);
  lines.add('return bytes;');
}

function placeField(
  { field, type, constant }: PlainField,
  plain: PlainMessage,
  at: Offset,
  lines: Lines,
  context: FileContext,
): void {
  const value = `value.${field.name}`;
  switch (type.kind) {
    case 'int':
      put(type.bits, at, constant ?? value, lines, context);
      return;
    case 'bool':
      put(8, at, constant === undefined ? `${value} ? 1 : 0` : constant === 'true' ? '1' : '0', lines, context);
      return;
    case 'fixed':
      put(32, at, String(type.length), lines, context);
      break;
    case 'bytes':
      put(32, at, lengthName(field, plain), lines, context);
      break;
    default:
  }
  lines.add(`bytes.set(${value}, ${at.text()});`);
  if (type.kind === 'bytes' || type.kind === 'rest') at.addLength(lengthName(field, plain));
  else at.add(type.length);
}

function put(bits: 8 | 16 | 32 | 64, at: Offset, value: string, lines: Lines, context: FileContext): void {
  if (bits === 8) lines.add(`bytes[${at.text()}] = ${value};`);
  else lines.add(`${context.runtime(`putU${bits}`)}(bytes, ${at.text()}, ${value});`);
  at.add(bits / 8);
}

/** Conditions under which the slow form must say what is wrong. */
function refusal({ field, type, constant }: PlainField, plain: PlainMessage, context: FileContext): readonly string[] {
  if (constant !== undefined) return [];
  switch (type.kind) {
    case 'int':
      return [`!${context.runtime('isUnsigned')}(value.${field.name}, ${type.bits})`];
    case 'raw':
    case 'fixed':
      return [`value.${field.name}.length !== ${type.length}`];
    case 'bytes':
      return [
        ...(type.min > 0 ? [`${lengthName(field, plain)} < ${type.min}`] : []),
        `${lengthName(field, plain)} > ${type.max}`,
      ];
    case 'rest':
      return [`${lengthName(field, plain)} > ${type.max}`];
    case 'bool':
      return [];
  }
}
