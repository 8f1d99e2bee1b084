/** Random bytes from the host's Web Crypto. */

import { type RandomSource, SshError } from '@nacre/core';

import { hostRandomFill } from './host.js';

/** Web Crypto refuses to fill more at once. */
const MAX_FILL = 65_536;

/** Throws SshError UNSUPPORTED at use, and not at import, on a host without a secure generator. */
export const hostRandom: RandomSource = {
  fill(bytes) {
    const fill = hostRandomFill();
    if (fill === undefined) {
      throw new SshError(
        'UNSUPPORTED',
        'This host has no crypto.getRandomValues, so there are no secure random bytes',
        { origin: 'local' },
      );
    }
    for (let i = 0; i < bytes.length; i += MAX_FILL) fill(bytes.subarray(i, i + MAX_FILL));
  },
};
