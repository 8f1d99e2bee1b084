/** Encoder and decoder of all that stands before a message's data, so that the data itself need not be copied. */

import { type FunctionDeclarationStructure, StructureKind } from 'ts-morph';

import type { FieldIr, MessageIr, StructIr } from '../../../ir/model.js';
import type { FileContext } from '../../context.js';
import { Lines } from '../../lines.js';
import { labelOf, quote } from '../../names.js';
import { paramChecks, paramsParameter } from '../params.js';
import { readHead } from '../read.js';
import { writeHead } from '../write.js';

/** What a message's head is made of. */
export interface Head {
  readonly struct: StructIr;
  readonly message: MessageIr;
  readonly data: FieldIr;
}

export function headOf(struct: StructIr): Head | undefined {
  const { message } = struct;
  const data = struct.fields.find(field => field.name === message?.hot?.data);
  return message === undefined || data === undefined ? undefined : { struct, message, data };
}

/** `encode<Name>Head`; `quick` is the name of the function to try first. */
export function encodeHead(head: Head, quick: string | undefined, context: FileContext): FunctionDeclarationStructure {
  const { struct, message, data } = head;
  context.runtime('WireWriter');
  const { name } = struct;
  const fields = writeHead(struct, data.name, context);
  const depends = fields.some(line => line.includes('params'));
  const lines = new Lines();
  for (const check of depends ? paramChecks(struct, context) : []) lines.add(check);
  if (quick !== undefined) {
    lines.add(`const quick = ${quick}(value, dataLength);`);
    lines.add('if (quick !== undefined) return quick;');
  }
  lines.add('const writer = new WireWriter();');
  if (message.frame !== undefined) lines.add('const frame = writer.begin();');
  lines.add(
    message.tagName === undefined
      ? `writer.u${message.tagBits}(${quote(name)}, ${message.number});`
      : `writer.name(${quote(name)}, ${quote(message.tagName)}, ${message.tagName.length});`,
  );
  for (const line of fields) lines.add(line);
  if (data.type.kind === 'bytes') lines.add(`writer.lengthOf(${labelOf(struct, data)}, dataLength, ${data.type.max});`);
  if (message.frame !== undefined) lines.add(`writer.end(${quote(name)}, frame, ${message.maxMessage}, dataLength);`);
  lines.add('return writer.take();');
  const frame = message.frame === undefined ? '' : 'length in front, ';
  const tag = message.tagName === undefined ? 'number' : 'tag';
  const length = data.type.kind === 'bytes' ? ', length of the data' : '';
  return {
    kind: StructureKind.Function,
    name: `encode${name}Head`,
    isExported: true,
    docs: [
      `\nThe bytes of \`${name}\` that stand before its \`${data.name}\`: ${frame}${tag}, other members${length}.\n\`dataLength\` octets must follow, and nothing after them.`,
    ],
    parameters: [
      { name: 'value', type: headType(head) },
      { name: 'dataLength', type: 'number' },
      ...(depends ? paramsParameter(struct) : []),
    ],
    returnType: 'Uint8Array',
    statements: lines.toArray().join('\n'),
  };
}

/** `read<Name>Head`, which needs none of the data's octets. */
export function decodeHead(head: Head, context: FileContext): FunctionDeclarationStructure {
  const { struct, data } = head;
  context.runtime('type WireReader');
  const statements = readHead(struct, data.name, context, lines => readLength(head, lines));
  const depends = statements.some(line => line.includes('params'));
  const isRest = data.type.kind === 'rest';
  return {
    kind: StructureKind.Function,
    name: `read${struct.name}Head`,
    isExported: true,
    docs: [
      `\nWhat stands before the \`${data.name}\` of \`${struct.name}\`, whose octets need not all be here yet. The reader stands\nbehind the message's tag, and is left in front of the data.${isRest ? ' `payloadLength` counts the tag.' : ''}`,
    ],
    parameters: [
      { name: 'reader', type: 'WireReader' },
      ...(isRest ? [{ name: 'payloadLength', type: 'number' }] : []),
      ...(depends ? paramsParameter(struct) : []),
    ],
    returnType: `${headType(head)} & { readonly dataLength: number }`,
    statements: [...(depends ? paramChecks(struct, context) : []), ...statements].join('\n'),
  };
}

/** Adds the statements that read the length of the data, and names it. */
function readLength({ struct, data }: Head, lines: Lines): readonly string[] {
  const label = labelOf(struct, data);
  const { type } = data;
  if (type.kind === 'bytes') lines.add(`const dataLength = reader.lengthOf(${label}, ${type.max});`);
  if (type.kind === 'rest') {
    lines.add('const dataLength = payloadLength - reader.offset;');
    lines.add(`if (dataLength < 0) reader.fail(${label}, 'short', 'the payload ends before it');`);
    lines.add(
      `if (dataLength > ${type.max}) reader.fail(${label}, 'limit', \`\${dataLength} bytes, limit ${type.max}\`);`,
    );
  }
  return ['dataLength'];
}

/** The members before the data. Only optional ones can follow it, which a message with a head does not have. */
function headType({ struct, data }: Head): string {
  const omitted = struct.fields.filter(field => field === data || (field.optional && field.role.kind === 'value'));
  return `Omit<${struct.name}, ${omitted.map(({ name }) => quote(name)).join(' | ')}>`;
}
