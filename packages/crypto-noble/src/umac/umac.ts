/** UMAC-64 and UMAC-128 (RFC 4418) with an AES-128 that the caller gives: the encrypted hash. The hash itself is in uhash.ts. */

import { misuse, zeroize } from '@nacre/core';
import { type CbcMaker, requireLength, type Umac } from '@nacre/crypto';

import { expandKey, PadSource } from './key.js';
import { MAX_MESSAGE } from './layout.js';
import { uhash } from './uhash.js';

/** Each key takes 1.4 KiB; the program that hashes, and its memory, are shared. */
export function umac(aesCbc: CbcMaker, key: Uint8Array, size: 8 | 16): Umac {
  requireLength('UMAC key', key, 16);
  const streams = size === 8 ? 2 : 4;
  const expanded = expandKey(aesCbc, key, streams);
  let pads: PadSource | undefined = new PadSource(aesCbc, key, size);
  return {
    size,
    compute(nonce, ...parts) {
      requireLength('UMAC nonce', nonce, 8);
      if (pads === undefined) throw misuse('A UMAC was used after its key was erased');
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      if (length > MAX_MESSAGE) throw misuse(`UMAC takes messages of at most ${MAX_MESSAGE} bytes, not ${length}`);
      const tag = uhash(expanded, streams, parts, length);
      const pad = pads.pad(nonce);
      for (let i = 0; i < tag.length; i++) tag[i] = (tag[i] as number) ^ (pad[i] as number);
      return tag;
    },
    erase() {
      zeroize(expanded);
      pads?.erase();
      pads = undefined;
    },
  };
}
