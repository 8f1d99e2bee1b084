/** Code of one struct or message: interface, codec, reader, writer. */

import { type FunctionDeclarationStructure, type InterfaceDeclarationStructure, StructureKind } from 'ts-morph';

import type { StructIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { escapeComment, fieldDoc, referenceText, structDoc } from '../doc.js';
import { headFunction } from './head.js';
import { lowerFirst, quote } from '../names.js';
import { readStatements } from './read.js';
import { typescriptType } from './types.js';
import { writeStatements } from './write.js';

/** One statement of a generated file. */
export type Statement = FunctionDeclarationStructure | InterfaceDeclarationStructure | string;

export function structStatements(struct: StructIr, context: FileContext): readonly Statement[] {
  context.runtime(struct.message === undefined ? 'type Codec' : 'type MessageDef');
  context.runtime('type WireReader');
  context.runtime('type WireWriter');
  return [
    interfaceOf(struct, context),
    ...(struct.params.length > 0 ? [paramsInterface(struct)] : []),
    ...(struct.magic === undefined ? [] : [magicConstant(struct)]),
    codecConstant(struct),
    readFunction(struct, context),
    writeFunction(struct, context),
    ...(struct.message?.hotData === undefined ? [] : [headFunction(struct, struct.message, context)]),
  ];
}

function interfaceOf(struct: StructIr, context: FileContext): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    name: struct.name,
    isExported: true,
    docs: [`\n${structDoc(struct)}`],
    properties: struct.fields
      .filter(field => field.role.kind === 'value')
      .map(field => {
        const absent = field.condition !== undefined || field.optional;
        const doc = fieldDoc(field);
        return {
          name: field.name,
          isReadonly: true,
          hasQuestionToken: absent,
          type: `${typescriptType(field.type, context)}${absent ? ' | undefined' : ''}`,
          ...(doc !== undefined && { docs: [doc] }),
        };
      }),
  };
}

function paramsInterface(struct: StructIr): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    name: `${struct.name}Params`,
    isExported: true,
    docs: [`What the layout of ${struct.name} depends on.`],
    properties: struct.params.map(({ name, doc, min, max }) => ({
      name,
      isReadonly: true,
      type: 'number',
      docs: [escapeComment(`${doc === undefined ? '' : `${doc} `}From ${min} to ${max}.`)],
    })),
  };
}

function magicConstant(struct: StructIr): string {
  const bytes = (struct.magic ?? []).map(byte => `0x${byte.toString(16).padStart(2, '0')}`).join(', ');
  return `const ${lowerFirst(struct.name)}Magic = /*@__PURE__*/ Uint8Array.of(${bytes});`;
}

function codecConstant(struct: StructIr): string {
  const { message, name } = struct;
  const params = struct.params.length > 0 ? `, ${name}Params` : '';
  const members = [`name: ${quote(name)}`];
  if (message !== undefined) {
    members.push(
      `space: ${quote(message.space)}`,
      `number: ${message.number}`,
      `direction: ${quote(message.direction)}`,
    );
    if (message.context !== undefined) members.push(`context: ${quote(message.context)}`);
    members.push(`reference: ${quote(referenceText(struct.reference))}`, `trailing: ${quote(message.trailing)}`);
  }
  members.push(`write: write${name}`, `read: read${name}`);
  const type = `${message === undefined ? 'Codec' : 'MessageDef'}<${name}${params}>`;
  const doc = `/** How a ${name} is written and read. */`;
  return [doc, `export const ${name}: ${type} = {`, ...members.map(member => `  ${member},`), '};'].join('\n');
}

function readFunction(struct: StructIr, context: FileContext): FunctionDeclarationStructure {
  return {
    kind: StructureKind.Function,
    name: `read${struct.name}`,
    isExported: true,
    parameters: [
      { name: struct.fields.length === 0 && struct.magic === undefined ? '_reader' : 'reader', type: 'WireReader' },
      ...paramsParameter(struct),
    ],
    returnType: struct.name,
    statements: readStatements(struct, context).join('\n'),
  };
}

function writeFunction(struct: StructIr, context: FileContext): FunctionDeclarationStructure {
  const statements = writeStatements(struct, context);
  const usesValue = statements.some(line => line.includes('value.'));
  return {
    kind: StructureKind.Function,
    name: `write${struct.name}`,
    isExported: true,
    parameters: [
      { name: statements.length === 0 ? '_writer' : 'writer', type: 'WireWriter' },
      { name: usesValue ? 'value' : '_value', type: struct.name },
      ...paramsParameter(struct),
    ],
    returnType: 'void',
    statements: statements.join('\n'),
  };
}

function paramsParameter(struct: StructIr): { name: string; type: string }[] {
  return struct.params.length > 0 ? [{ name: 'params', type: `${struct.name}Params` }] : [];
}
