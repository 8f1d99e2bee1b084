/** Reads test vectors of C2SP Wycheproof (testvectors_v1) from a folder that the caller names. The files are not in this project. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Vector {
  readonly tcId: number;
  readonly comment?: string;
  readonly flags: readonly string[];
  readonly result: 'valid' | 'invalid' | 'acceptable';
  /** Everything else is hexadecimal text under the names of the schema. */
  readonly [field: string]: unknown;
}

export interface VectorGroup {
  readonly tests: readonly Vector[];
  readonly [field: string]: unknown;
}

export function readVectors(folder: string, file: string): readonly VectorGroup[] {
  const parsed = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    readonly testGroups: readonly VectorGroup[];
  };
  return parsed.testGroups;
}

/** Bytes of a hexadecimal field of a vector, a group, or an object inside one. */
export function bytesOf(holder: Readonly<Record<string, unknown>>, field: string): Uint8Array {
  const text = holder[field];
  if (typeof text !== 'string') throw new TypeError(`the vector has no field ${field}`);
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** Names a vector in a failure. */
export function label(vector: Vector): string {
  return `tcId ${vector.tcId} ${vector.result} [${vector.flags.join(' ')}] ${vector.comment ?? ''}`;
}
