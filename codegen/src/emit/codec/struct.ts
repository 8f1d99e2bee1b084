/** Code of one struct or message: interface, codec, reader, writer. */

import {
  type FunctionDeclarationStructure,
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type PropertySignatureStructure,
  StructureKind,
  type TypeAliasDeclarationStructure,
} from 'ts-morph';

import type { StructIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { DEPRECATED, escapeComment, fieldDoc, referenceText, structDoc } from '../doc.js';
import { lowerFirst, quote } from '../names.js';
import { versionsOf } from './condition.js';
import { hotStatements } from './hot/hot.js';
import { paramsInterface, paramsParameter } from './params.js';
import { readStatements } from './read.js';
import { typescriptType } from './types.js';
import { isOptionalMember, writeStatements } from './write.js';

/** One statement of a generated file. */
export type Statement =
  | FunctionDeclarationStructure
  | InterfaceDeclarationStructure
  | TypeAliasDeclarationStructure
  | string;

/** `constant` is false where the codec is the definition of a member instead. */
export function structStatements(struct: StructIr, context: FileContext, constant: boolean): readonly Statement[] {
  const hot = hotStatements(struct, context);
  return [
    interfaceOf(struct, context),
    ...paramsInterface(struct),
    ...(struct.magic === undefined ? [] : [magicConstant(struct)]),
    ...(struct.armor === undefined ? [] : [armorConstant(struct)]),
    ...(constant ? [codecConstant(struct, hot.forms, context)] : []),
    readFunction(struct, context),
    writeFunction(struct, context),
    ...hot.statements,
  ];
}

/** Name of the constant that says how text armour surrounds a struct. */
export function armorName(struct: StructIr): string {
  return `${lowerFirst(struct.name)}Armor`;
}

/** Type arguments of a codec: the struct, and its parameters if it has any. */
export function codecArguments(struct: StructIr): string {
  return struct.params.length > 0 ? `${struct.name}, ${struct.name}Params` : struct.name;
}

function interfaceOf(struct: StructIr, context: FileContext): InterfaceDeclarationStructure {
  const members = struct.fields
    .filter(field => field.role.kind === 'value')
    .map(field => {
      const type = typescriptType(field.type, context);
      const exists = struct.params.some(({ name }) => name === 'version')
        ? versionsOf(field, struct, context.index)
        : undefined;
      return property(field.name, type, isOptionalMember(struct, field), fieldDoc(field, struct, exists));
    });
  const spans = struct.spans.map(({ name, doc }) =>
    property(name, 'Uint8Array', true, escapeComment(`${doc ?? 'Exact octets of a part.'} ${VIEW}`)),
  );
  const raw = struct.keepRaw ? [property('raw', 'Uint8Array', true, `All octets, as they were read. ${VIEW}`)] : [];
  return {
    kind: StructureKind.Interface,
    name: struct.name,
    isExported: true,
    docs: [`\n${structDoc(struct)}`],
    properties: [...members, ...spans, ...raw],
  };
}

const VIEW = 'A view that decoding gives; encoding does not look at it.';

function property(
  name: string,
  type: string,
  optional: boolean,
  doc: string | undefined,
): OptionalKind<PropertySignatureStructure> {
  return {
    name,
    isReadonly: true,
    hasQuestionToken: optional,
    type: `${type}${optional ? ' | undefined' : ''}`,
    ...(doc !== undefined && { docs: [doc] }),
  };
}

function magicConstant(struct: StructIr): string {
  const bytes = (struct.magic ?? []).map(byte => `0x${byte.toString(16).padStart(2, '0')}`).join(', ');
  return `const ${lowerFirst(struct.name)}Magic = /*@__PURE__*/ Uint8Array.of(${bytes});`;
}

function armorConstant(struct: StructIr): string {
  const { label, wrap } = struct.armor ?? { label: '', wrap: 0 };
  const doc = `/** Text armour around \`${struct.name}\`: the label of its first and last line, and the characters in a line. */`;
  return `${doc}\nexport const ${armorName(struct)} = { label: ${quote(label)}, wrap: ${wrap} } as const;`;
}

function codecConstant(struct: StructIr, forms: readonly string[], context: FileContext): string {
  const { message, name } = struct;
  const members = [`name: ${quote(name)}`, ...messageMembers(struct)];
  if (struct.deprecated) members.push('deprecated: true');
  members.push(`write: write${name}`, `read: read${name}`, ...forms);
  const kind = message === undefined ? 'Codec' : message.tagName === undefined ? 'MessageDef' : 'NamedMessageDef';
  context.runtime(`type ${kind}`);
  const doc = codecDoc(struct);
  return [
    doc,
    `export const ${name}: ${kind}<${codecArguments(struct)}> = {`,
    ...members.map(member => `  ${member},`),
    '};',
  ].join('\n');
}

function codecDoc(struct: StructIr): string {
  const what = `How \`${struct.name}\` is written and read.`;
  return struct.deprecated ? `/**\n * ${what}\n *\n * ${DEPRECATED}\n */` : `/** ${what} */`;
}

function messageMembers(struct: StructIr): readonly string[] {
  const { message } = struct;
  if (message === undefined) return [];
  const { since, until } = message.versions ?? { since: undefined, until: undefined };
  return [
    `space: ${quote(message.space)}`,
    message.tagName === undefined ? `number: ${message.number}` : `tag: ${quote(message.tagName)}`,
    ...(message.tagName === undefined && message.tagBits === 32 ? ['tagBits: 32'] : []),
    `direction: ${quote(message.direction)}`,
    ...(message.context === undefined ? [] : [`context: ${quote(message.context)}`]),
    `reference: ${quote(referenceText(struct.reference))}`,
    `trailing: ${quote(message.trailing)}`,
    `maxMessage: ${message.maxMessage}`,
    ...(since === undefined ? [] : [`since: ${since}`]),
    ...(until === undefined ? [] : [`until: ${until}`]),
  ];
}

function readFunction(struct: StructIr, context: FileContext): FunctionDeclarationStructure {
  context.runtime('type WireReader');
  const statements = readStatements(struct, context);
  const usesReader = statements.some(line => line.includes('reader'));
  return {
    kind: StructureKind.Function,
    name: `read${struct.name}`,
    isExported: true,
    parameters: [{ name: usesReader ? 'reader' : '_reader', type: 'WireReader' }, ...paramsParameter(struct)],
    returnType: struct.name,
    statements: statements.join('\n'),
  };
}

function writeFunction(struct: StructIr, context: FileContext): FunctionDeclarationStructure {
  context.runtime('type WireWriter');
  const statements = writeStatements(struct, context);
  const usesValue = statements.some(line => line.includes('value.'));
  const usesWriter = statements.some(line => line.includes('writer'));
  return {
    kind: StructureKind.Function,
    name: `write${struct.name}`,
    isExported: true,
    parameters: [
      { name: usesWriter ? 'writer' : '_writer', type: 'WireWriter' },
      { name: usesValue ? 'value' : '_value', type: struct.name },
      ...paramsParameter(struct),
    ],
    returnType: 'void',
    statements: statements.join('\n'),
  };
}
