/** Whether the vectors that a config names can be read, and say what they are of. Their values are tested elsewhere. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { Diagnostics, Place } from './diagnostics.js';
import type { Model } from './ir/model.js';

/** Every JSON file below `vectors`. Places are relative to `specFolder`, as those of spec files are. */
export function checkVectors(vectors: string, specFolder: string, model: Model, diagnostics: Diagnostics): void {
  const names = new Set(model.files.flatMap(file => file.structs.map(({ name }) => name)));
  const placeOf = (path: string): Place => {
    return { file: relative(specFolder, path).replaceAll('\\', '/'), line: 1, column: 1 };
  };
  if (!existsSync(vectors)) {
    diagnostics.add('NC107', placeOf(vectors), 'there is no such folder of vectors');
    return;
  }
  const files = readdirSync(vectors, { recursive: true, encoding: 'utf8' });
  for (const name of files.filter(file => file.endsWith('.json')).sort()) {
    const path = join(vectors, name);
    const fault = faultOf(path, names);
    if (fault !== undefined) diagnostics.add('NC492', placeOf(path), fault);
  }
}

const ORIGINS: readonly unknown[] = ['peer', 'rfc', 'hand'];

function faultOf(path: string, names: ReadonlySet<string>): string | undefined {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return 'the vector is not a file of JSON'; // what the parser says differs between versions of Node
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'a vector is an object';
  const { vector, of, source, origin, hex } = data as Readonly<
    Record<'vector' | 'of' | 'source' | 'origin' | 'hex', unknown>
  >;
  if (vector !== 0) return "'vector' must be 0";
  if (typeof of !== 'string' || !names.has(of)) return `no struct or message '${String(of)}' is declared`;
  if (typeof source !== 'string' || source === '') return "'source' must say where the octets come from";
  if (!ORIGINS.includes(origin)) return "'origin' must be peer, rfc or hand";
  if (typeof hex !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(hex)) return "'hex' must be octets in lower case";
  return undefined;
}
