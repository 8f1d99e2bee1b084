/** The end of a key exchange: NEWKEYS goes out, then the peer's is awaited (RFC 4253 section 7.3). */

import { zeroize } from '@nacre/core';
import { decodeMessage, encodeMessage, messageTable } from '@nacre/wire';

import type { Directions, Role } from '../events.js';
import { ExtInfo, NewKeys } from '../generated/index.js';
import { deriveKeys, type ExchangeResult } from '../kex/keys.js';
import type { Negotiated } from '../negotiation/negotiate.js';
import { suiteFor } from '../packet/ciphers.js';
import type { OpenProtection } from '../packet/protection.js';
import { Established } from './established.js';
import type { Context, State } from './state.js';

/**
 * Sends NEWKEYS and puts the new keys of our direction to use. Everything that was held goes out at once: the peer has to
 * be ready for it, and a round trip is saved.
 */
export function changeKeys(context: Context, negotiated: Negotiated, result: ExchangeResult): State {
  const { settings, facts, outbound, compression } = context;
  facts.sessionId ??= result.exchangeHash;
  const opening = makeKeys(context, negotiated, result);
  outbound.sendNow([encodeMessage(NewKeys, {})]);
  outbound.install(opening.seal, { resetSequence: facts.strictKex });
  compression.startOutgoing(negotiated.compression[directionOf(settings.role)]);
  if (!facts.established && facts.peerTakesExtInfo && settings.extInfo.size > 0) {
    const entries = [...settings.extInfo].map(([name, value]) => ({ name, value }));
    outbound.sendNow([encodeMessage(ExtInfo, { entries })]);
  }
  outbound.release();
  return new ExpectNewKeys(context, negotiated, opening.open);
}

export const expectNewKeysTable = /*@__PURE__*/ messageTable('ssh', 'expect NEWKEYS', [NewKeys]);

class ExpectNewKeys implements State {
  readonly name = 'ExpectNewKeys';
  readonly table = expectNewKeysTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #negotiated: Negotiated;
  readonly #protection: OpenProtection;

  constructor(context: Context, negotiated: Negotiated, protection: OpenProtection) {
    this.#context = context;
    this.#negotiated = negotiated;
    this.#protection = protection;
  }

  handle(payload: Uint8Array): State {
    decodeMessage(NewKeys, payload);
    const { facts, opener, compression, settings } = this.#context;
    opener.install(this.#protection, { resetSequence: facts.strictKex });
    compression.startIncoming(this.#negotiated.compression[directionOf(peerOf(settings.role))]);
    facts.negotiated = this.#negotiated;
    this.#context.completeExchange();
    return new Established(this.#context);
  }
}

/** The protection of both directions. Erases the secret that they come from. */
function makeKeys({ settings, facts }: Context, negotiated: Negotiated, result: ExchangeResult) {
  const { role, crypto } = settings;
  const sessionId = facts.sessionId ?? result.exchangeHash;
  const [own, peer] = [directionOf(role), directionOf(peerOf(role))];
  const sealing = suiteFor(negotiated.cipher[own], negotiated.mac[own]);
  const opening = suiteFor(negotiated.cipher[peer], negotiated.mac[peer]);
  const seal = sealing.seal(crypto, deriveKeys(result, sessionId, sealing, role));
  const open = opening.open(crypto, deriveKeys(result, sessionId, opening, peerOf(role)));
  zeroize(result.encodedSecret);
  return { seal, open };
}

function peerOf(role: Role): Role {
  return role === 'client' ? 'server' : 'client';
}

/** The direction in which `sender` sends. */
function directionOf(sender: Role): keyof Directions<unknown> {
  return sender === 'client' ? 'clientToServer' : 'serverToClient';
}
