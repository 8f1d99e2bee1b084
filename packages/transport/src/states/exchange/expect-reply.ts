/** The client sent its share and awaits the server's, with its signature (RFC 4253 section 8). */

import type { MessageTable } from '@nacre/wire';

import type { Reply } from '../../kex/families.js';
import { checkHostKey, hostKeyPolicy } from '../../kex/host-key.js';
import { concludeExchange } from '../../kex/keys.js';
import type { KexStart, ShareMethod } from '../../kex/method.js';
import type { Agreement, Context, State } from '../state.js';
import { afterWrongGuess } from './drop-wrong-guess.js';
import { type Checked, checkSignature, clientTranscript, trustHostKey } from './trust.js';

export function sendShare(context: Context, agreement: Agreement, method: ShareMethod): State {
  return context.ask<KexStart>({ type: 'compute', step: 'kex-start', run: () => method.start() }, start => {
    agreement.own.secrets = start;
    context.outbound.sendNow([method.family.encodeInit(start.share)]);
    return afterWrongGuess(agreement, expectKexReply(context, agreement, method, start));
  });
}

/** The share of `start` is out. */
export function expectKexReply(context: Context, agreement: Agreement, method: ShareMethod, start: KexStart): State {
  return new ExpectKexReply(context, agreement, method, start);
}

class ExpectKexReply implements State {
  readonly name = 'ExpectKexReply';
  readonly table: MessageTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #method: ShareMethod;
  readonly #start: KexStart;

  constructor(context: Context, agreement: Agreement, method: ShareMethod, start: KexStart) {
    this.#context = context;
    this.#agreement = agreement;
    this.#method = method;
    this.#start = start;
    this.table = method.family.replyTable;
  }

  handle(payload: Uint8Array): State {
    const reply = this.#method.family.decodeReply(payload);
    checkHostKey(reply.hostKey, this.#agreement.negotiated.hostKey, hostKeyPolicy(this.#context.settings));
    const run = (): Promise<Checked> => this.#check(reply);
    return this.#context.ask<Checked>({ type: 'compute', step: 'kex-finish', run }, checked =>
      trustHostKey(this.#context, this.#agreement, reply.hostKey, checked),
    );
  }

  async #check(reply: Reply): Promise<Checked> {
    const secret = await this.#start.finish(reply.share);
    const transcript = {
      ...clientTranscript(this.#context, this.#agreement),
      hostKey: reply.hostKey,
      clientShare: this.#start.share,
      serverShare: reply.share,
    };
    const result = concludeExchange(this.#method, transcript, secret);
    return checkSignature(this.#context, this.#agreement, reply, result);
  }
}
