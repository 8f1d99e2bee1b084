/** The client asked for a group and awaits the one that the server chose (RFC 4419 section 3). */

import type { ModpGroup } from '@nacre/crypto';
import { decodeMessage, encodeMessage, messageTable } from '@nacre/wire';

import { GexGroup, GexRequest } from '../../generated/index.js';
import { checkGroup, checkPrime } from '../../kex/groups/check.js';
import { type GroupRequest, type GroupSizes, groupBitsFor } from '../../kex/groups/request.js';
import type { GroupMethod } from '../../kex/method.js';
import type { Negotiated } from '../../negotiation/negotiate.js';
import { suiteFor } from '../../packet/ciphers.js';
import type { Agreement, Context, State } from '../state.js';
import { afterWrongGuess } from './drop-wrong-guess.js';
import { sendShare } from './expect-reply.js';

export function requestGroup(context: Context, agreement: Agreement, method: GroupMethod): State {
  const { leastGroupBits: minBits, mostGroupBits: maxBits } = context.settings.limits;
  const wanted = groupBitsFor(strengthBitsOf(agreement.negotiated));
  const sizes = { minBits, bits: Math.min(Math.max(wanted, minBits), maxBits), maxBits };
  context.outbound.sendNow([encodeMessage(GexRequest, sizes)]);
  return afterWrongGuess(agreement, new ExpectGroup(context, agreement, method, sizes));
}

export const expectGroupTable = /*@__PURE__*/ messageTable('ssh', 'expect group', [GexGroup]);

class ExpectGroup implements State {
  readonly name = 'ExpectGroup';
  readonly table = expectGroupTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #method: GroupMethod;
  readonly #sizes: GroupSizes;

  constructor(context: Context, agreement: Agreement, method: GroupMethod, sizes: GroupSizes) {
    this.#context = context;
    this.#agreement = agreement;
    this.#method = method;
    this.#sizes = sizes;
  }

  handle(payload: Uint8Array): State {
    const { prime: p, generator: g } = decodeMessage(GexGroup, payload);
    const group: ModpGroup = { p, g };
    const run = (): Promise<void> => this.#check(group);
    return this.#context.ask<void>({ type: 'compute', step: 'kex-check-group', run }, () => {
      const request: GroupRequest = { form: 'range', ...this.#sizes };
      // the packet of a wrong guess is gone already
      const agreement = { ...this.#agreement, dropNext: false };
      return sendShare(this.#context, agreement, this.#method.inGroup(request, group));
    });
  }

  async #check(group: ModpGroup): Promise<void> {
    const { crypto, random } = this.#context.settings;
    checkGroup(group, this.#sizes);
    if (crypto.modp !== undefined) await checkPrime(group, crypto.modp, random);
  }
}

const STRONGEST_BYTES = 32; // no cipher of SSH is stronger, though some have more keys than one

/** Strength of the stronger cipher. */
function strengthBitsOf({ cipher, mac }: Negotiated): number {
  const bytes = (direction: 'clientToServer' | 'serverToClient'): number =>
    suiteFor(cipher[direction], mac[direction]).keyBytes;
  return 8 * Math.min(Math.max(bytes('clientToServer'), bytes('serverToClient')), STRONGEST_BYTES);
}
