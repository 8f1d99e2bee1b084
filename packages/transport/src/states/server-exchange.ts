/** The server's part of a key exchange: answer the client's share with ours and a signature (RFC 4253 section 8). */

import { misuse } from '@nacre/core';
import { type MessageTable, messageTable } from '@nacre/wire';

import { EcdhInit, HybridInit } from '../generated/index.js';
import { kexFamilies } from '../kex/families.js';
import { concludeExchange, type ExchangeResult } from '../kex/keys.js';
import type { KexFamilyName } from '../kex/method.js';
import type { HostKey } from '../options.js';
import { DropWrongGuess } from './drop-wrong-guess.js';
import { changeKeys } from './expect-new-keys.js';
import type { Agreement, Context, State } from './state.js';

export function exchangeAsServer(context: Context, agreement: Agreement): State {
  const next = new ExpectKexShare(context, agreement);
  return agreement.dropNext ? new DropWrongGuess(next) : next;
}

export const expectKexShareTables: { readonly [family in KexFamilyName]: MessageTable } = {
  ecdh: /*@__PURE__*/ messageTable('ssh', 'expect ECDH share', [EcdhInit]),
  hybrid: /*@__PURE__*/ messageTable('ssh', 'expect hybrid share', [HybridInit]),
};

/** The algorithms are agreed on; the client's share is awaited. */
class ExpectKexShare implements State {
  readonly name = 'ExpectKexShare';
  readonly table: MessageTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;

  constructor(context: Context, agreement: Agreement) {
    this.#context = context;
    this.#agreement = agreement;
    this.table = expectKexShareTables[agreement.method.family];
  }

  handle(payload: Uint8Array): State {
    const clientShare = kexFamilies[this.#agreement.method.family].decodeInit(payload);
    const hostKey = this.#hostKey();
    const run = (): Promise<Answered> => this.#answer(clientShare, hostKey);
    return this.#context.ask<Answered>({ type: 'compute', step: 'kex-respond', run }, answered => {
      const { hostKey: algorithm } = this.#agreement.negotiated;
      const effect = { type: 'sign', hostKey: hostKey.blob, algorithm, data: answered.result.exchangeHash } as const;
      return this.#context.ask(effect, signature => this.#reply(hostKey, answered, signature));
    });
  }

  #hostKey(): HostKey {
    const { hostKey: algorithm } = this.#agreement.negotiated;
    const key = this.#context.settings.hostKeys.find(candidate => candidate.algorithms.includes(algorithm));
    if (key === undefined) throw misuse(`There is no host key for ${algorithm}`);
    return key;
  }

  async #answer(clientShare: Uint8Array, hostKey: HostKey): Promise<Answered> {
    const { settings, facts } = this.#context;
    const { method, own, peerPayload } = this.#agreement;
    const { share, secret } = await method.respond(clientShare);
    const transcript = {
      clientVersion: facts.remoteVersion?.bytes ?? new Uint8Array(0),
      serverVersion: settings.version.bytes,
      clientKexInit: peerPayload,
      serverKexInit: own.payload,
      hostKey: hostKey.blob,
      clientShare,
      serverShare: share,
    };
    return { share, result: concludeExchange(method, transcript, secret) };
  }

  #reply(hostKey: HostKey, { share, result }: Answered, signature: unknown): State {
    if (!(signature instanceof Uint8Array)) throw misuse("The effect 'sign' must be answered with a signature blob");
    const { method, negotiated } = this.#agreement;
    const reply = kexFamilies[method.family].encodeReply({ hostKey: hostKey.blob, share, signature });
    this.#context.outbound.sendNow([reply]);
    this.#context.facts.hostKey ??= hostKey.blob;
    return changeKeys(this.#context, negotiated, result);
  }
}

interface Answered {
  readonly share: Uint8Array;
  readonly result: ExchangeResult;
}
