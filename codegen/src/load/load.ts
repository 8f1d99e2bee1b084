/** Reads a config file and every spec file it needs. Names are not resolved here. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';

import type { Diagnostics } from '../diagnostics.js';
import type { RawConfig, RawFile } from './grammar.js';
import { parseSource, type Source } from './source.js';
import { ShapeValidator } from './validate.js';

/** A spec file with the right shape. */
export interface SpecFile {
  readonly source: Source;
  readonly raw: RawFile;
  /** Where its code goes; undefined for files that are only used by others. */
  readonly output: Output | undefined;
}

/** Where the code of a spec file is. */
export interface Output {
  readonly package: string;
  readonly file: string;
  /** The module that others import it from. */
  readonly module: string;
  /** The config of the package that the file came with has generated it. */
  readonly external: boolean;
}

export interface Loaded {
  readonly config: RawConfig;
  /** The folder of the config file: paths of spec files are relative to it. */
  readonly folder: string;
  readonly files: readonly SpecFile[];
}

/** Loads what `configPath` names. Undefined when the config itself cannot be used. */
export function load(configPath: string, diagnostics: Diagnostics): Loaded | undefined {
  return new Loader(resolve(configPath), diagnostics).load();
}

/** Files that a package gets beside those of its spec. */
const OWN_FILES: ReadonlySet<string> = new Set(['index.ts', 'print.ts', 'tables.ts']);

/** Name of the config file in the root of a package of spec files. */
const CONFIG_NAME = 'nacre.yaml';

interface Part {
  readonly path: string;
  readonly output: Output | undefined;
}

class Loader {
  readonly #folder: string;
  readonly #configName: string;
  readonly #diagnostics: Diagnostics;
  readonly #validator = new ShapeValidator();
  readonly #files = new Map<string, SpecFile>();
  readonly #tried = new Set<string>();

  constructor(configPath: string, diagnostics: Diagnostics) {
    this.#folder = dirname(configPath);
    this.#configName = basename(configPath);
    this.#diagnostics = diagnostics;
  }

  load(): Loaded | undefined {
    const source = this.#read(this.#configName);
    if (source === undefined || !this.#validator.validate(source, 'config', this.#diagnostics)) return undefined;
    const config = source.data as RawConfig;
    this.#addOutputs(config, source);
    for (const file of findYaml(this.#folder, '')) {
      if (file !== this.#configName) this.#add(file, undefined);
    }
    this.#addImports();
    return { config, folder: this.#folder, files: [...this.#files.values()] };
  }

  #addOutputs(config: RawConfig, source: Source): void {
    const taken = new Set<string>();
    for (const [index, { file }] of config.outputs.entries()) {
      if (!OWN_FILES.has(file)) continue;
      const place = source.place(['outputs', index, 'file']);
      this.#diagnostics.add('NC110', place, `'${file}' is generated for every package`, 'choose another name');
    }
    for (const [index, { spec, package: name, file }] of config.outputs.entries()) {
      const place = source.place(['outputs', index, 'spec']);
      const output = `${name}/${file}`;
      if (taken.has(spec) || taken.has(output)) {
        this.#diagnostics.add('NC108', place, `'${taken.has(spec) ? spec : output}' is listed twice under outputs`);
      } else if (existsSync(join(this.#folder, spec))) {
        this.#add(spec, { package: name, file, module: moduleOf(config, name), external: false });
      } else this.#diagnostics.add('NC107', place, `there is no file '${spec}'`);
      taken.add(spec).add(output);
    }
  }

  #read(file: string): Source | undefined {
    const text = readText(resolve(this.#folder, file));
    if (typeof text === 'string') return parseSource(file, text, this.#diagnostics);
    const hint =
      file === this.#configName ? 'name a config with --config, or make one with nacre-codegen init' : undefined;
    this.#diagnostics.add('NC107', { file, line: 1, column: 1 }, `cannot be read: ${text.message}`, hint);
    return undefined;
  }

  /** Reads a file once, whatever comes of it. */
  #add(file: string, output: SpecFile['output']): void {
    if (this.#tried.has(file)) return;
    this.#tried.add(file);
    const source = this.#read(file);
    if (source === undefined) return;
    if (output === undefined && !isSpec(source.data)) return; // other YAML in the folder, such as vectors
    if (!this.#validator.validate(source, 'wire', this.#diagnostics)) return;
    this.#files.set(file, { source, raw: source.data as RawFile, output });
  }

  /** A file that is used by path comes with all files of its package, and these say where their code is. */
  #withPackage(path: string): readonly Part[] {
    const folder = packageFolder(resolve(this.#folder, path));
    if (folder === undefined || folder === this.#folder) return [{ path, output: undefined }];
    const prefix = slashed(relative(this.#folder, folder));
    const source = this.#read(`${prefix}/${CONFIG_NAME}`);
    if (source === undefined || !this.#validator.validate(source, 'config', this.#diagnostics)) return [];
    const config = source.data as RawConfig;
    return findYaml(folder, '')
      .filter(file => file !== CONFIG_NAME)
      .map(file => {
        const own = config.outputs.find(({ spec }) => spec === file);
        const output = own && { package: own.package, file: own.file, module: moduleOf(config, own.package) };
        return { path: `${prefix}/${file}`, output: output && { ...output, external: true } };
      });
  }

  /** Loads the files that `use:` names by path, also those of packages, and what they use in turn. */
  #addImports(): void {
    const queue = [...this.#files.values()];
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      for (const [index, name] of (file.raw.use ?? []).entries()) {
        if (!name.includes('/')) continue;
        const path = resolveImport(this.#folder, file.source.file, name);
        if (path === undefined) {
          const hint = name.startsWith('.') ? undefined : 'is the package installed?';
          this.#diagnostics.add('NC305', file.source.place(['use', index]), `cannot find '${name}'`, hint);
        }
        if (path === undefined || this.#files.has(path)) continue;
        for (const part of this.#withPackage(path)) {
          if (this.#tried.has(part.path)) continue;
          this.#add(part.path, part.output);
          const added = this.#files.get(part.path);
          if (added !== undefined) queue.push(added);
        }
      }
    }
  }
}

/** The module that a package's code is imported from. */
function moduleOf(config: RawConfig, name: string): string {
  return (config.emit.module ?? '@nacre/{package}/messages').replaceAll('{package}', name);
}

/** The folder of the config that a spec file of an installed package belongs to; undefined for other files. */
function packageFolder(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_NAME))) return folder;
    if (existsSync(join(folder, 'package.json'))) return undefined;
  }
  return undefined;
}

/** The text of a file, or why it cannot be read. */
function readText(path: string): string | Error {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isSpec(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'wire' in data;
}

/** Every YAML file below `folder`, in a fixed order, with forward slashes. */
function findYaml(folder: string, prefix: string): readonly string[] {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true });
  const names = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return names.flatMap(entry => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : findYaml(folder, path);
    return entry.name.endsWith('.yaml') ? [path] : [];
  });
}

/** The path, relative to `folder`, of what `name` means in `file`. */
export function resolveImport(folder: string, file: string, name: string): string | undefined {
  const from = resolve(folder, file);
  if (name.startsWith('.')) {
    const path = resolve(dirname(from), name);
    return existsSync(path) ? slashed(relative(folder, path)) : undefined;
  }
  try {
    return slashed(relative(folder, createRequire(from).resolve(name)));
  } catch {
    return undefined; // not installed, or not exported by its package: the caller reports it
  }
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
