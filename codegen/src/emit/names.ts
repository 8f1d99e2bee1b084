/** Names in generated code: of functions, locals, tables and labels. */

import type { FieldIr, StructIr } from '../ir/model.js';

/** Names that a local cannot have: words of the language, what every function already has, and functions it calls. */
const TAKEN = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in ' +
    'instanceof new null return super switch this throw true try typeof var void while with let static yield await implements interface ' +
    'package private protected public arguments eval undefined reader writer value params start tag i ' +
    'checkChoiceParameter checkNameParameter checkParameter getU16 getU32 getU64 isUnsigned messageTable namedMessageTable patchInteger ' +
    'putU16 putU32 putU64 payload quick frame dataLength payloadLength packetLength'
  ).split(' '),
);

/** The local variable that holds a field while a struct is read or written. */
export function localOf(field: string): string {
  return TAKEN.has(field) || /^(read|write)[A-Z]/.test(field) ? `${field}Field` : field;
}

/** Locals that hold the fields and spans of a struct. */
export function localsOf(struct: StructIr): ReadonlySet<string> {
  const spans = [...struct.spans.map(({ name }) => name), ...(struct.keepRaw ? ['raw'] : [])];
  return new Set([...struct.fields.map(({ name }) => name), ...spans].map(localOf));
}

/** `'Struct.field'`, as errors name it. */
export function labelOf(struct: StructIr, field: FieldIr): string {
  return quote(`${struct.name}.${field.name}`);
}

/** A string literal in single quotes. */
export function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A property key, quoted when it must be. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quote(name);
}

/** 'ssh', 'kex.gss-dh' -> 'sshKexGssDh' */
export function camel(...parts: readonly string[]): string {
  const words = parts.flatMap(part => part.split(/[^A-Za-z0-9]+/)).filter(word => word !== '');
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}

/** 'recipientChannel' -> 'RecipientChannel' */
export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** 'SftpExtendedRequest' -> 'sftpExtendedRequest' */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
