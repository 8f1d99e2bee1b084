/** The server sent a transient RSA key, and awaits a secret encrypted with it (RFC 4432 section 4). */

import { decodeMessage, encodeMessage, messageTable } from '@nacre/wire';

import { RsaKexDone, RsaKexPublicKey, RsaKexSecret } from '../../generated/index.js';
import { concludeExchange, type ExchangeResult } from '../../kex/keys.js';
import type { KexStart, RsaMethod } from '../../kex/method.js';
import type { HostKey } from '../../options.js';
import type { Agreement, Context, State } from '../state.js';
import { afterWrongGuess } from './drop-wrong-guess.js';
import { hostKeyFor, serverTranscript, signAndReply } from './sign.js';

export function sendTransientKey(context: Context, agreement: Agreement, method: RsaMethod): State {
  const hostKey = hostKeyFor(context, agreement);
  return context.ask<KexStart>({ type: 'compute', step: 'kex-start', run: () => method.start() }, start => {
    agreement.own.secrets = start;
    const message = encodeMessage(RsaKexPublicKey, { hostKey: hostKey.blob, transientKey: start.share });
    context.outbound.sendNow([message]);
    return afterWrongGuess(agreement, new ExpectRsaSecret(context, agreement, { method, start, hostKey }));
  });
}

export const expectRsaSecretTable = /*@__PURE__*/ messageTable('ssh', 'expect RSA secret', [RsaKexSecret]);

interface Sent {
  readonly method: RsaMethod;
  readonly start: KexStart;
  readonly hostKey: HostKey;
}

class ExpectRsaSecret implements State {
  readonly name = 'ExpectRsaSecret';
  readonly table = expectRsaSecretTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #sent: Sent;

  constructor(context: Context, agreement: Agreement, sent: Sent) {
    this.#context = context;
    this.#agreement = agreement;
    this.#sent = sent;
  }

  handle(payload: Uint8Array): State {
    const { encryptedSecret } = decodeMessage(RsaKexSecret, payload);
    const { hostKey } = this.#sent;
    const run = (): Promise<ExchangeResult> => this.#conclude(encryptedSecret);
    return this.#context.ask<ExchangeResult>({ type: 'compute', step: 'kex-finish', run }, result =>
      signAndReply(this.#context, this.#agreement, { hostKey, result }, signature =>
        encodeMessage(RsaKexDone, { signature }),
      ),
    );
  }

  async #conclude(encryptedSecret: Uint8Array): Promise<ExchangeResult> {
    const { method, start, hostKey } = this.#sent;
    const secret = await start.finish(encryptedSecret);
    const transcript = {
      ...serverTranscript(this.#context, this.#agreement),
      hostKey: hostKey.blob,
      clientShare: encryptedSecret,
      serverShare: start.share,
    };
    return concludeExchange(method, transcript, secret);
  }
}
