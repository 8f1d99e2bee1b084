/** The files of vectors: what they hold, and reading and writing them. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bytes that a program, a document or a person made, and what they mean. */
export interface Vector {
  readonly vector: 0;
  /** Name of the message or structure in the spec. */
  readonly of: string;
  /** What its layout depends on. */
  readonly params?: Readonly<Record<string, number | string>>;
  /** Which program, release and action, or which document and section, made the bytes. */
  readonly source: string;
  /** `peer`: a program that is not ours. `rfc`: printed in a document. `hand`: put together by the document's layout. */
  readonly origin: 'peer' | 'rfc' | 'hand';
  /** Of a message its number comes first, without the length of a packet. */
  readonly hex: string;
  /** What encoding the value gives, where a sender may write it in several ways and these bytes are not ours. */
  readonly encodes?: string;
  /** Octets are `{ "hex": ... }`, large integers `{ "bigint": ... }`; members that are undefined are left out. */
  readonly value?: unknown;
  readonly notes?: string;
  /** Row of the table of disagreements in tools/vectors/README.md that the bytes decide. */
  readonly disagreement?: number;
}

export interface VectorFile {
  /** `area/name`. */
  readonly name: string;
  readonly vector: Vector;
}

const ROOT = fileURLToPath(new URL('../../../spec/vectors/', import.meta.url));

/** All vectors, in the order of their names. */
export function readVectors(): readonly VectorFile[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.json'))
    .sort()
    .map(path => ({
      name: path.slice(0, -'.json'.length),
      vector: JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Vector,
    }));
}

export function writeVector(name: string, vector: Vector): void {
  const path = join(ROOT, `${name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(vector, undefined, 2)}\n`);
}
