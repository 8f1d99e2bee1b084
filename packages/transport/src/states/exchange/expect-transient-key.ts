/** The client's states of RFC 4432: the server's transient key is awaited, then its signature. */

import { zeroize } from '@nacre/core';
import { decodeMessage, encodeMessage, messageTable } from '@nacre/wire';

import { RsaKexDone, RsaKexPublicKey, RsaKexSecret } from '../../generated/index.js';
import { checkHostKey, hostKeyPolicy } from '../../kex/host-key.js';
import { concludeExchange, type ExchangeResult } from '../../kex/keys.js';
import type { RsaMethod } from '../../kex/method.js';
import type { Agreement, Context, State } from '../state.js';
import { type Checked, checkSignature, clientTranscript, trustHostKey } from './trust.js';

export const expectTransientKeyTable = /*@__PURE__*/ messageTable('ssh', 'expect transient key', [RsaKexPublicKey]);

export class ExpectTransientKey implements State {
  readonly name = 'ExpectTransientKey';
  readonly table = expectTransientKeyTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #method: RsaMethod;

  constructor(context: Context, agreement: Agreement, method: RsaMethod) {
    this.#context = context;
    this.#agreement = agreement;
    this.#method = method;
  }

  handle(payload: Uint8Array): State {
    const message = decodeMessage(RsaKexPublicKey, payload);
    checkHostKey(message.hostKey, this.#agreement.negotiated.hostKey, hostKeyPolicy(this.#context.settings));
    const run = (): Promise<Encrypted> => this.#encrypt(message);
    return this.#context.ask<Encrypted>(
      { type: 'compute', step: 'kex-respond', run },
      ({ encryptedSecret, result }) => {
        this.#agreement.own.secrets = { erase: () => zeroize(result.encodedSecret) };
        this.#context.outbound.sendNow([encodeMessage(RsaKexSecret, { encryptedSecret })]);
        return new ExpectRsaDone(this.#context, this.#agreement, message.hostKey, result);
      },
    );
  }

  async #encrypt({ hostKey, transientKey }: RsaKexPublicKey): Promise<Encrypted> {
    const { share, secret } = await this.#method.respond(transientKey);
    const transcript = {
      ...clientTranscript(this.#context, this.#agreement),
      hostKey,
      clientShare: share,
      serverShare: transientKey,
    };
    return { encryptedSecret: share, result: concludeExchange(this.#method, transcript, secret) };
  }
}

interface Encrypted {
  readonly encryptedSecret: Uint8Array;
  readonly result: ExchangeResult;
}

export const expectRsaDoneTable = /*@__PURE__*/ messageTable('ssh', 'expect RSA done', [RsaKexDone]);

class ExpectRsaDone implements State {
  readonly name = 'ExpectRsaDone';
  readonly table = expectRsaDoneTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #hostKey: Uint8Array;
  readonly #result: ExchangeResult;

  constructor(context: Context, agreement: Agreement, hostKey: Uint8Array, result: ExchangeResult) {
    this.#context = context;
    this.#agreement = agreement;
    this.#hostKey = hostKey;
    this.#result = result;
  }

  handle(payload: Uint8Array): State {
    const claim = { hostKey: this.#hostKey, signature: decodeMessage(RsaKexDone, payload).signature };
    const run = (): Promise<Checked> => checkSignature(this.#context, this.#agreement, claim, this.#result);
    return this.#context.ask<Checked>({ type: 'compute', step: 'kex-finish', run }, checked =>
      trustHostKey(this.#context, this.#agreement, this.#hostKey, checked),
    );
  }
}
