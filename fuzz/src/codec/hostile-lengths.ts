/** Inputs that claim more than they hold: each length and count of an encoding at its limit and far above. */

import fc from 'fast-check';

import { traced } from '../generated/near-valid.js';
import { type CodecTarget, withNumber } from '../generated/rules.js';

/** Values of each codec whose lengths are looked at. */
const VALUES = 4;
/** What a length claims besides its limit. */
const CLAIMS = [0x00ff_ffff, 0x7fff_ffff, 0xffff_ffff];

/** The same for the same codec, always. */
export function hostileLengths(codec: CodecTarget): readonly Uint8Array[] {
  return fc.sample(codec.arbitrary, { numRuns: VALUES, seed: 1 }).flatMap(value => {
    const { bytes, sites } = traced(codec.codec, value, codec.params);
    return sites
      .filter(({ kind, size }) => kind === 'length' || size === 4) // a plain u32 may be the count of a later list
      .flatMap(({ offset, size, max }) => [max, ...CLAIMS].map(claim => withNumber(bytes, offset, claim, size)));
  });
}
