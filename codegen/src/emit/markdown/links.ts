/** Pages of the reference and the links between them. */

import { keyOf, type ModelIndex } from '../../ir/index-of.js';
import type { FileIr, Ref } from '../../ir/model.js';
import { code } from './words.js';

export class Links {
  readonly #index: ModelIndex;
  readonly #pages: ReadonlyMap<FileIr, string>;

  constructor(files: readonly FileIr[], index: ModelIndex) {
    this.#index = index;
    this.#pages = pagesOf(files);
  }

  /** Name of the page of a spec file; undefined when it declares nothing that a page would show. */
  page(file: FileIr): string | undefined {
    return this.#pages.get(file);
  }

  /** A link to a declaration; only its name when another package's spec has it. */
  to(ref: Ref): string {
    const page = this.#pages.get(this.#index.file(ref));
    return page === undefined ? code(ref.name) : `[${code(ref.name)}](${page}#${anchor(ref.name)})`;
  }

  /** A link to a struct that a field names without its namespace. */
  toHeld(name: string, files: readonly FileIr[]): string {
    const held = files.flatMap(file => file.structs).find(struct => struct.name === name);
    return held === undefined ? code(name) : this.to(held);
  }
}

/** What GitHub makes of a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase();
}

/** 'sftp/sftp.yaml' is sftp.md, and 'sftp/attrs.yaml' is sftp-attrs.md. */
function pagesOf(files: readonly FileIr[]): ReadonlyMap<FileIr, string> {
  const pages = new Map<FileIr, string>();
  for (const file of files) {
    if (file.output?.external === true) continue;
    if (file.enums.length + file.structs.length + file.unions.length === 0) continue;
    const parts = file.spec.replace(/\.yaml$/, '').split('/');
    const [name, folder] = [parts.at(-1) ?? '', parts.at(-2)];
    const page = folder === undefined || folder === name ? name : `${folder}-${name}`;
    const taken = [...pages.values()].includes(`${page}.md`) || page.toLowerCase() === 'readme';
    pages.set(file, taken ? `${file.namespace}-${page}.md` : `${page}.md`);
  }
  return pages;
}

/** Declarations that have a struct or union as a part, by its identity. */
export function usersOf(
  files: readonly FileIr[],
  partsOf: (file: FileIr) => readonly (readonly [Ref, Ref])[],
): ReadonlyMap<string, readonly Ref[]> {
  const users = new Map<string, Map<string, Ref>>();
  for (const [user, part] of files.flatMap(partsOf)) {
    const known = users.get(keyOf(part)) ?? new Map<string, Ref>();
    users.set(keyOf(part), known.set(keyOf(user), user));
  }
  return new Map([...users].map(([key, all]) => [key, [...all.values()]]));
}
