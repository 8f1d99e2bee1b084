/** Makes octets that show a fault shorter and plainer, as long as they show the same fault. */

/** Tries until this many in a row change nothing, or so many altogether. */
const MOST_TRIES = 2000;

/** `fails` says whether octets show the fault. */
export function shrink(octets: Uint8Array, fails: (octets: Uint8Array) => boolean): Uint8Array {
  let best = octets;
  let tries = 0;
  const attempt = (candidate: Uint8Array): boolean => {
    if (tries++ >= MOST_TRIES || !fails(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let size = best.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= best.length; ) if (!attempt(without(best, at, size))) at += size;
  }
  for (let at = 0; at < best.length; at++) if (best[at] !== 0) attempt(best.with(at, 0));
  return best;
}

function without(octets: Uint8Array, at: number, size: number): Uint8Array {
  return Uint8Array.of(...octets.subarray(0, at), ...octets.subarray(at + size));
}
