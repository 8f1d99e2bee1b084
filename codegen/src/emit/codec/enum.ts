/** Constants of enums and flags. */

import type { EnumIr } from '../../ir/model.js';
import { escapeComment, referenceText, referenceUrl, versionsText } from '../doc.js';
import { propertyKey } from '../names.js';

/** The values, and the masks of groups of bits where there are any. */
export function enumStatements(declared: EnumIr): readonly string[] {
  return [valuesStatement(declared), ...(declared.masks.length === 0 ? [] : [masksStatement(declared)])];
}

/** Name of the constant that holds the masks of flags. */
export function masksName(declared: EnumIr): string {
  return `${declared.name}Masks`;
}

function valuesStatement(declared: EnumIr): string {
  const hex = declared.kind === 'flags';
  const members = declared.values.flatMap(value => [
    ...docLine(valueDoc(value)),
    `  ${propertyKey(value.name)}: ${hex ? `0x${value.value.toString(16)}` : value.value},`,
  ]);
  const what =
    declared.doc ??
    (hex ? `Bits of ${declared.name}.` : `Values of ${declared.name}${declared.open ? '; others may come' : ''}.`);
  const see =
    declared.reference === undefined
      ? []
      : ['', `@see ${referenceText(declared.reference)}: ${referenceUrl(declared.reference)}`];
  const doc = ['/**', ...[what, ...see].map(line => ` * ${escapeComment(line)}`.trimEnd()), ' */'];
  return [...doc, `export const ${declared.name} = {`, ...members, '} as const;'].join('\n');
}

function valueDoc({ aliasOf, doc, versions }: EnumIr['values'][number]): string | undefined {
  const exists = versionsText(versions);
  const parts = [
    ...(aliasOf === undefined ? [] : [`Another name of \`${aliasOf}\`.`]),
    ...(doc === undefined ? [] : [doc]),
    ...(exists === undefined ? [] : [`Exists ${exists}.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

function masksStatement(declared: EnumIr): string {
  const members = declared.masks.flatMap(({ name, mask, enumeration }) => [
    ...docLine(enumeration === undefined ? undefined : `The bits hold a \`${enumeration.name}\`.`),
    `  ${propertyKey(name)}: 0x${mask.toString(16)},`,
  ]);
  const doc = `/** Groups of bits of ${declared.name} that hold a number. */`;
  return [doc, `export const ${masksName(declared)} = {`, ...members, '} as const;'].join('\n');
}

function docLine(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`  /** ${escapeComment(text)} */`];
}
