/** Errors that the transport makes in more than one place, and what of an error the peer gets to read. */

import { sanitizeText, SshError } from '@nacre/core';

import { DisconnectReason } from './generated/index.js';

/** The peer sent DISCONNECT. */
export function disconnected(reason: number, description: string): SshError {
  const text = sanitizeText(description);
  const name = reasonName(reason);
  return new SshError('DISCONNECTED', `The peer ended the connection (${name})${text === '' ? '' : `: ${text}`}`, {
    origin: 'peer',
    details: { reason, reasonName: name, description: text },
  });
}

/** The byte stream ended without DISCONNECT. */
export function connectionLost(phase: string): SshError {
  return new SshError('CONNECTION_LOST', `The connection was lost during: ${phase}`, {
    origin: 'io',
    details: { phase },
  });
}

export function timedOut(phase: string, milliseconds: number): SshError {
  return new SshError('TIMEOUT', `Time is up for: ${phase} (${milliseconds / 1000} s)`, {
    origin: 'peer',
    disconnect: DisconnectReason.keyExchangeFailed,
    details: { phase, milliseconds },
  });
}

/** What a refused effect does to the connection, with the reason code that fits the question. */
export function refusalOf(error: unknown, question: 'verify-host-key' | 'sign' | 'compute'): SshError {
  const disconnect =
    question === 'verify-host-key' ? DisconnectReason.hostKeyNotVerifiable : DisconnectReason.keyExchangeFailed;
  if (error instanceof SshError && error.disconnect !== undefined) return error;
  if (error instanceof SshError) {
    const { code, message, origin, details } = error;
    return new SshError(code, message, { origin, details, cause: error, disconnect });
  }
  if (question === 'verify-host-key') {
    return new SshError('HOST_KEY_UNKNOWN', 'The host key could not be verified', {
      origin: 'local',
      cause: error,
      disconnect,
    });
  }
  return new SshError('PROTOCOL_ERROR', `The key exchange failed in the step: ${question}`, {
    origin: 'local',
    cause: error,
    disconnect,
  });
}

/** The description in our DISCONNECT: what is the peer's own doing in full, of our own affairs only the kind. */
export function publicDescription(error: SshError): string {
  return error.origin === 'peer' ? error.message : error.code;
}

function reasonName(reason: number): string {
  const found = Object.entries(DisconnectReason).find(([, value]) => value === reason);
  return found?.[0].replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`) ?? `reason ${reason}`;
}
