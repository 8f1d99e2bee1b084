/** Checks of a host key before anything is computed with it. Whether it is trusted is policy, and asked elsewhere. */

import { isSshError, SshError } from '@nacre/core';
import { hostKeyFromBlob, type HostKeyParts, type KeyPolicy, keyTypeOfAlgorithm, type VerifyPolicy } from '@nacre/keys';

import { DisconnectReason } from '../generated/index.js';
import type { TransportLimits } from '../limits.js';

/** Nobody touches the security key of a server at each connection, and OpenSSH does not ask for it either. */
export function hostKeyPolicy({ limits }: { readonly limits: TransportLimits }): VerifyPolicy {
  return { rsaBitsMin: limits.leastRsaBits, userPresence: false };
}

/**
 * Throws SshError unless the blob is a well-formed key, not too weak, of the type that `algorithm` needs: a certificate for the
 * algorithm of one, and a plain key for all others.
 */
export function checkHostKey(blob: Uint8Array, algorithm: string, policy: KeyPolicy): void {
  const { key, certificate } = readKey(blob, policy);
  const type = certificate?.type ?? key.type;
  const needed = keyTypeOfAlgorithm(algorithm);
  if (type !== needed) throw refused(`it is of the type ${type}, and ${algorithm} needs ${needed}`);
}

function readKey(blob: Uint8Array, policy: KeyPolicy): HostKeyParts {
  try {
    return hostKeyFromBlob(blob, policy);
  } catch (error) {
    if (!isSshError(error) || error.code === 'MISUSE') throw error;
    throw refused(error.message, error);
  }
}

function refused(reason: string, cause?: SshError): SshError {
  return new SshError('PROTOCOL_ERROR', `The server's host key is refused: ${reason}`, {
    origin: 'peer',
    disconnect: DisconnectReason.keyExchangeFailed,
    cause,
  });
}
