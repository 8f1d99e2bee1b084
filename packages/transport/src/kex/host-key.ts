/** Checks of a host key before anything is computed with it. Whether it is trusted is policy, and asked elsewhere. */

import { isSshError, SshError } from '@nacre/core';
import { keyTypeOfAlgorithm, type PublicKey, publicKeyFromBlob } from '@nacre/keys';

import { DisconnectReason } from '../generated/index.js';

/** Throws SshError unless the blob is a well-formed key, not too weak, of the type that `algorithm` needs. */
export function checkHostKey(blob: Uint8Array, algorithm: string): void {
  const { type } = readKey(blob);
  const needed = keyTypeOfAlgorithm(algorithm);
  if (type !== needed) throw refused(`it is of the type ${type}, and ${algorithm} needs ${needed}`);
}

function readKey(blob: Uint8Array): PublicKey {
  try {
    return publicKeyFromBlob(blob);
  } catch (error) {
    if (!isSshError(error)) throw error;
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
