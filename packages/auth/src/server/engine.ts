/**
 * The server side of user authentication (RFC 4252) as an engine. One request is dealt with at a time; who the user is
 * comes only from what a check answered.
 */

import {
  type EffectId,
  type Engine,
  encodeUtf8,
  type Output,
  OutputQueue,
  protocolError,
  SshError,
  sanitizeText,
  toSshError,
  zeroize,
  copyBytes,
} from '@nacre/core';
import { keyTypeOfAlgorithm } from '@nacre/keys';
import { DecodeError, decodeMessage, encodeMessage } from '@nacre/wire';

import { UserauthFailure, UserauthPublicKeyOk, UserauthRequest, UserauthSuccess } from '../generated/index.js';
import type { ServerAuthLimits } from '../limits.js';
import { checkRequest, type Verdict } from './checks.js';
import { delayStep, refusalTime } from './delay.js';
import type { ServerAuthEffect, ServerAuthEvent, ServerAuthOptions } from './options.js';
import { readServerAuthOptions } from './read-options.js';

const SERVICE = 'ssh-connection';
const DISCONNECT_SERVICE_NOT_AVAILABLE = 7; // SSH_DISCONNECT_SERVICE_NOT_AVAILABLE
const DISCONNECT_PROTOCOL_ERROR = 2; // OpenSSH's reason for too many failures, too

/** The request in hand. */
interface Work {
  readonly user: string;
  /** As the client named it. */
  readonly method: string;
  /** Our copy of the message, erased when the work is done: it may hold a password. */
  readonly payload: Uint8Array;
  /** When the first tick after its arrival was; the engine has no other clock. */
  startedAt: number | undefined;
  /** Set when the request is to be refused, once enough time has passed. */
  refusal: { readonly error: SshError | undefined; at: number | undefined } | undefined;
}

/**
 * Time passes by `tick` alone: a refusal waits for it, so the driver has to honour `nextTimeout`.
 * After success every further request is ignored, as RFC 4252 section 5.1 asks.
 */
export class ServerAuth implements Engine<ServerAuthEvent, ServerAuthEffect> {
  readonly #queue = new OutputQueue<ServerAuthEvent, ServerAuthEffect>();
  readonly #options: ServerAuthOptions;
  readonly #limits: ServerAuthLimits;
  readonly #banner: Uint8Array | undefined;
  #now: number;
  #user: string | undefined;
  /** Signature algorithms of this user; undefined until it was asked for them. */
  #userKeyAlgorithms: readonly string[] | undefined;
  #work: Work | undefined;
  /** A request that came while another was in hand. */
  #waiting: Uint8Array | undefined;
  #requests = 0;
  #failures = 0;
  #probes = 0;
  #authenticated = false;

  /** Throws MISUSE for limits, delays, banners and algorithms that cannot work. */
  constructor(options: ServerAuthOptions) {
    this.#options = options;
    const { limits, banner } = readServerAuthOptions(options);
    this.#limits = limits;
    this.#banner = banner;
    this.#now = options.now;
    if (options.askUserKeyAlgorithms !== true) this.#userKeyAlgorithms = options.userKeyAlgorithms;
  }

  /** Takes one whole message and copies it. Never throws: whatever a client may not send ends the connection. */
  receive(payload: Uint8Array): void {
    this.#guard(() => {
      if (payload[0] !== UserauthRequest.number) {
        throw protocolError(`the client sent message ${payload[0]} where only a request to authenticate may come`);
      }
      if (!this.#authenticated) this.#admit(payload.slice());
    });
  }

  poll(): Output<ServerAuthEvent, ServerAuthEffect> | undefined {
    return this.#queue.poll();
  }

  resolve(id: EffectId, value: unknown): void {
    this.#guard(() => this.#queue.resolve(id, value));
  }

  reject(id: EffectId, error: unknown): void {
    this.#guard(() => this.#queue.reject(id, error));
  }

  /** At once while the arrival or the decision of a request has no time yet; else when the refusal is due. */
  nextTimeout(): number | undefined {
    const work = this.#work;
    if (work === undefined || this.#queue.closed) return undefined;
    if (work.startedAt === undefined) return this.#now;
    return work.refusal === undefined ? undefined : (work.refusal.at ?? this.#now);
  }

  tick(now: number): void {
    this.#now = now;
    const work = this.#work;
    if (work === undefined) return;
    work.startedAt ??= now;
    const refusal = work.refusal;
    if (refusal === undefined) return;
    refusal.at ??= refusalTime(work.startedAt, now, delayStep(work.user, this.#options));
    if (now >= refusal.at) this.#guard(() => this.#refuse(work, refusal.error));
  }

  /** False while one request is in hand and another waits. */
  get wantsInput(): boolean {
    return !this.#queue.closed && this.#waiting === undefined;
  }

  /** The connection is gone: nothing is sent any more, late answers are ignored, and what is held is erased. */
  end(error?: SshError): void {
    this.#queue.close(error);
    zeroize(this.#work?.payload, this.#waiting);
    this.#work = undefined;
    this.#waiting = undefined;
  }

  #admit(payload: Uint8Array): void {
    if (this.#work === undefined) {
      this.#begin(payload);
      return;
    }
    if (this.#waiting !== undefined) throw protocolError('the client sent requests without waiting for answers');
    this.#waiting = payload;
  }

  #begin(payload: Uint8Array): void {
    if (++this.#requests > this.#limits.requests) throw this.#tooMany('requests');
    if (this.#requests === 1 && this.#banner !== undefined) this.#queue.write(this.#banner);
    const request = decodeRequest(payload);
    if (request === undefined) {
      // a field over its limit, such as a huge password, is refused like a wrong one: in the same time, for every user
      this.#work = { user: '', method: 'oversized', payload, startedAt: undefined, refusal: undefined };
      this.#settle(this.#work, { type: 'refuse' });
      return;
    }
    this.#requireSameUser(request);
    const { user, body } = request;
    const method = body.method === undefined ? body.name : body.method;
    const work: Work = { user, method, payload, startedAt: undefined, refusal: undefined };
    this.#work = work;
    if (encodeUtf8(user).length > this.#limits.userBytes) {
      this.#settle(work, { type: 'refuse' });
      return;
    }
    if (this.#userKeyAlgorithms === undefined) this.#askAlgorithms(request, work);
    else this.#check(request, work, this.#userKeyAlgorithms);
  }

  #check(request: UserauthRequest, work: Work, userKeyAlgorithms: readonly string[]): void {
    checkRequest(request, {
      options: this.#options,
      userKeyAlgorithms,
      queue: this.#queue,
      settle: verdict => this.#settle(work, verdict),
    });
  }

  /** Asked with the first name that comes: no other may follow. When nobody can say, the request is refused, and it is asked again. */
  #askAlgorithms(request: UserauthRequest, work: Work): void {
    const { user } = request;
    const refuse = (error: unknown): void => {
      const reason = toSshError(error, 'AUTH_FAILED', 'user-key-algorithms failed', 'local');
      this.#settle(work, { type: 'refuse', error: reason });
    };
    this.#queue.effect<readonly string[] | undefined>(
      { type: 'user-key-algorithms', user },
      answer => {
        const algorithms = answer ?? this.#options.userKeyAlgorithms;
        try {
          for (const algorithm of algorithms) keyTypeOfAlgorithm(algorithm);
        } catch (error) {
          return refuse(error);
        }
        this.#userKeyAlgorithms = algorithms;
        if (answer !== undefined) this.#queue.event({ type: 'user-key-algorithms', algorithms });
        this.#check(request, work, algorithms);
      },
      refuse,
    );
  }

  /** What one user was granted must not count for another (RFC 4252 section 5). */
  #requireSameUser(request: UserauthRequest): void {
    if (request.service !== SERVICE) {
      const name = sanitizeText(request.service, 64);
      throw protocolError(`service ${name} is not available`, undefined, DISCONNECT_SERVICE_NOT_AVAILABLE);
    }
    this.#user ??= request.user;
    if (request.user !== this.#user) throw protocolError('the client changed the user name between requests');
  }

  #settle(work: Work, verdict: Verdict): void {
    if (verdict.type === 'refuse') {
      work.refusal = { error: verdict.error, at: undefined };
      if (delayStep(work.user, this.#options) === 0) this.#refuse(work, verdict.error);
    } else if (verdict.type === 'key-ok') {
      if (++this.#probes > this.#limits.probes) throw this.#tooMany('probes');
      const { algorithm, publicKey } = verdict;
      this.#queue.write(encodeMessage(UserauthPublicKeyOk, { algorithm, publicKey }));
      this.#finishWork(work);
    } else {
      this.#accept(work, verdict);
    }
  }

  #accept(work: Work, verdict: Verdict & { readonly type: 'accept' }): void {
    const { method, account, key } = verdict;
    const { user } = work;
    const keyFields = key === undefined ? {} : { algorithm: key.algorithm, publicKey: copyBytes(key.publicKey) };
    this.#authenticated = true;
    this.#queue.write(encodeMessage(UserauthSuccess, {}));
    this.#queue.event({ type: 'authenticated', user, method, account, ...keyFields });
    this.#options.trace?.({
      layer: 'auth',
      name: 'accepted',
      level: 'info',
      fields: { user: sanitizeText(user), method },
    });
    zeroize(this.#waiting);
    this.#waiting = undefined;
    this.#finishWork(work);
  }

  #refuse(work: Work, error: SshError | undefined): void {
    // the first request of method none only asks for the list of methods
    if (work.method !== 'none' || this.#requests > 1) this.#failures++;
    const user = work.user;
    const method = sanitizeText(work.method, 64);
    this.#queue.event({ type: 'refused', user, method, failures: this.#failures, error });
    this.#options.trace?.({
      layer: 'auth',
      name: 'refused',
      level: error === undefined ? 'info' : 'error',
      fields: { user: sanitizeText(user), method, failures: this.#failures, reason: error?.message },
    });
    if (this.#failures >= this.#limits.authTries) throw this.#tooMany('authTries');
    const methods = this.#options.methods.filter(name => name !== 'none');
    this.#queue.write(encodeMessage(UserauthFailure, { methods, partialSuccess: false }));
    this.#finishWork(work);
  }

  #finishWork(work: Work): void {
    zeroize(work.payload);
    this.#work = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.#begin(waiting);
  }

  #tooMany(limit: keyof ServerAuthLimits): SshError {
    return new SshError('AUTH_FAILED', 'Too many authentication failures', {
      origin: 'peer',
      disconnect: DISCONNECT_PROTOCOL_ERROR,
      details: { limit, failures: this.#failures, requests: this.#requests },
    });
  }

  #guard(action: () => void): void {
    if (this.#queue.closed) return;
    try {
      action();
    } catch (error) {
      this.end(toSshError(error, 'PROTOCOL_ERROR', 'Authentication could not go on', 'local'));
    }
  }
}

/** The request, or undefined if a part of its method is over a limit. Throws DecodeError for anything else malformed. */
function decodeRequest(payload: Uint8Array): UserauthRequest | undefined {
  try {
    return decodeMessage(UserauthRequest, payload);
  } catch (error) {
    const ofMethod = error instanceof DecodeError && !error.field.startsWith('UserauthRequest.');
    if (ofMethod && error.rule === 'limit') return undefined;
    throw error;
  }
}
