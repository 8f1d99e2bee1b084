/** The server awaits the client's share, and answers with its own and a signature (RFC 4253 section 8). */

import type { MessageTable } from '@nacre/wire';

import { concludeExchange, type ExchangeResult } from '../../kex/keys.js';
import type { ShareMethod } from '../../kex/method.js';
import type { HostKey } from '../../options.js';
import type { Agreement, Context, State } from '../state.js';
import { hostKeyFor, serverTranscript, signAndReply } from './sign.js';

export class ExpectKexShare implements State {
  readonly name = 'ExpectKexShare';
  readonly table: MessageTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #method: ShareMethod;

  constructor(context: Context, agreement: Agreement, method: ShareMethod) {
    this.#context = context;
    this.#agreement = agreement;
    this.#method = method;
    this.table = method.family.initTable;
  }

  handle(payload: Uint8Array): State {
    const { family } = this.#method;
    const clientShare = family.decodeInit(payload);
    const hostKey = hostKeyFor(this.#context, this.#agreement);
    const run = (): Promise<Answered> => this.#answer(clientShare, hostKey);
    return this.#context.ask<Answered>({ type: 'compute', step: 'kex-respond', run }, ({ share, result }) =>
      signAndReply(this.#context, this.#agreement, { hostKey, result }, signature =>
        family.encodeReply({ hostKey: hostKey.blob, share, signature }),
      ),
    );
  }

  async #answer(clientShare: Uint8Array, hostKey: HostKey): Promise<Answered> {
    const { share, secret } = await this.#method.respond(clientShare);
    const transcript = {
      ...serverTranscript(this.#context, this.#agreement),
      hostKey: hostKey.blob,
      clientShare,
      serverShare: share,
    };
    return { share, result: concludeExchange(this.#method, transcript, secret) };
  }
}

interface Answered {
  readonly share: Uint8Array;
  readonly result: ExchangeResult;
}
