/** What the emitters of one file share: the model, and the imports that the file turns out to need. */

import type { ModelIndex } from '../ir/index-of.js';
import type { FileIr, Ref } from '../ir/model.js';
import type { Sizes } from '../passes/sizes.js';

export class FileContext {
  readonly file: FileIr;
  readonly index: ModelIndex;
  readonly sizes: Sizes;
  readonly #types = new Map<string, Set<string>>();
  readonly #values = new Map<string, Set<string>>();
  readonly #runtime = new Set<string>();

  constructor(file: FileIr, index: ModelIndex, sizes: Sizes) {
    this.file = file;
    this.index = index;
    this.sizes = sizes;
  }

  /** Name of the type of a declaration, imported if it stands in another file. */
  typeName(ref: Ref): string {
    this.#note(this.#types, ref, ref.name);
    return ref.name;
  }

  /** Name of the function that reads a struct or union. */
  reader(ref: Ref): string {
    this.#note(this.#values, ref, `read${ref.name}`);
    return `read${ref.name}`;
  }

  writer(ref: Ref): string {
    this.#note(this.#values, ref, `write${ref.name}`);
    return `write${ref.name}`;
  }

  /** A name of `@nacre/wire/gen1`; types start with `type `. */
  runtime(name: string): void {
    this.#runtime.add(name);
  }

  /** Import declarations, in order. */
  imports(): readonly { readonly from: string; readonly names: readonly string[] }[] {
    const local = [...new Set([...this.#types.keys(), ...this.#values.keys()])].sort().map(from => {
      const values = [...(this.#values.get(from) ?? [])];
      const types = [...(this.#types.get(from) ?? [])].map(name => `type ${name}`);
      return { from, names: sortNames([...values, ...types]) };
    });
    const runtime = [{ from: '@nacre/wire/gen1', names: sortNames([...this.#runtime]) }].filter(
      ({ names }) => names.length > 0,
    );
    return [...runtime, ...local];
  }

  #note(into: Map<string, Set<string>>, ref: Ref, name: string): void {
    const file = this.index.file(ref);
    if (file === this.file || file.output === undefined) return;
    const from = `./${file.output.file.replace(/\.ts$/, '.js')}`;
    const names = into.get(from) ?? new Set();
    into.set(from, names.add(name));
  }
}

function sortNames(names: readonly string[]): readonly string[] {
  const bare = (name: string): string => name.replace(/^type /, '');
  return [...names].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
}
