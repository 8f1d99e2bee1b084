/** Builds the model from loaded files: resolves every name, type, condition and reference. */

import { createHash } from 'node:crypto';

import type { Diagnostics } from '../diagnostics.js';
import type { RawFile } from '../load/grammar.js';
import type { Loaded, SpecFile } from '../load/load.js';
import { messagesOf, structsOf, unionsOf } from './declarations.js';
import { buildEnums, buildSpaces } from './enums.js';
import { type Additions, buildAdditions } from './extensions.js';
import { keyOf } from '../ir/index-of.js';
import { buildMessage, inheritedFrom } from './messages.js';
import type { FileIr, Model, StructIr } from '../ir/model.js';
import { resolveAll } from './resolve.js';
import { type Scope, Scopes } from './scope.js';
import { buildStruct, type StructContext } from './structs.js';
import { buildUnion } from './unions.js';

export interface Built {
  readonly model: Model;
  /** Structs with faults, of which parts may be missing: rules about them would only repeat what was said. */
  readonly faulty: ReadonlySet<string>;
}

/** Builds the frozen model. Faults are in `diagnostics`. */
export function buildModel(loaded: Loaded, diagnostics: Diagnostics): Built {
  const scopes = new Scopes(loaded, diagnostics);
  const faulty = new Set<string>();
  const works = loaded.files.map((file): FileWork => {
    const context = structContext(file, scopes, faulty, diagnostics);
    return { file, context, additions: buildAdditions(file, context) };
  });
  const files = works.map(work => buildFile(work, works, scopes));
  return { model: deepFreeze({ files: resolveAll(files) }), faulty };
}

/** A file while its model is built. */
interface FileWork {
  readonly file: SpecFile;
  readonly context: StructContext;
  readonly additions: Additions;
}

function buildFile({ file, context, additions }: FileWork, works: readonly FileWork[], scopes: Scopes): FileIr {
  const { raw, source } = file;
  const { scope } = context;
  const structs = structsOf(raw).map(({ name, raw: own, path }) => buildStruct(name, own, path, context));
  const messages = messagesOf(raw).map(({ name, raw: own, path }) => ({
    ...buildStruct(name, own, path, context, inheritedFrom(own, scope, scopes)),
    message: buildMessage(own, path, scope),
  }));
  const inline: StructIr[] = [];
  const unions = unionsOf(raw).map(union => {
    const key = keyOf({ namespace: raw.namespace, name: union.name });
    const added = works.flatMap(work => work.additions.members.get(key) ?? []);
    return buildUnion(union, context, inline, added);
  });
  checkHolds(raw, scopes, scope);
  return {
    spec: source.file,
    hash: createHash('sha256').update(source.text).digest('hex').slice(0, 16),
    doc: leadingComment(source.text),
    namespace: raw.namespace,
    output: file.output,
    enums: buildEnums(raw, scope),
    structs: [...messages, ...structs, ...inline, ...additions.inline],
    unions,
    spaces: buildSpaces(raw, scope),
    extensions: additions.extensions,
  };
}

function structContext(file: SpecFile, scopes: Scopes, faulty: Set<string>, diagnostics: Diagnostics): StructContext {
  const scope = scopes.of(file, diagnostics);
  return {
    scope,
    faulty,
    include: name => {
      const entry = scope.find(name);
      const found = entry === undefined ? undefined : structsOf(entry.file.raw).find(struct => struct.name === name);
      if (entry === undefined || found === undefined) return undefined;
      return { scope: scopes.of(entry.file, diagnostics), fields: found.raw.fields, path: [...found.path, 'fields'] };
    },
  };
}

function checkHolds(raw: RawFile, scopes: Scopes, scope: Scope): void {
  for (const { raw: struct, path } of [...structsOf(raw), ...messagesOf(raw)]) {
    for (const [index, entry] of struct.fields.entries()) {
      for (const [field, value] of Object.entries(entry)) {
        const holds = typeof value === 'string' ? undefined : value.holds;
        if (holds === undefined || scopes.hasStruct(holds)) continue;
        const at = [...path, 'fields', index, field, 'holds'];
        scope.report('NC301', at, `no namespace declares a struct '${holds}'`);
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
