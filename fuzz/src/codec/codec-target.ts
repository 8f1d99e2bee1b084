/** The fuzz target of one codec: round trips of valid values, then nearly valid octets, quickly. */

import fc from 'fast-check';

import { equalBytes } from '@nacre/core';

import { checkHotForms } from '../generated/hot.js';
import { traced } from '../generated/near-valid.js';
import {
  type CodecTarget,
  checkDecoding,
  decodeWith,
  encodeWith,
  hexOf,
  sameValue,
  tryDecode,
} from '../generated/rules.js';
import type { Failure, FuzzTarget, Outcome, RunOptions } from '../target.js';
import { Mutator } from './mutator.js';
import { SeededNumbers } from './random.js';
import { shrink } from './shrink.js';

/** One run in so many is of a generated value, the others are of octets made from these. */
const RUNS_PER_VALUE = 6;
/** Values are generated in batches, each followed by the octets made from it and those before. */
const VALUES_PER_BATCH = 16;
/** Values of the same layout with each other set of parameters. */
const VALUES_OF_OTHERS = 2;

/** An input, as it is stored: octets, or a value that cannot be encoded as it should. */
type CodecInput =
  | { readonly variant: string; readonly octets: Uint8Array }
  | { readonly variant: string; readonly value: unknown };

/** `variants` are the codec with each of its sets of parameters, `tokens` words of the protocol. */
export function codecTarget(name: string, variants: readonly CodecTarget[], tokens: readonly Uint8Array[]): FuzzTarget {
  return {
    name,
    sharesRuns: true,
    replay: async input => replayInput(variants, input as CodecInput),
    inputsOf: octets => variants.map(({ variant }): CodecInput => ({ variant, octets })),
    run: async options => runVariants(name, variants, tokens, options),
  };
}

function replayInput(variants: readonly CodecTarget[], input: CodecInput): void {
  const codec = variants.find(({ variant }) => variant === input.variant);
  if (codec === undefined) throw new TypeError(`there is no variant '${input.variant}' any more`);
  if ('octets' in input) checkDecoding(codec, input.octets);
  else checkValue(codec, input.value, length => Array.from({ length }, (_, cut) => cut));
}

/** The runs are spread evenly over the variants. */
function runVariants(
  name: string,
  variants: readonly CodecTarget[],
  tokens: readonly Uint8Array[],
  { runs, seed, progress }: RunOptions,
): Outcome {
  let done = 0;
  for (const [position, codec] of variants.entries()) {
    const share =
      Math.floor((runs * (position + 1)) / variants.length) - Math.floor((runs * position) / variants.length);
    const random = new SeededNumbers(seed, `${name} ${codec.variant}`);
    const mutator = new Mutator(random, tokens);
    for (const other of variants) {
      const failure = other === codec ? undefined : addEncodings(other, mutator, seed);
      if (failure !== undefined) return { runs: done, failure };
    }
    const outcome = new CodecRun(codec, random, mutator).run(share, progress);
    done += outcome.runs;
    if (outcome.failure !== undefined) return { runs: done, failure: outcome.failure };
  }
  return { runs: done };
}

/** Octets that are right with other parameters are nearly right with these. */
function addEncodings(codec: CodecTarget, mutator: Mutator, seed: number): Failure | undefined {
  for (const value of fc.sample(codec.arbitrary, { numRuns: VALUES_OF_OTHERS, seed })) {
    const error = caught(() => {
      const { bytes, sites } = traced(codec.codec, value, codec.params);
      mutator.addEncoded(bytes, sites);
    });
    if (error !== undefined) return { error, input: { variant: codec.variant, value }, variant: codec.variant };
  }
  return undefined;
}

class CodecRun {
  readonly #codec: CodecTarget;
  readonly #random: SeededNumbers;
  readonly #mutator: Mutator;

  constructor(codec: CodecTarget, random: SeededNumbers, mutator: Mutator) {
    this.#codec = codec;
    this.#random = random;
    this.#mutator = mutator;
  }

  run(runs: number, progress: (runs: number) => void): Outcome {
    const perBatch = RUNS_PER_VALUE * VALUES_PER_BATCH;
    for (let done = 0; done < runs; done += perBatch) {
      const size = Math.min(perBatch, runs - done);
      const failure = this.#batch(size);
      progress(size);
      if (failure !== undefined) return { runs: done + size, failure };
    }
    return { runs };
  }

  #batch(size: number): Failure | undefined {
    const { variant } = this.#codec;
    const where = variant === '' ? {} : { variant };
    const numRuns = Math.ceil(size / RUNS_PER_VALUE);
    for (const value of fc.sample(this.#codec.arbitrary, { numRuns, seed: this.#random.u32() | 0 })) {
      const error = caught(() => this.#tryValue(value));
      if (error !== undefined) return { error, input: { variant, value }, ...where };
    }
    for (let count = numRuns; count < size; count++) {
      const found = this.#mutator.next();
      const error = caught(() => this.#tryOctets(found));
      if (error === undefined) continue;
      const octets = shrink(found, bytes => String(caught(() => checkDecoding(this.#codec, bytes))) === String(error));
      return { error, input: { variant, octets }, hex: hexOf(octets), ...where };
    }
    return undefined;
  }

  #tryValue(value: unknown): void {
    const { bytes, sites } = traced(this.#codec.codec, value, this.#codec.params);
    checkValue(this.#codec, value, length => [this.#random.below(length)]);
    this.#mutator.addEncoded(bytes, sites);
  }

  #tryOctets(octets: Uint8Array): void {
    if (checkDecoding(this.#codec, octets)) this.#mutator.addFound(octets);
  }
}

/** A valid value survives, its size is in proportion, and its octets cut short are refused. */
function checkValue(codec: CodecTarget, value: unknown, cuts: (length: number) => readonly number[]): void {
  const bytes = encodeWith(codec, value);
  if (!equalBytes(traced(codec.codec, value, codec.params).bytes, bytes))
    throw new Error('the two encoders of a message disagree');
  if (!sameValue(decodeWith(codec, bytes), value, codec.views)) throw new Error('a round trip changes the value');
  checkHotForms(codec, value);
  checkDecoding(codec, bytes);
  if (codec.openEnded || bytes.length === 0) return;
  for (const cut of cuts(bytes.length))
    if ('value' in tryDecode(codec, bytes.slice(0, cut))) throw new Error('a truncated input is accepted');
}

function caught(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing was thrown');
  }
}
