/** What a fuzz target is. */

import type fc from 'fast-check';

/** A property over one generated input; it throws when the input shows a fault. */
export interface FuzzTarget<T = unknown> {
  /** `area/name`: also the folder of its regression inputs. */
  readonly name: string;
  readonly input: fc.Arbitrary<T>;
  check(input: T): void | Promise<void>;
}

/** Keeps the type of the input while the list of targets forgets it. */
export function target<T>(definition: FuzzTarget<T>): FuzzTarget {
  return definition as FuzzTarget as FuzzTarget<unknown>;
}
