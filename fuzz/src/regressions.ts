/** Inputs that once showed a fault: stored as JSON, replayed first in every run, and committed. */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../regressions/', import.meta.url));

/** An input and the file that it is stored in. */
export interface StoredInput {
  readonly path: string;
  readonly input: unknown;
}

export function loadRegressions(target: string): readonly StoredInput[] {
  const folder = join(FOLDER, target);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // this target never failed
    throw error;
  }
  return names
    .filter(name => name.endsWith('.json')) // beside them may be the folder of another target
    .sort()
    .map(name => loadInput(join(folder, name)));
}

export function loadInput(path: string): StoredInput {
  return { path, input: fromText(readFileSync(path, 'utf8')) };
}

/** Stores an input; the result is the path of its file. */
export function storeRegression(target: string, input: unknown): string {
  const text = toText(input);
  const name = `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`;
  mkdirSync(join(FOLDER, target), { recursive: true });
  writeFileSync(join(FOLDER, target, name), `${text}\n`);
  return join(FOLDER, target, name);
}

/** JSON with byte arrays as `{"$hex"}`, bigints as `{"$bigint"}`, and undefined members kept. */
export function toText(input: unknown): string {
  return JSON.stringify(tagged(input), undefined, 1);
}

export function fromText(text: string): unknown {
  return JSON.parse(text, (_key, value) => untagged(value)) as unknown;
}

function tagged(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $hex: Buffer.from(value).toString('hex') };
  if (typeof value === 'bigint') return { $bigint: value.toString() };
  if (value === undefined) return { $undefined: true };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, tagged(member)]));
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$hex' in value) return new Uint8Array(Buffer.from(value.$hex as string, 'hex'));
  if ('$bigint' in value) return BigInt(value.$bigint as string);
  if ('$undefined' in value) return undefined;
  return value;
}
