/** The server's part in finding a group: which sizes suit, and which of its groups is taken (RFC 4419 section 3). */

import { type MaybePromise, misuse, type RandomSource, randomBytes } from '@nacre/core';
import { type ModpGroup, modpGroups } from '@nacre/crypto';

import type { TransportLimits } from '../../limits.js';
import { badShare } from '../checks.js';
import { bitLength, isInRange } from './numbers.js';
import type { GroupRequest, GroupSizes, GroupSource } from './request.js';

type SizeLimits = Pick<TransportLimits, 'leastGroupBits' | 'mostGroupBits'>;

/** The sizes that may be answered with: those asked for, within our limits. Throws PROTOCOL_ERROR when none are left. */
export function allowedSizes(request: GroupRequest, { leastGroupBits, mostGroupBits }: SizeLimits): GroupSizes {
  const { minBits, maxBits } = request.form === 'range' ? request : { minBits: leastGroupBits, maxBits: mostGroupBits };
  const asked = `the group may have ${minBits} to ${maxBits} bits`;
  if (minBits > maxBits) throw badShare(asked);
  const least = Math.max(minBits, leastGroupBits);
  const most = Math.min(maxBits, mostGroupBits);
  if (least > most) throw badShare(`${asked}, and ours have ${leastGroupBits} to ${mostGroupBits}`);
  // a wish outside of its own bounds is taken for the bound
  return { minBits: least, bits: Math.min(Math.max(request.bits, least), most), maxBits: most };
}

/** A source as one function; by default the groups that are built in. What a caller's own function gives is checked: MISUSE if it does not suit. */
export function groupChooser(
  source: GroupSource | undefined,
  random: RandomSource,
): (sizes: GroupSizes) => MaybePromise<ModpGroup | undefined> {
  if (typeof source !== 'function') return sizes => chooseGroup(source ?? builtIn(), sizes, random);
  return async sizes => {
    const group = await source(sizes);
    if (group !== undefined && !suits(group, sizes)) {
      throw misuse(`A group of ${bitLength(group.p)} bits is no answer to ${sizes.minBits} to ${sizes.maxBits} bits`);
    }
    return group;
  };
}

/**
 * Of the groups within the sizes, the smallest that is as large as wished, else the largest; one at random among equals, so that
 * there is no single group that is worth an attacker's precomputation.
 */
export function chooseGroup(
  groups: readonly ModpGroup[],
  sizes: GroupSizes,
  random: RandomSource,
): ModpGroup | undefined {
  const sized = groups.filter(group => suits(group, sizes)).map(group => ({ group, bits: bitLength(group.p) }));
  const enough = sized.filter(({ bits }) => bits >= sizes.bits);
  const chosen =
    enough.length > 0 ? Math.min(...enough.map(({ bits }) => bits)) : Math.max(...sized.map(({ bits }) => bits));
  const equals = sized.filter(({ bits }) => bits === chosen);
  return equals[randomIndex(random, equals.length)]?.group;
}

function builtIn(): readonly ModpGroup[] {
  const { group14, group15, group16, group17, group18 } = modpGroups;
  return [group14, group15, group16, group17, group18];
}

function suits({ p, g }: ModpGroup, { minBits, maxBits }: GroupSizes): boolean {
  const bits = bitLength(p);
  return bits >= minBits && bits <= maxBits && isInRange(g, p);
}

/** Evenly enough for lists that are short beside 2^32. */
function randomIndex(random: RandomSource, length: number): number {
  if (length <= 1) return 0;
  const [a, b, c, d] = randomBytes(random, 4) as unknown as readonly [number, number, number, number];
  return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) % length;
}
