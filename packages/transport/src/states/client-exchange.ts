/** The client's part of a key exchange: send a share, check the server's answer (RFC 4253 section 8). */

import { equalBytes, SshError } from '@nacre/core';
import { verifySignature } from '@nacre/keys';
import { type MessageTable, messageTable } from '@nacre/wire';

import { DisconnectReason, EcdhReply, HybridReply } from '../generated/index.js';
import { kexFamilies, type Reply } from '../kex/families.js';
import { checkHostKey } from '../kex/host-key.js';
import { concludeExchange, type ExchangeResult } from '../kex/keys.js';
import type { KexFamilyName, KexStart } from '../kex/method.js';
import { DropWrongGuess } from './drop-wrong-guess.js';
import { changeKeys } from './expect-new-keys.js';
import type { Agreement, Context, State } from './state.js';

export function exchangeAsClient(context: Context, agreement: Agreement): State {
  const { method, own } = agreement;
  return context.ask<KexStart>({ type: 'compute', step: 'kex-start', run: () => method.start() }, start => {
    own.start = start;
    context.outbound.sendNow([kexFamilies[method.family].encodeInit(start.share)]);
    const next = new ExpectKexReply(context, agreement, start);
    return agreement.dropNext ? new DropWrongGuess(next) : next;
  });
}

export const expectKexReplyTables: { readonly [family in KexFamilyName]: MessageTable } = {
  ecdh: /*@__PURE__*/ messageTable('ssh', 'expect ECDH reply', [EcdhReply]),
  hybrid: /*@__PURE__*/ messageTable('ssh', 'expect hybrid reply', [HybridReply]),
};

/** Our share is out; the server's, with its signature, is awaited. */
class ExpectKexReply implements State {
  readonly name = 'ExpectKexReply';
  readonly table: MessageTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #start: KexStart;

  constructor(context: Context, agreement: Agreement, start: KexStart) {
    this.#context = context;
    this.#agreement = agreement;
    this.#start = start;
    this.table = expectKexReplyTables[agreement.method.family];
  }

  handle(payload: Uint8Array): State {
    const { method, negotiated } = this.#agreement;
    const reply = kexFamilies[method.family].decodeReply(payload);
    checkHostKey(reply.hostKey, negotiated.hostKey);
    const run = (): Promise<Checked> => this.#check(reply);
    return this.#context.ask<Checked>({ type: 'compute', step: 'kex-finish', run }, checked => {
      // nothing of the answer is believed before this
      if (checked.valid !== true) throw signatureInvalid(negotiated.hostKey);
      return this.#trust(new Uint8Array(reply.hostKey), checked.result);
    });
  }

  async #check(reply: Reply): Promise<Checked> {
    const { settings, facts } = this.#context;
    const { method, own, peerPayload, negotiated } = this.#agreement;
    const secret = await this.#start.finish(reply.share);
    const transcript = {
      clientVersion: settings.version.bytes,
      serverVersion: facts.remoteVersion?.bytes ?? new Uint8Array(0),
      clientKexInit: own.payload,
      serverKexInit: peerPayload,
      hostKey: reply.hostKey,
      clientShare: this.#start.share,
      serverShare: reply.share,
    };
    const result = concludeExchange(method, transcript, secret);
    const valid = await verifySignature(
      settings.crypto,
      reply.hostKey,
      negotiated.hostKey,
      result.exchangeHash,
      reply.signature,
    );
    return { result, valid };
  }

  #trust(hostKey: Uint8Array, result: ExchangeResult): State {
    const { facts } = this.#context;
    const { negotiated } = this.#agreement;
    if (facts.hostKey !== undefined) {
      if (!equalBytes(facts.hostKey, hostKey)) throw hostKeyChanged();
      return changeKeys(this.#context, negotiated, result);
    }
    const effect = { type: 'verify-host-key', hostKey, algorithm: negotiated.hostKey } as const;
    return this.#context.ask(effect, () => {
      facts.hostKey = hostKey;
      return changeKeys(this.#context, negotiated, result);
    });
  }
}

interface Checked {
  readonly result: ExchangeResult;
  readonly valid: boolean;
}

function signatureInvalid(algorithm: string): SshError {
  return new SshError('SIGNATURE_INVALID', `The server's ${algorithm} signature over the key exchange is not valid`, {
    origin: 'peer',
    disconnect: DisconnectReason.keyExchangeFailed,
  });
}

function hostKeyChanged(): SshError {
  return new SshError('HOST_KEY_CHANGED', 'The server came with another host key in a later key exchange', {
    origin: 'peer',
    disconnect: DisconnectReason.hostKeyNotVerifiable,
  });
}
