/** What a cipher and a MAC become for the keys of one direction. */

import { zeroize } from '@nacre/core';
import type { StreamCipher } from '@nacre/crypto';

import type { DirectionKeys } from '../protection.js';
import type { Authenticator } from './authenticator.js';

export interface SuiteParts {
  readonly cipher: StreamCipher;
  readonly authenticator: Authenticator;
  readonly blockBytes: number;
  readonly keys: DirectionKeys;
}

/** Erases the keys, and the MAC's own copy; those of native objects are beyond reach. */
export function eraseParts({ authenticator, keys }: SuiteParts): void {
  authenticator.erase?.();
  zeroize(keys.iv, keys.key, keys.macKey);
}
