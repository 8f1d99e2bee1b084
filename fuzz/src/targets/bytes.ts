/** Inputs made of bytes: arbitrary, cut into chunks, and mutated from good ones. */

import fc from 'fast-check';

/** Arbitrary bytes with numbers in them that look like lengths. */
export const hostileBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.uint8Array({ maxLength: 24 }) },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom(0, 1, 4, 5, 32, 255, 256, 35_000, 262_144, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1)
          .map(u32),
      },
    ),
    { maxLength: 12 },
  )
  .map(parts => new Uint8Array(Buffer.concat(parts)));

/** One change to good bytes. */
export interface Mutation {
  readonly kind: 'flip' | 'cut' | 'insert' | 'number';
  readonly at: number;
  readonly value: number;
}

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ kind: fc.constantFrom('flip', 'cut', 'insert', 'number'), at: fc.nat(4096), value: fc.nat(0xffffffff) }),
  { minLength: 1, maxLength: 4 },
);

export function mutate(bytes: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  let result = Buffer.from(bytes);
  for (const { kind, at, value } of changes) {
    const offset = result.length === 0 ? 0 : at % result.length;
    if (kind === 'cut') result = result.subarray(0, offset);
    else if (kind === 'insert')
      result = Buffer.concat([result.subarray(0, offset), u32(value), result.subarray(offset)]);
    else if (kind === 'number' && offset + 4 <= result.length) result.writeUInt32BE(value, offset);
    else if (result.length > 0) result[offset] = (result[offset] as number) ^ (value & 0xff || 1);
  }
  return new Uint8Array(result);
}

/** Cuts bytes into chunks at the given distances; the rest is the last chunk. */
export function cut(bytes: Uint8Array, distances: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const distance of distances) {
    if (start >= bytes.length) break;
    chunks.push(bytes.subarray(start, start + distance));
    start += distance;
  }
  chunks.push(bytes.subarray(start));
  return chunks;
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
