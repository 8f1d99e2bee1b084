/** DISCONNECT, IGNORE, UNIMPLEMENTED and DEBUG (RFC 4253 section 11): the messages that are legal nearly everywhere. */

import { sanitizeText } from '@nacre/core';
import { decodeMessage } from '@nacre/wire';

import { disconnected } from '../errors.js';
import { Debug, Disconnect, Unimplemented } from '../generated/index.js';
import type { Context } from './state.js';

/** Throws DISCONNECTED for DISCONNECT: the peer is gone and gets no answer. IGNORE is not even decoded. */
export function handleGeneric(context: Context, payload: Uint8Array): void {
  switch (payload[0]) {
    case Disconnect.number: {
      const { reason, description } = decodeMessage(Disconnect, payload);
      throw disconnected(reason, description);
    }
    case Unimplemented.number: {
      const { sequence } = decodeMessage(Unimplemented, payload);
      context.trace('info', 'peer-did-not-understand', { sequence });
      return;
    }
    case Debug.number: {
      const { message, alwaysDisplay } = decodeMessage(Debug, payload);
      context.outputs.event({ type: 'debug', message: sanitizeText(message), alwaysDisplay });
      return;
    }
  }
}
