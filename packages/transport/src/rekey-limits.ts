/** How long the keys of a connection may be used, as callers say it and as each cipher bears it (RFC 4253 section 9, RFC 4344). */

import { misuse } from '@nacre/core';

/**
 * When new keys are due, whichever comes first. Bytes and packets are counted in each direction. Only before authentication keys are
 * not changed by themselves: OpenSSH signs a single exchange then, and the limits before authentication are far below these.
 */
export interface RekeyLimits {
  /**
   * Bytes on the wire under one key, at least 1024; `Infinity` for no bound but that of the cipher, which also lowers larger numbers:
   * 1 GiB for blocks of 64 bits, 64 GiB for larger ones.
   */
  readonly bytes: number;
  /** Packets under one key, 16 to 2^31: numbers repeat after 2^32. */
  readonly packets: number;
  /** Age of the keys, at least 1000; `Infinity` for no bound. */
  readonly milliseconds: number;
}

export const defaultRekey: RekeyLimits = {
  bytes: 1024 * 1024 * 1024, // RFC 4253 section 9
  packets: 2 ** 31, // RFC 4344 section 3.1
  milliseconds: 3_600_000, // RFC 4253 section 9
};

/** Defaults filled in. Throws SshError MISUSE, naming the option, for what would rekey without end or too late. */
export function parseRekey(changes: Partial<RekeyLimits> = {}): RekeyLimits {
  const { bytes = defaultRekey.bytes, packets = defaultRekey.packets } = changes;
  const { milliseconds = defaultRekey.milliseconds } = changes;
  // below these a connection would do little else than change keys
  requireWithin('bytes', bytes, 1024, Number.POSITIVE_INFINITY);
  requireWithin('packets', packets, 16, 2 ** 31);
  requireWithin('milliseconds', milliseconds, 1000, Number.POSITIVE_INFINITY);
  return { bytes, packets, milliseconds };
}

/** The most bytes that one key of this cipher may protect, whatever the options say. */
export function cipherBytes(cipher: string): number {
  return SMALL_BLOCKS.test(cipher) ? 2 ** 30 : LARGE_BLOCKS;
}

/**
 * Ciphers with blocks of 64 bits: two equal ones become likely soon (CVE-2016-2183), so RFC 4344 section 3.2 asks for new keys
 * after a gigabyte.
 */
const SMALL_BLOCKS = /^(3des|blowfish|cast128|idea)-/;

/** RFC 4344 section 3.2: 2^(L/4) blocks of L = 128 bits. Stream ciphers get the same, as in OpenSSH. */
const LARGE_BLOCKS = 2 ** 32 * 16;

function requireWithin(name: keyof RekeyLimits, value: number, least: number, most: number): void {
  const whole = Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY;
  if (whole && value >= least && value <= most) return;
  const range = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  throw misuse(`rekey.${name} must be an integer, ${range}, not ${value}`, { name, value });
}
