/** The client's part of a key exchange: how each kind of method begins. The states are in files of their own. */

import type { ShareMethod } from '../../kex/method.js';
import { kexMethod } from '../../kex/methods.js';
import type { Agreement, Context, OwnProposal, State } from '../state.js';
import { afterWrongGuess } from './drop-wrong-guess.js';
import { requestGroup } from './expect-group.js';
import { expectKexReply, sendShare } from './expect-reply.js';
import { ExpectTransientKey } from './expect-transient-key.js';

export function exchangeAsClient(context: Context, agreement: Agreement): State {
  const { method, own } = agreement;
  const { guess } = own;
  if (guess !== undefined && agreement.ownGuessHolds && method.flow === 'shares') {
    return afterWrongGuess(agreement, expectKexReply(context, agreement, method, guess));
  }
  guess?.erase();
  switch (method.flow) {
    case 'shares':
      return sendShare(context, agreement, method);
    case 'group':
      return requestGroup(context, agreement, method);
    case 'rsa':
      return afterWrongGuess(agreement, new ExpectTransientKey(context, agreement, method));
  }
}

/**
 * Sends the share of our favourite method after a KEXINIT that says so, before the peer's KEXINIT is looked at (RFC 4253 section 7.1).
 * What arrives meanwhile waits.
 */
export function sendGuess(context: Context, own: OwnProposal, next: State): State {
  const { settings, outbound } = context;
  const method = kexMethod(settings.algorithms.kex[0] ?? '', settings.crypto, settings.random);
  if (method.flow !== 'shares') return next;
  const run = (): ReturnType<ShareMethod['start']> => method.start();
  return context.ask<Awaited<ReturnType<typeof run>>>({ type: 'compute', step: 'kex-start', run }, start => {
    own.guess = start;
    own.secrets = start;
    outbound.sendNow([method.family.encodeInit(start.share)]);
    return next;
  });
}
