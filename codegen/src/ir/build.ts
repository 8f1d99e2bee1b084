/** Builds the model from loaded files: resolves every name, type, condition and reference. */

import { createHash } from 'node:crypto';

import type { Diagnostics } from '../diagnostics.js';
import type { RawFile, RawMessage } from '../load/grammar.js';
import type { Loaded, SpecFile } from '../load/load.js';
import type { Path } from '../load/source.js';
import { buildEnums, buildSpaces } from './enums.js';
import type { FileIr, MessageIr, Model, StructIr } from './model.js';
import { type Scope, Scopes } from './scope.js';
import { buildStruct, type StructContext } from './structs.js';
import { assignUnionTags, buildUnion } from './unions.js';

export interface Built {
  readonly model: Model;
  /** Structs with faults, of which parts may be missing: rules about them would only repeat what was said. */
  readonly faulty: ReadonlySet<string>;
}

/** Builds the frozen model. Faults are in `diagnostics`. */
export function buildModel(loaded: Loaded, diagnostics: Diagnostics): Built {
  const scopes = new Scopes(loaded, diagnostics);
  const faulty = new Set<string>();
  const files = loaded.files.map(file => buildFile(file, scopes, faulty, diagnostics));
  return { model: deepFreeze({ files: assignUnionTags(files) }), faulty };
}

function buildFile(file: SpecFile, scopes: Scopes, faulty: Set<string>, diagnostics: Diagnostics): FileIr {
  const scope = scopes.of(file, diagnostics);
  const { raw, source } = file;
  if (raw.extend !== undefined) scope.report('NC309', ['extend'], "'extend' is not supported yet");
  const context = structContext(scope, scopes, faulty, diagnostics);
  const structs = Object.entries(raw.structs ?? {}).map(([name, struct]) =>
    buildStruct(name, struct, ['structs', name], context),
  );
  const messages = Object.entries(raw.messages ?? {}).map(([name, message]) => ({
    ...buildStruct(name, message, ['messages', name], context),
    message: buildMessage(message, ['messages', name], scope),
  }));
  const inline: StructIr[] = [];
  const unions = Object.entries(raw.unions ?? {}).map(([name, union]) => buildUnion(name, union, context, inline));
  checkHolds(raw, scopes, scope);
  return {
    spec: source.file,
    hash: createHash('sha256').update(source.text).digest('hex').slice(0, 16),
    doc: leadingComment(source.text),
    namespace: raw.namespace,
    output: file.output,
    enums: buildEnums(raw, scope),
    structs: [...messages, ...structs, ...inline],
    unions,
    spaces: buildSpaces(raw, scope),
  };
}

function structContext(scope: Scope, scopes: Scopes, faulty: Set<string>, diagnostics: Diagnostics): StructContext {
  return {
    scope,
    faulty,
    include: name => {
      const entry = scope.find(name);
      const fields = entry?.file.raw.structs?.[name]?.fields;
      if (entry?.kind !== 'struct' || fields === undefined) return undefined;
      return { scope: scopes.of(entry.file, diagnostics), fields, path: ['structs', name, 'fields'] };
    },
  };
}

function buildMessage(raw: RawMessage, path: Path, scope: Scope): MessageIr | undefined {
  const space = scope.space(raw.space);
  if (space === undefined) {
    scope.report('NC301', [...path, 'space'], `no space '${raw.space}' is declared in this or a used namespace`);
    return undefined;
  }
  const range = (space.ranges ?? []).find(({ range }) => {
    const [from, to] = range.split('..').map(Number) as [number, number];
    return raw.number >= from && raw.number <= to;
  });
  return {
    space: raw.space,
    number: raw.number,
    direction: raw.dir,
    context: raw.context,
    layer: range?.layer,
    trailing: space.trailing,
    frame: space.frame === undefined ? undefined : 4,
    maxMessage: space.maxMessage,
    hotData: raw.hot?.data,
  };
}

function checkHolds(raw: RawFile, scopes: Scopes, scope: Scope): void {
  for (const section of ['structs', 'messages'] as const) {
    for (const [name, struct] of Object.entries(raw[section] ?? {})) {
      for (const [index, entry] of struct.fields.entries()) {
        for (const [field, value] of Object.entries(entry)) {
          const holds = typeof value === 'string' ? undefined : value.holds;
          if (holds === undefined || scopes.hasStruct(holds)) continue;
          scope.report(
            'NC301',
            [section, name, 'fields', index, field, 'holds'],
            `no namespace declares a struct '${holds}'`,
          );
        }
      }
    }
  }
}

/** The comment at the top of a spec file says what the file is. */
function leadingComment(text: string): string | undefined {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('#')) break;
    if (!line.includes('yaml-language-server')) lines.push(line.slice(1).trim());
  }
  return lines.length === 0 ? undefined : lines.join(' ');
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
