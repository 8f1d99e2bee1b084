/** What names mean in a spec file: its own namespace first, then those it uses. */

import type { Diagnostics, Place } from '../diagnostics.js';
import type { RawLimits, RawParam, RawSpace } from '../load/grammar.js';
import { type Loaded, resolveImport, type SpecFile } from '../load/load.js';
import type { Path } from '../load/source.js';
import { messagesOf, structsOf, unionsOf } from './declarations.js';
import type { Ref, Reference } from '../ir/model.js';

export type NameKind = 'struct' | 'union' | 'enum' | 'flags' | 'param' | 'space';

export interface Entry {
  readonly kind: NameKind;
  readonly ref: Ref;
  readonly file: SpecFile;
  /** Of the declaration in its file. */
  readonly path: Path;
}

/** Sections of a file whose declarations nothing else can create. */
const PLAIN_SECTIONS = [
  ['enums', 'enum'],
  ['flags', 'flags'],
  ['params', 'param'],
  ['spaces', 'space'],
] as const;

/** All declared names of all files, by namespace. */
export class Scopes {
  readonly #names = new Map<string, Map<string, Entry>>();
  readonly #files: readonly SpecFile[];
  readonly #folder: string;

  constructor(loaded: Loaded, diagnostics: Diagnostics) {
    this.#files = loaded.files;
    this.#folder = loaded.folder;
    for (const file of loaded.files) this.#declareAll(file, diagnostics);
  }

  /** The scope of one file; a namespace in `use:` that nobody declares is reported. */
  of(file: SpecFile, diagnostics: Diagnostics): Scope {
    const namespaces = [file.raw.namespace];
    for (const [index, name] of (file.raw.use ?? []).entries()) {
      const namespace = this.#namespaceOf(file, name);
      if (namespace !== undefined) namespaces.push(namespace);
      else if (!name.includes('/')) {
        diagnostics.add('NC305', file.source.place(['use', index]), `no spec file has the namespace '${name}'`);
      }
    }
    const limits = this.#limits(file, namespaces);
    return new Scope(file, name => this.#find(namespaces, name), limits, diagnostics);
  }

  /** True when any namespace declares this struct. */
  hasStruct(name: string): boolean {
    return [...this.#names.values()].some(names => names.get(name)?.kind === 'struct');
  }

  #namespaceOf(file: SpecFile, name: string): string | undefined {
    if (!name.includes('/')) return this.#names.has(name) ? name : undefined;
    const path = resolveImport(this.#folder, file.source.file, name);
    return this.#files.find(other => other.source.file === path)?.raw.namespace;
  }

  #find(namespaces: readonly string[], name: string): Entry | undefined {
    for (const namespace of namespaces) {
      const entry = this.#names.get(namespace)?.get(name);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** The file's own limits win over those of its namespace, and these over the used ones. */
  #limits(file: SpecFile, namespaces: readonly string[]): RawLimits {
    const all = [...namespaces]
      .reverse()
      .flatMap(namespace => this.#files.filter(other => other.raw.namespace === namespace));
    return Object.assign({}, ...all.map(other => other.raw.limits ?? {}), file.raw.limits ?? {}) as RawLimits;
  }

  #declareAll(file: SpecFile, diagnostics: Diagnostics): void {
    const { namespace } = file.raw;
    const names = this.#names.get(namespace) ?? new Map<string, Entry>();
    this.#names.set(namespace, names);
    const declare = (kind: NameKind, name: string, path: Path): void => {
      const other = names.get(name);
      if (other === undefined) names.set(name, { kind, ref: { namespace, name }, file, path });
      else {
        diagnostics.add(
          'NC307',
          file.source.place(path, 'key'),
          `'${name}' is already declared in ${other.file.source.file}`,
          'names are unique in a namespace',
        );
      }
    };
    for (const { name, path } of [...structsOf(file.raw), ...messagesOf(file.raw)]) declare('struct', name, path);
    for (const { name, path } of unionsOf(file.raw)) declare('union', name, path);
    for (const [section, kind] of PLAIN_SECTIONS) {
      for (const name of Object.keys(file.raw[section] ?? {})) declare(kind, name, [section, name]);
    }
  }
}

/** Names, references and limits as one file sees them. */
export class Scope {
  readonly file: SpecFile;
  readonly limits: RawLimits;
  readonly diagnostics: Diagnostics;
  readonly find: (name: string) => Entry | undefined;

  constructor(file: SpecFile, find: (name: string) => Entry | undefined, limits: RawLimits, diagnostics: Diagnostics) {
    this.file = file;
    this.find = find;
    this.limits = limits;
    this.diagnostics = diagnostics;
  }

  place(path: Path, part?: 'key' | 'value'): Place {
    return this.file.source.place(path, part);
  }

  report(code: string, path: Path, message: string, hint?: string): void {
    this.diagnostics.add(code, this.place(path), message, hint);
  }

  param(name: string): RawParam | undefined {
    const entry = this.find(name);
    return entry?.kind === 'param' ? entry.file.raw.params?.[name] : undefined;
  }

  space(name: string): RawSpace | undefined {
    const entry = this.find(name);
    return entry?.kind === 'space' ? entry.file.raw.spaces?.[name] : undefined;
  }

  /** Resolves `alias#section`; an unknown alias is reported. */
  reference(text: string | undefined, path: Path): Reference | undefined {
    if (text === undefined) return undefined;
    const [alias, section] = text.split('#') as [string, string | undefined];
    const url = this.file.raw.refs?.[alias];
    if (url === undefined) {
      this.report(
        'NC306',
        [...path, 'ref'],
        `no reference '${alias}' under refs`,
        `add '${alias}: https://...' to refs`,
      );
      return undefined;
    }
    return { alias, section, url };
  }
}
