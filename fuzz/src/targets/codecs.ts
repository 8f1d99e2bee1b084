/** Every generated codec: round trip, truncation at a random place, mutation, and arbitrary bytes. */

import fc from 'fast-check';

import { equalBytes } from '@nacre/core';
import { DecodeError } from '@nacre/wire';

import { type CodecTarget, encodeWith, tryDecode } from '../generated/rules.js';
import { codecTargets } from '../generated/targets.js';
import { type FuzzTarget, target } from '../target.js';
import { hostileBytes, type Mutation, mutate, mutations } from './bytes.js';

interface CodecInput {
  readonly value: unknown;
  readonly changes: readonly Mutation[];
  readonly cutAt: number;
  readonly bytes: Uint8Array;
}

export const codecs: readonly FuzzTarget[] = codecTargets.map(codec =>
  target<CodecInput>({
    name: `codec/${codec.package}.${codec.name}`,
    input: fc.record({ value: codec.arbitrary, changes: mutations, cutAt: fc.nat(4096), bytes: hostileBytes }),
    check: input => checkCodec(codec, input),
  }),
);

function checkCodec(codec: CodecTarget, { value, changes, cutAt, bytes }: CodecInput): void {
  const encoded = encodeWith(codec, value);
  const decoded = tryDecode(codec, encoded);
  if ('error' in decoded) throw new Error(`its own encoding is refused: ${decoded.error.message}`);
  if (!equalBytes(encodeWith(codec, decoded.value), encoded)) throw new Error('a round trip changes the bytes');
  checkTruncation(codec, encoded, cutAt);
  checkHostile(codec, mutate(encoded, changes));
  checkHostile(codec, bytes);
}

function checkTruncation(codec: CodecTarget, encoded: Uint8Array, cutAt: number): void {
  if (encoded.length === 0) return;
  const result = tryDecode(codec, encoded.slice(0, cutAt % encoded.length));
  if ('value' in result && !codec.openEnded) throw new Error('a truncated input is accepted');
}

/** Whatever decodes must encode again, and then to something that decodes to the same bytes. */
function checkHostile(codec: CodecTarget, bytes: Uint8Array): void {
  const first = tryDecode(codec, bytes);
  if ('error' in first) return;
  const encoded = encodeWith(codec, first.value);
  const second = tryDecode(codec, encoded);
  if ('error' in second)
    throw new DecodeError(codec.name, second.error.offset, second.error.rule, 'what was decoded cannot be encoded');
  if (!equalBytes(encodeWith(codec, second.value), encoded)) throw new Error('two encodings of one value differ');
}
