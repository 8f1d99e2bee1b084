/** Keys are in use: services, extensions and pings are handled here, a KEXINIT starts the next exchange. */

import { protocolError, sanitizeText } from '@nacre/core';
import { decodeMessage, encodeMessage, type MessageTable, messageTable } from '@nacre/wire';

import type { Role } from '../events.js';
import { withExtensions } from '../extensions/peer-extensions.js';
import { ExtInfo, KexInit, Ping, Pong, ServiceAccept, ServiceRequest } from '../generated/index.js';
import type { Context, State } from './state.js';
import { expectServiceDecision } from './waiting.js';

/** Each role takes only what the other may send. */
export const establishedTables: { readonly [role in Role]: MessageTable } = {
  client: /*@__PURE__*/ messageTable('ssh', 'client', [KexInit, ServiceAccept, ExtInfo, Ping, Pong]),
  server: /*@__PURE__*/ messageTable('ssh', 'server', [KexInit, ServiceRequest, ExtInfo, Ping, Pong]),
};

export class Established implements State {
  readonly name = 'Established';
  readonly table: MessageTable;
  readonly exchanging = false;
  readonly paused = false;
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
    this.table = establishedTables[context.settings.role];
  }

  handle(payload: Uint8Array, sequence: number): State {
    switch (payload[0]) {
      case KexInit.number:
        return this.#context.answerKexInit(payload, sequence);
      case ServiceRequest.number:
        return this.#serviceRequested(payload);
      case ServiceAccept.number:
        return this.#serviceAccepted(payload);
      case ExtInfo.number:
        return this.#extInfo(payload);
      case Ping.number:
        return this.#ping(payload);
      default:
        return this.#pong(payload);
    }
  }

  #serviceRequested(payload: Uint8Array): State {
    const { service } = decodeMessage(ServiceRequest, payload);
    this.#context.outputs.event({ type: 'service-requested', service });
    return expectServiceDecision;
  }

  #serviceAccepted(payload: Uint8Array): State {
    const { service } = decodeMessage(ServiceAccept, payload);
    const { facts, outputs } = this.#context;
    const requested = facts.requestedServices.shift();
    if (requested !== service)
      throw protocolError(`The server accepted the service ${sanitizeText(service)}, which was not asked for`);
    facts.serviceAccepted = true;
    outputs.event({ type: 'service-accepted', service });
    return this;
  }

  #extInfo(payload: Uint8Array): State {
    const { facts, settings, outputs } = this.#context;
    const { extInfoFromServer, extInfoFromClient } = settings.limits;
    const most = settings.role === 'client' ? extInfoFromServer : extInfoFromClient;
    facts.extInfos += 1;
    if (facts.extInfos > most) throw protocolError(`EXT_INFO came ${facts.extInfos} times; ${most} is the most`);
    if (facts.authenticated) throw protocolError('EXT_INFO came after authentication');
    const { entries } = decodeMessage(ExtInfo, payload);
    facts.extensions = withExtensions(facts.extensions, entries);
    const extensions = new Map(entries.map(entry => [entry.name, entry.value] as const));
    outputs.event({ type: 'ext-info', extensions });
    return this;
  }

  /** Strangers get no work out of us, and no answer is queued while an exchange holds them back (CVE-2025-26466). */
  #ping(payload: Uint8Array): State {
    const { data } = decodeMessage(Ping, payload);
    const { facts, exchanges, outbound } = this.#context;
    if (facts.authenticated && exchanges.current === undefined) outbound.send([encodeMessage(Pong, { data })]);
    return this;
  }

  /** A stray answer harms nobody, and nobody is told of it. */
  #pong(payload: Uint8Array): State {
    const { data } = decodeMessage(Pong, payload);
    const { facts, outputs } = this.#context;
    if (facts.pendingPings > 0) {
      facts.pendingPings -= 1;
      outputs.event({ type: 'pong', data });
    }
    return this;
  }
}
