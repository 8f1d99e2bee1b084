/** An example on a page: octets from a vector, with what each part of them is. */

import type { ModelIndex } from '../../../ir/index-of.js';
import type { StructIr } from '../../../ir/model.js';
import { annotate, type Part } from './annotate.js';
import type { Vector } from './vectors.js';
import { code, plain } from '../words.js';

/** Parts of an example that are shown, and octets of each part. */
const MAX_PARTS = 48;
const MAX_OCTETS = 16;

export function exampleLines(struct: StructIr, vectors: readonly Vector[], index: ModelIndex): readonly string[] {
  const [vector] = vectors;
  if (vector === undefined) return [];
  const bytes = new Uint8Array(Buffer.from(vector.hex, 'hex'));
  const params = Object.entries(vector.params ?? {}).map(([name, value]) => `${code(name)} ${plain(String(value))}`);
  const { parts, fault } = annotate(struct, bytes, vector.params ?? {}, index);
  const shown = parts.slice(0, MAX_PARTS);
  const width = Math.max(0, ...shown.map(part => hexOf(part).length));
  const more = parts.length - shown.length;
  return [
    `Example: ${plain(vector.source)}${params.length === 0 ? '' : ` (${params.join(', ')})`}.`,
    '',
    '```text',
    ...shown.map(part => `${hexOf(part).padEnd(width)}  ${part.text}`.trimEnd()),
    ...(more > 0 ? [`and ${more} parts more`] : []),
    ...(fault === undefined ? [] : [`not read further: ${fault}`]),
    '```',
    '',
  ];
}

function hexOf({ octets }: Part): string {
  const hex = Buffer.from(octets.subarray(0, MAX_OCTETS)).toString('hex');
  return octets.length > MAX_OCTETS ? `${hex}..` : hex;
}
