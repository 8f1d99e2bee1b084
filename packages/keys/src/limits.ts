/** The limits of this package, each with its reason. Layout limits of blobs stand in the spec. */

export const limits = {
  /** A line of an RSA key of 16384 bits is under 3000 characters; the rest is room for host lists and comments. */
  lineChars: 32 * 1024,
  /** The largest encrypted part that the format allows here is 64 KiB; armour adds a third. */
  privateKeyChars: 256 * 1024,
  /**
   * Each round of bcrypt costs milliseconds: a hostile file must not take the processor for hours. OpenSSH writes 24.
   */
  bcryptRounds: 2048,
  /** Shorter RSA keys are in reach of attackers (SP 800-131A). */
  rsaBitsMin: 2048,
  /** Policy may allow shorter ones down to here, for old equipment; 829 bits have been factored in public. */
  rsaBitsFloor: 1024,
  /** Longer RSA keys make verification slow enough to be an attack. */
  rsaBitsMax: 16384,
  /** Public exponents are odd, from 3 on, and fit in 32 bits: a huge one makes verification slow. */
  rsaExponentBits: 32,
  /** ssh-keygen made DSA keys of 1024 bits and no others; other programs went to 3072. */
  dsaBitsMin: 1024,
  dsaBitsMax: 3072,
  /** About a hundred thousand entries. */
  fileChars: 16 * 1024 * 1024,
  /** Warnings kept per file; a file of garbage must not fill the memory a second time. */
  warnings: 1000,
  /** OpenSSH's own limit for one pattern in a list. */
  patternChars: 1024,
} as const;
