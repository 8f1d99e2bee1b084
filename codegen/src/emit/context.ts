/** What the emitters of one file share: the model, and the imports that the file turns out to need. */

import type { ModelIndex } from '../ir/index-of.js';
import type { FileIr, OutputIr, Ref } from '../ir/model.js';
import type { Sizes } from '../passes/sizes.js';

/** Names to import from one module. */
export interface Import {
  readonly from: string;
  readonly names: readonly string[];
}

export class FileContext {
  readonly file: FileIr;
  readonly index: ModelIndex;
  readonly sizes: Sizes;
  readonly #imports = new Map<string, Set<string>>();
  readonly #runtime = new Set<string>();

  constructor(file: FileIr, index: ModelIndex, sizes: Sizes) {
    this.file = file;
    this.index = index;
    this.sizes = sizes;
  }

  /** Name of the type of a declaration, imported if it stands in another file. */
  typeName(ref: Ref): string {
    return this.#named(ref, `type ${ref.name}`, ref.name);
  }

  /** Name of the type of a declaration's parameters. */
  paramsName(ref: Ref): string {
    return this.#named(ref, `type ${ref.name}Params`, `${ref.name}Params`);
  }

  /** Name of the constant that reads and writes a struct. */
  codec(ref: Ref): string {
    return this.#named(ref, ref.name, ref.name);
  }

  /** What reads a struct or union: a function of this package, or a method of another package's codec. */
  reader(ref: Ref): string {
    return this.#function(ref, 'read');
  }

  writer(ref: Ref): string {
    return this.#function(ref, 'write');
  }

  /** A name of `@nacre/wire/gen1`; types start with `type `. */
  runtime(name: string): string {
    this.#runtime.add(name);
    return name;
  }

  /** True when a declaration stands in another file, whose constants may not be there yet while modules start. */
  isElsewhere(ref: Ref): boolean {
    return this.index.file(ref) !== this.file;
  }

  /** Import declarations, in order: other modules, then files of this package. */
  imports(): readonly Import[] {
    const places = [...this.#imports].map(([from, names]) => ({ from, names: sortNames([...names]) }));
    const own = ({ from }: Import): boolean => from.startsWith('./');
    const runtime = { from: '@nacre/wire/gen1', names: sortNames([...this.#runtime]) };
    const byModule = (a: Import, b: Import): number => (a.from < b.from ? -1 : 1);
    return [
      ...[runtime, ...places.filter(place => !own(place))].filter(({ names }) => names.length > 0).sort(byModule),
      ...places.filter(own).sort(byModule),
    ];
  }

  #function(ref: Ref, verb: 'read' | 'write'): string {
    const { output } = this.index.file(ref);
    if (output !== undefined && this.#isForeign(output)) return `${this.codec(ref)}.${verb}`;
    return this.#named(ref, `${verb}${ref.name}`, `${verb}${ref.name}`);
  }

  #named(ref: Ref, imported: string, name: string): string {
    const file = this.index.file(ref);
    if (file === this.file || file.output === undefined) return name;
    const from = this.#isForeign(file.output) ? file.output.module : `./${file.output.file.replace(/\.ts$/, '.js')}`;
    this.#imports.set(from, (this.#imports.get(from) ?? new Set()).add(imported));
    return name;
  }

  #isForeign(output: OutputIr): boolean {
    return output.external || output.package !== this.file.output?.package;
  }
}

function sortNames(names: readonly string[]): readonly string[] {
  const bare = (name: string): string => name.replace(/^type /, '');
  return [...names].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
}
