/**
 * What protects a packet in one direction: the cipher and its authentication, over the layout of RFC 4253 section 6.
 * Framing rules (lengths, padding, sequence numbers) are the Sealer's and Opener's, not this interface's.
 */

/** Protects outgoing packets. */
export interface SealProtection {
  /** The padded part is a multiple of this. */
  readonly blockBytes: number;
  /** Whether the length field counts as padded: not when it is sent in clear or encrypted on its own. */
  readonly padsLength: boolean;
  /**
   * Seals a whole plain packet: length, padding length, payload, padding. The packet is borrowed for the call; the parts
   * are fresh memory and belong to the caller.
   */
  seal(sequence: number, packet: Uint8Array): readonly Uint8Array[];
  /** Erases keys as far as this object holds them. It cannot be used afterwards. */
  erase(): void;
}

/** Checks and opens incoming packets. */
export interface OpenProtection {
  readonly blockBytes: number;
  readonly padsLength: boolean;
  /** Bytes that must be there before the packet length is known. */
  readonly headBytes: number;
  readonly tagBytes: number;
  /** True when packets are authenticated, so that a false length cannot be told from a false tag. */
  readonly authenticates: boolean;
  /** The packet length at `at`; `headBytes` are there. Not trustworthy before `open`. May be called again for the same packet. */
  readLength(sequence: number, input: Uint8Array, at: number): number;
  /**
   * The plain `length` bytes after the length field, in fresh memory; undefined if the packet is not authentic.
   * All 4 + length + tagBytes bytes are there.
   */
  open(sequence: number, input: Uint8Array, at: number, length: number): Uint8Array | undefined;
  /**
   * Only where the length is decrypted before it is authenticated. Whatever is wrong with a packet, the connection then ends after the
   * same number of bytes, so that somebody who puts ciphertext of others in place of a length learns nothing of what it decrypts to
   * (CVE-2008-5161). This takes the time that authenticating so many bytes takes.
   */
  spendRest?(bytes: number): void;
  erase(): void;
}

/** What a key exchange yields for one direction (RFC 4253 section 7.2). The protection made from it owns the arrays. */
export interface DirectionKeys {
  readonly iv: Uint8Array;
  readonly key: Uint8Array;
  readonly macKey: Uint8Array;
}

export function readU32(bytes: Uint8Array, at: number): number {
  const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  return (((bytes[at] as number) << 24) | low) >>> 0;
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
