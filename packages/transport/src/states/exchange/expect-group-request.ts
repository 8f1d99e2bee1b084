/** The server awaits the sizes that the client wants, and chooses a group (RFC 4419 section 3; the old form: section 5). */

import { type MaybePromise, SshError } from '@nacre/core';
import type { ModpGroup } from '@nacre/crypto';
import { decodeMessage, encodeMessage, messageTable } from '@nacre/wire';

import { DisconnectReason, GexGroup, GexRequest, GexRequestOld } from '../../generated/index.js';
import { allowedSizes } from '../../kex/groups/choose.js';
import type { GroupRequest } from '../../kex/groups/request.js';
import type { GroupMethod } from '../../kex/method.js';
import type { Agreement, Context, State } from '../state.js';
import { ExpectKexShare } from './expect-share.js';

export const expectGroupRequestTable = /*@__PURE__*/ messageTable('ssh', 'expect group request', [
  GexRequest,
  GexRequestOld,
]);

export class ExpectGroupRequest implements State {
  readonly name = 'ExpectGroupRequest';
  readonly table = expectGroupRequestTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #context: Context;
  readonly #agreement: Agreement;
  readonly #method: GroupMethod;

  constructor(context: Context, agreement: Agreement, method: GroupMethod) {
    this.#context = context;
    this.#agreement = agreement;
    this.#method = method;
  }

  handle(payload: Uint8Array): State {
    const { groups, limits } = this.#context.settings;
    const request = readRequest(payload);
    const sizes = allowedSizes(request, limits);
    const run = (): MaybePromise<ModpGroup | undefined> => groups(sizes);
    return this.#context.ask<ModpGroup | undefined>({ type: 'compute', step: 'kex-choose-group', run }, group => {
      if (group === undefined) throw noGroup(sizes.minBits, sizes.maxBits);
      this.#context.outbound.sendNow([encodeMessage(GexGroup, { prime: group.p, generator: group.g })]);
      return new ExpectKexShare(this.#context, this.#agreement, this.#method.inGroup(request, group));
    });
  }
}

function readRequest(payload: Uint8Array): GroupRequest {
  return payload[0] === GexRequestOld.number
    ? { form: 'old', ...decodeMessage(GexRequestOld, payload) }
    : { form: 'range', ...decodeMessage(GexRequest, payload) };
}

function noGroup(minBits: number, maxBits: number): SshError {
  return new SshError('PROTOCOL_ERROR', `There is no group of ${minBits} to ${maxBits} bits for the key exchange`, {
    origin: 'peer',
    disconnect: DisconnectReason.keyExchangeFailed,
    details: { minBits, maxBits },
  });
}
