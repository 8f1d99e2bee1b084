/** How generated test code names the declarations of its own package and of others. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { ParamIr, Ref, StructIr, UnionIr } from '../../ir/model.js';
import { camel } from '../names.js';
import { literal } from './literals.js';
import { isOpenEnded, paramSets } from './params.js';

/** Names for the code of one file; remembers the packages that the file then has to import. */
export class FuzzScope {
  readonly packageName: string;
  readonly index: ModelIndex;
  readonly #others = new Set<string>();

  constructor(packageName: string, index: ModelIndex) {
    this.packageName = packageName;
    this.index = index;
  }

  /** The other packages whose arbitraries are used. */
  get others(): readonly string[] {
    return [...this.#others].sort();
  }

  /** The arbitrary of a struct or union, given `params` where it needs them. */
  arbitrary(declared: StructIr | UnionIr): string {
    return `${this.#prefix(declared)}arbitrary${declared.name}${declared.params.length > 0 ? '(params)' : ''}`;
  }

  /** The arbitrary of a union whose member a parameter chooses. */
  arbitraryFor(union: UnionIr, param: string): string {
    return `${this.#prefix(union)}arbitrary${union.name}For(params.${param}${union.params.length > 0 ? ', params' : ''})`;
  }

  #prefix(ref: Ref): string {
    const name = this.index.file(ref).output?.package ?? this.packageName;
    if (name === this.packageName) return '';
    this.#others.add(name);
    return `${moduleAlias(name)}.`;
  }
}

/** The name under which the arbitraries of a package are imported. */
export function moduleAlias(packageName: string): string {
  return `${camel(packageName)}Values`;
}

/** The TypeScript type of parameters. */
export function paramsType(params: readonly ParamIr[]): string {
  const members = params.map(({ name, kind, choices }) => {
    const type =
      kind === 'choice' ? choices.map(choice => literal(choice)).join(' | ') : kind === 'name' ? 'string' : 'number';
    return kind === 'choice' ? `readonly ${name}?: ${type} | undefined` : `readonly ${name}: ${type}`;
  });
  return `{ ${members.join('; ')} }`;
}

/** One literal, or a list with one for each set of parameters where they differ. */
export function openEndedText(struct: StructIr, index: ModelIndex): string {
  const values = paramSets(struct, index).map(params => isOpenEnded(struct, params, index));
  return new Set(values).size === 1 ? String(values[0]) : literal(values);
}
