/**
 * Patterns for paths: `*`, `?`, `[...]` within a name, `**` for any number of folders, and a backslash before what is
 * meant literally. Matching a name takes time in proportion to the lengths of both, for any pattern.
 */

import { fileError } from '../errors.js';

/** The tree that a pattern is matched against. */
export interface GlobFolders {
  /** Names in a folder; '' is where relative paths start. A folder that is a link counts as none. */
  list(folder: string): Promise<readonly { readonly name: string; readonly folder: boolean }[]>;
  /** True for folders and links to folders. */
  isFolder(path: string): Promise<boolean>;
  exists(path: string): Promise<boolean>;
  join(folder: string, name: string): string;
}

/** The paths that match, sorted. Throws ENOENT when there is none. */
export async function expandGlob(folders: GlobFolders, pattern: string, maxDepth: number): Promise<string[]> {
  const components = pattern.split('/').filter(component => component !== '');
  const foldersOnly = pattern.endsWith('/');
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const [index, component] of components.entries()) {
    const last = index === components.length - 1;
    const next = found.map(folder => step(folders, folder, component, last && !foldersOnly, maxDepth));
    found = [...new Set((await Promise.all(next)).flat())];
  }
  if (found.length === 0 || found[0] === '') throw fileError('ENOENT', 'glob', pattern);
  return found.sort();
}

/** True when the whole of `name` matches a pattern without '/'. */
export function matchesName(pattern: string, name: string): boolean {
  const tokens = parse(pattern);
  const characters = [...name];
  let token = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < characters.length) {
    const current = tokens[token];
    if (current === STAR) {
      star = token++;
      starAt = at;
    } else if (current !== undefined && current(characters[at] as string)) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1; // the last star takes one character more; earlier ones need never be tried again
      at = ++starAt;
    } else return false;
  }
  while (tokens[token] === STAR) token++;
  return token === tokens.length;
}

type Token = 'star' | ((character: string) => boolean);
const STAR = 'star';

async function step(
  folders: GlobFolders,
  folder: string,
  component: string,
  last: boolean,
  maxDepth: number,
): Promise<string[]> {
  if (component === '**') return below(folders, folder, last, maxDepth);
  if (!/[*?[]/.test(component)) return literal(folders, folders.join(folder, component.replace(/\\(.)/g, '$1')), last);
  const entries = await folders.list(folder);
  const names = entries
    .filter(entry => matchesName(component, entry.name))
    .map(entry => folders.join(folder, entry.name));
  if (last) return names;
  const kept = await Promise.all(names.map(name => folders.isFolder(name)));
  return names.filter((_, index) => kept[index]);
}

async function literal(folders: GlobFolders, path: string, last: boolean): Promise<string[]> {
  return (await (last ? folders.exists(path) : folders.isFolder(path))) ? [path] : [];
}

/** The folder and all folders below it; at the end of a pattern also the files in them. Links are not followed. */
async function below(folders: GlobFolders, folder: string, files: boolean, depth: number): Promise<string[]> {
  const found = files && folder === '' ? [] : [folder];
  if (depth === 0) return found;
  for (const entry of await folders.list(folder)) {
    const path = folders.join(folder, entry.name);
    if (entry.folder) found.push(...(await below(folders, path, files, depth - 1)));
    else if (files) found.push(path);
  }
  return found;
}

function parse(pattern: string): Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    const end = character === '[' ? setEnd(characters, i) : -1;
    if (character === '*') {
      if (tokens.at(-1) !== STAR || tokens.length === 0) tokens.push(STAR);
    } else if (character === '?') tokens.push(() => true);
    else if (end > 0) {
      tokens.push(set(characters.slice(i + 1, end)));
      i = end;
    } else {
      const wanted = character === '\\' && i + 1 < characters.length ? (characters[++i] as string) : character;
      tokens.push(given => given === wanted);
    }
  }
  return tokens;
}

/** Where the set that starts at `start` ends: ']' as its first member does not end it. -1 without an end. */
function setEnd(characters: readonly string[], start: number): number {
  const first = characters[start + 1] === '!' || characters[start + 1] === '^' ? start + 2 : start + 1;
  return characters.indexOf(']', first + 1);
}

function set(members: readonly string[]): (character: string) => boolean {
  const negated = members[0] === '!' || members[0] === '^';
  const list = negated ? members.slice(1) : members;
  const ranges: [string, string][] = [];
  for (let i = 0; i < list.length; i++) {
    const from = list[i] as string;
    const isRange = list[i + 1] === '-' && i + 2 < list.length;
    ranges.push([from, isRange ? (list[i + 2] as string) : from]);
    if (isRange) i += 2;
  }
  return character => ranges.some(([from, to]) => character >= from && character <= to) !== negated;
}
