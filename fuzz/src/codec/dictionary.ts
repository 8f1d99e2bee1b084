/** Reads fuzz dictionaries in the format of libFuzzer: a token on each line, perhaps with a name in front. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../dictionaries/', import.meta.url));

/** The tokens of all generated dictionaries, by package. */
export function loadDictionaries(folder = FOLDER): ReadonlyMap<string, readonly Uint8Array[]> {
  const names = readdirSync(folder).filter(name => name.endsWith('.dict'));
  return new Map(
    names.map(name => [name.slice(0, -'.dict'.length), parseDictionary(readFileSync(join(folder, name), 'utf8'))]),
  );
}

export function parseDictionary(text: string): readonly Uint8Array[] {
  return text.split('\n').flatMap((line, position) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const token = /^(?:[A-Za-z0-9_]+=)?"((?:[^"\\]|\\x[0-9a-fA-F]{2}|\\["\\])+)"$/.exec(line.trim())?.[1];
    if (token === undefined) throw new SyntaxError(`line ${position + 1} of the dictionary is not a token: ${line}`);
    return [octetsOf(token)];
  });
}

function octetsOf(token: string): Uint8Array {
  const parts = token.match(/\\x[0-9a-fA-F]{2}|\\.|[^\\]/g) ?? [];
  return Uint8Array.from(parts, part => {
    if (part.startsWith('\\x')) return Number.parseInt(part.slice(2), 16);
    return part.charCodeAt(part.length - 1);
  });
}
