/** DISCONNECT, IGNORE, UNIMPLEMENTED and DEBUG (RFC 4253 section 11): the messages that are legal nearly everywhere. */

import { sanitizeText } from '@nacre/core';
import { DecodeError, decodeMessage } from '@nacre/wire';

import { disconnected } from '../errors.js';
import { Debug, Disconnect, Unimplemented } from '../generated/index.js';
import { readU32 } from '../packet/protection.js';
import type { Context } from './state.js';

/** Throws DISCONNECTED for DISCONNECT: the peer is gone and gets no answer. IGNORE is not even decoded. */
export function handleGeneric(context: Context, payload: Uint8Array): void {
  switch (payload[0]) {
    case Disconnect.number: {
      throw disconnected(...readDisconnect(payload));
    }
    case Unimplemented.number: {
      const { sequence } = decodeMessage(Unimplemented, payload);
      context.trace('info', 'peer-did-not-understand', { sequence });
      context.outputs.event({ type: 'unimplemented', sequence });
      return;
    }
    case Debug.number: {
      const { message, alwaysDisplay, language } = decodeMessage(Debug, payload);
      context.outputs.event({
        type: 'debug',
        message: sanitizeText(message),
        alwaysDisplay,
        language: sanitizeText(language),
      });
      return;
    }
  }
}

/** The peer goes in any case, so a text in another encoding than UTF-8, or none, must not hide that it went and why. */
function readDisconnect(payload: Uint8Array): readonly [reason: number, description: string] {
  try {
    const { reason, description } = decodeMessage(Disconnect, payload);
    return [reason, description];
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return [payload.length < 5 ? 0 : readU32(payload, 1), 'the rest of the message is malformed'];
  }
}
