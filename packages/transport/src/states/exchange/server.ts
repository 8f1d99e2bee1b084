/** The server's part of a key exchange: how each kind of method begins. The states are in files of their own. */

import type { Agreement, Context, State } from '../state.js';
import { afterWrongGuess } from './drop-wrong-guess.js';
import { ExpectGroupRequest } from './expect-group-request.js';
import { sendTransientKey } from './expect-rsa-secret.js';
import { ExpectKexShare } from './expect-share.js';

export function exchangeAsServer(context: Context, agreement: Agreement): State {
  const { method } = agreement;
  switch (method.flow) {
    case 'shares':
      return afterWrongGuess(agreement, new ExpectKexShare(context, agreement, method));
    case 'group':
      return afterWrongGuess(agreement, new ExpectGroupRequest(context, agreement, method));
    case 'rsa':
      return sendTransientKey(context, agreement, method);
  }
}
