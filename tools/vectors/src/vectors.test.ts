/** Every vector decodes to the value beside it and that value encodes to its bytes; and no layout is without a vector. */

import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { compile } from '@nacre/codegen';

import { definitionOf } from './definitions.js';
import { fromJson, type JsonValue, toJson } from './json-value.js';
import { readVectors, type VectorFile, writeVector } from './vector.js';
import { Declarations, Seen, walk } from './walk.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DISAGREEMENTS = 17;
/** Writes the values that follow from the bytes into the vectors, for recorders. They are to be read before use. */
const WRITE = process.env['NACRE_VECTORS'] === 'write';

const { model } = compile({ config: `${ROOT}spec/nacre.yaml`, root: ROOT });
if (model === undefined) throw new Error('the spec has faults');
const declarations = new Declarations(model);
const seen = new Seen();
const vectors = readVectors();

describe('a vector', () => {
  it.each(vectors.map(file => [file.name, file] as const))('%s', (_, file) => {
    const { of, params, hex } = file.vector;
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const definition = definitionOf(of);
    const value = toJson(walk(declarations, of, definition.decode(bytes, params), seen));
    if (WRITE) write(file, value);
    else expect(value).toEqual(file.vector.value);
    const encoded = definition.encode(fromJson(WRITE ? value : (file.vector.value as JsonValue)), params);
    expect(Buffer.from(encoded).toString('hex')).toBe(file.vector.encodes ?? hex);
  });
});

describe('the vectors together', () => {
  it('have one for every message and structure of the spec', () => {
    const missing = [...declarations.structs.keys()].filter(name => !seen.structs.has(name));
    expect(missing, missing.join(' ')).toEqual([]);
  });

  it('have one for every member of a union', () => {
    const members = [...declarations.unions.values()].flatMap(({ name, cases }) =>
      cases.map(({ key }) => `${name} ${key}`),
    );
    const missing = members.filter(member => !seen.members.has(member));
    expect(missing, missing.join(', ')).toEqual([]);
  });

  it('decide every disagreement between documents and programs', () => {
    const decided = new Set(vectors.map(({ vector }) => vector.disagreement));
    const all = Array.from({ length: DISAGREEMENTS }, (_, i) => i + 1);
    const open = all.filter(row => !decided.has(row));
    expect(open, open.join(', ')).toEqual([]);
  });

  it('say who made their bytes', () => {
    const counts: Record<string, number> = {};
    for (const { vector } of vectors) counts[vector.origin] = (counts[vector.origin] ?? 0) + 1;
    console.log(`${vectors.length} vectors:`, JSON.stringify(counts));
    expect(Object.keys(counts).every(origin => ['peer', 'rfc', 'hand'].includes(origin))).toBe(true);
    expect(counts['peer'] ?? 0).toBeGreaterThan(counts['hand'] ?? 0);
  });
});

function write({ name, vector }: VectorFile, value: JsonValue): void {
  const { notes, disagreement, hex, encodes, ...rest } = vector;
  const { value: _, ...head } = rest;
  writeVector(name, {
    ...head,
    ...(notes !== undefined && { notes }),
    ...(disagreement !== undefined && { disagreement }),
    hex,
    ...(encodes !== undefined && { encodes }),
    value,
  });
}
