/** No protection: the packets before the first NEWKEYS (RFC 4253 section 6). Never negotiated. */

import { type OpenProtection, readU32, type SealProtection } from './protection.js';

const BLOCK = 8; // RFC 4253 section 6: with no cipher, a multiple of 8

export const plainSeal: SealProtection = {
  blockBytes: BLOCK,
  padsLength: true,
  seal: (_sequence, packet) => [packet.slice()],
  erase: () => {},
};

export const plainOpen: OpenProtection = {
  blockBytes: BLOCK,
  padsLength: true,
  headBytes: 4,
  tagBytes: 0,
  authenticates: false,
  readLength: (_sequence, input, at) => readU32(input, at),
  open: (_sequence, input, at, length) => new Uint8Array(input.subarray(at + 4, at + 4 + length)),
  erase: () => {},
};
