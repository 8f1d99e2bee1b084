/** What a fuzz target is, and targets that are a property over generated input. */

import fc from 'fast-check';

/** What a run of a target came to. */
export interface Outcome {
  readonly runs: number;
  readonly failure?: Failure;
}

export interface Failure {
  readonly error: unknown;
  /** What showed the fault, as `replay` takes it. */
  readonly input: unknown;
  /** The octets as hex, where the input is just octets. */
  readonly hex?: string;
  /** Which parameters the layout had, where it has any. */
  readonly variant?: string;
}

export interface RunOptions {
  readonly runs: number;
  readonly seed: number;
  /** Told how many runs have been made since it was last told. */
  readonly progress: (runs: number) => void;
}

export interface FuzzTarget {
  /** `area/name`: also the folder of its regression inputs. */
  readonly name: string;
  /** The runs asked for are all of its area's together, not each target's. */
  readonly sharesRuns: boolean;
  run(options: RunOptions): Promise<Outcome>;
  /** Tries one input again; throws when it shows a fault. */
  replay(input: unknown): Promise<void>;
  /** The inputs that given octets may stand for; undefined where inputs are more than octets. */
  inputsOf?(octets: Uint8Array): readonly unknown[];
}

/** A property over one generated input; it throws when the input shows a fault. */
export interface PropertyTarget<T> {
  readonly name: string;
  readonly input: fc.Arbitrary<T>;
  check(input: T): void | Promise<void>;
}

export function target<T>({ name, input, check }: PropertyTarget<T>): FuzzTarget {
  return {
    name,
    sharesRuns: false,
    replay: async stored => check(stored as T),
    run: async ({ runs, seed, progress }) => {
      const property = fc.asyncProperty(input, async drawn => {
        progress(1);
        await check(drawn);
      });
      const result = await fc.check(property, { numRuns: runs, seed, endOnFailure: false });
      if (!result.failed) return { runs: result.numRuns };
      return { runs: result.numRuns, failure: { error: result.errorInstance, input: result.counterexample?.[0] } };
    },
  };
}
