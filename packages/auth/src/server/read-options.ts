/** The options of a server's authentication that are the same for every connection, checked before the first client comes. */

import { isSshError, misuse } from '@nacre/core';
import { keyTypeOfAlgorithm } from '@nacre/keys';
import { encodeMessage } from '@nacre/wire';

import { UserauthBanner } from '../generated/index.js';
import { type ServerAuthLimits, serverAuthLimits } from '../limits.js';
import type { ServerAuthOptions } from './options.js';

export interface ServerAuthSettings {
  readonly limits: ServerAuthLimits;
  /** The encoded message, or undefined without a banner. */
  readonly banner: Uint8Array | undefined;
}

/** Throws MISUSE for limits, delays, banners and algorithms that cannot work. */
export function readServerAuthOptions(
  options: Pick<ServerAuthOptions, 'limits' | 'banner' | 'minimumDelay' | 'userKeyAlgorithms'>,
): ServerAuthSettings {
  const { banner: message, minimumDelay = 0, userKeyAlgorithms } = options;
  if (!(minimumDelay >= 0)) throw misuse('minimumDelay must not be negative');
  for (const algorithm of userKeyAlgorithms) requireKnown(algorithm);
  return {
    limits: serverAuthLimits(options.limits),
    banner: message === undefined ? undefined : encodeMessage(UserauthBanner, { message, language: '' }),
  };
}

function requireKnown(algorithm: string): void {
  try {
    keyTypeOfAlgorithm(algorithm);
  } catch (error) {
    throw isSshError(error, 'UNSUPPORTED') ? misuse(`userKeyAlgorithms: ${error.message}`) : error;
  }
}
