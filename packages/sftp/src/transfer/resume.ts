/** The rule by which a partial copy is trusted. */

/**
 * True when two times fall in the same second, which is all that version 3 can say. A partial copy is given the time of
 * its original when it is left behind; so a crash, or a change of the original, leaves one that does not match.
 */
export function sameSecond(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && Math.floor(a / 1000) === Math.floor(b / 1000);
}
