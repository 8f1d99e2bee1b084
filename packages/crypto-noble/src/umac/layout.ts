/** What a UMAC key expands to (RFC 4418 sections 3.2.1, 5.2 to 5.4), in the form that both implementations read. */

/** Bytes that the first layer turns into one number (section 5.2). */
export const L1_BYTES = 1024;
/** Messages of the first layer are padded to a multiple of this. */
export const L1_UNIT = 32;
/** The longest message: beyond it the second layer changes (section 5.3). */
export const MAX_MESSAGE = 2 ** 24;
/** Offsets into the expanded key; words are little-endian. There are two streams, or four: hashes of 32 bits, each with keys of its own. */
export const KEY_LAYOUT = {
  /** 256 words; each further stream begins four words later (section 5.1: Toeplitz). */
  l1: 0,
  /** A 64-bit multiplier for each stream. */
  l2: 1072,
  /** Four 64-bit numbers below 2^36 - 5 for each stream: of the eight in section 5.4, those whose half of the input is not zero. */
  l3: 1104,
  /** A 32-bit mask for each stream. */
  mask: 1232,
  size: 1248,
} as const;
