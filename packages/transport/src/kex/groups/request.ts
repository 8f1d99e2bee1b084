/** What a client asks for in a group exchange (RFC 4419), and how it decides on that. */

import type { ModpGroup } from '@nacre/crypto';
import type { MaybePromise } from '@nacre/core';

/** Sizes in bits, as they were sent. The old form has the wanted size only (RFC 4419 section 5). */
export type GroupRequest =
  | { readonly form: 'range'; readonly minBits: number; readonly bits: number; readonly maxBits: number }
  | { readonly form: 'old'; readonly bits: number };

/** Sizes in bits that a server's answer must or should have; within the server's limits, smallest first. */
export interface GroupSizes {
  readonly minBits: number;
  readonly bits: number;
  readonly maxBits: number;
}

/**
 * Where a server has its groups from: a list, from which the smallest that suits is taken, at random among equals; or a function
 * that chooses. Primes must be safe ones, with a generator of a large subgroup. Undefined: there is none for these sizes.
 */
export type GroupSource = readonly ModpGroup[] | ((sizes: GroupSizes) => MaybePromise<ModpGroup | undefined>);

/**
 * The size of a group whose strength is that of a cipher with `strengthBits` (NIST SP 800-57 part 1, table 2; the largest that
 * messages carry for whatever is stronger).
 */
export function groupBitsFor(strengthBits: number): number {
  return SIZES.find(size => strengthBits <= size.strengthBits)?.bits ?? 8192;
}

const SIZES: readonly { readonly strengthBits: number; readonly bits: number }[] = [
  { strengthBits: 112, bits: 2048 },
  { strengthBits: 128, bits: 3072 },
  { strengthBits: 192, bits: 7680 },
];
