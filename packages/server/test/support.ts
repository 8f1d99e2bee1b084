/** The tests of the server use the client's helpers, and the client itself. */

import type { PublicKey } from '@nacre/keys';

export { connect, formatPublicKey, generateKey, isSshError, type SshError } from '@nacre/client';
export * from '../../client/test/support.js';

/** What a client may claim to be a key. */
export function publicKeyOf(blob: Uint8Array): PublicKey {
  return { type: 'ssh-ed25519', blob, algorithms: ['ssh-ed25519'], comment: '', bits: 256 };
}
