/** Reads the vectors of a spec: octets from elsewhere with what they mean. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** As much of a vector as the reference shows. */
export interface Vector {
  /** Name of the struct or message. */
  readonly of: string;
  readonly params?: Readonly<Record<string, number | string>>;
  readonly source: string;
  readonly origin: 'peer' | 'rfc' | 'hand';
  readonly hex: string;
  readonly notes?: string;
}

/** The vectors of each struct, from the best example to the worst. */
export function readVectors(folder: string): ReadonlyMap<string, readonly Vector[]> {
  const found = new Map<string, Vector[]>();
  for (const path of jsonFiles(folder)) {
    const vector = JSON.parse(readFileSync(path, 'utf8')) as Vector;
    found.set(vector.of, [...(found.get(vector.of) ?? []), vector]);
  }
  for (const vectors of found.values()) vectors.sort(byWorth);
  return found;
}

/** From real programs first, and then the shorter. */
function byWorth(one: Vector, other: Vector): number {
  const origins = ['peer', 'rfc', 'hand'];
  return (
    origins.indexOf(one.origin) - origins.indexOf(other.origin) ||
    one.hex.length - other.hex.length ||
    (one.hex < other.hex ? -1 : one.hex > other.hex ? 1 : 0) ||
    (one.source < other.source ? -1 : 1)
  );
}

function jsonFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return jsonFiles(path);
    return entry.name.endsWith('.json') ? [path] : [];
  });
}
