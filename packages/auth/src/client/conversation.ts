/** What the states of a client share: the plan, the report, and the ways out. */

import { limitExceeded, type OutputQueue, SshError, sanitizeText, type TraceSink } from '@nacre/core';
import { decodeMessage, encodeMessage } from '@nacre/wire';

import { UserauthBanner, type UserauthMethod, UserauthRequest } from '../generated/index.js';
import { BANNER_OVERHEAD, type ClientAuthLimits, clientAuthLimits } from '../limits.js';
import { type AuthAnswer, type AuthReport, type AuthTry, describeReport } from '../report.js';
import type { ClientAuthEffect, ClientAuthEvent, ClientAuthOptions } from './options.js';
import { type Candidate, CredentialPlan } from './plan.js';

/** One step of the conversation, named for what it awaits. It holds only what is valid then. */
export interface ClientState {
  /** In words, for errors. */
  readonly awaits: string;
  /** The next state, or undefined when the message has no place here. Banners never come here. */
  receive(messageNumber: number, payload: Uint8Array): ClientState | undefined;
}

const DISCONNECT_NO_MORE_METHODS = 14; // SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
const DISCONNECT_BY_APPLICATION = 11; // SSH_DISCONNECT_BY_APPLICATION

export class Conversation {
  readonly user: string;
  readonly service: string;
  readonly sessionId: Uint8Array;
  /** Set when signatures are to name the server's host key. */
  readonly hostKey: Uint8Array | undefined;
  readonly plan: CredentialPlan;
  readonly rejectTrivialAuth: boolean;
  readonly queue: OutputQueue<ClientAuthEvent, ClientAuthEffect>;
  /** Goes on with what an answered effect leads to; set by the engine, which catches what is thrown. */
  readonly resume: (next: () => ClientState) => void;
  readonly #bannerWithNul: boolean;
  readonly #limits: ClientAuthLimits;
  readonly #trace: TraceSink | undefined;
  readonly #tries: AuthTry[] = [];
  #attempts = 0;
  #authenticated = false;
  #surplus = 0;
  #bannerBytes = 0;

  constructor(
    options: ClientAuthOptions,
    queue: OutputQueue<ClientAuthEvent, ClientAuthEffect>,
    resume: (next: () => ClientState) => void,
  ) {
    this.user = options.user;
    this.service = options.service ?? 'ssh-connection';
    this.sessionId = options.sessionId;
    this.hostKey = options.hostKey;
    this.#bannerWithNul = options.bannerWithNul ?? false;
    this.#limits = clientAuthLimits(options.limits);
    this.#trace = options.trace;
    this.plan = new CredentialPlan(options.credentials, this.#limits.passwordAttempts);
    this.plan.serverSigAlgs = options.serverSigAlgs;
    this.rejectTrivialAuth = options.rejectTrivialAuth ?? options.credentials.length > 0;
    this.queue = queue;
    this.resume = resume;
  }

  get report(): AuthReport {
    return { user: this.user, tries: [...this.#tries], methods: this.plan.methods };
  }

  send(body: UserauthMethod): void {
    this.queue.write(encodeMessage(UserauthRequest, { user: this.user, service: this.service, body }));
    this.#trace?.({
      layer: 'auth',
      name: 'request',
      level: 'debug',
      fields: { method: body.method, algorithm: 'algorithm' in body ? body.algorithm : undefined },
    });
  }

  /** Notes the outcome of one try; `none` has no candidate. `detail` is cleaned here. */
  note(candidate: Candidate | undefined, answer: AuthAnswer, detail?: string): void {
    const key = candidate?.credential.type === 'publickey' ? candidate.credential : undefined;
    const entry: AuthTry = {
      method: candidate?.credential.type ?? 'none',
      credential: candidate?.index,
      fingerprint: key?.fingerprint,
      algorithm: key && candidate?.algorithm,
      answer,
      detail: detail === undefined || detail === '' ? undefined : sanitizeText(detail),
    };
    this.#tries.push(entry);
    const { method, fingerprint, algorithm } = entry;
    this.#trace?.({ layer: 'auth', name: 'answer', level: 'info', fields: { method, fingerprint, algorithm, answer } });
  }

  /** The next credential to try. Throws AUTH_FAILED when there is none, or when enough has been tried. */
  take(): Candidate {
    const candidate = this.plan.next();
    if (candidate === undefined) {
      for (const { index, credential } of this.plan.notOffered()) {
        this.note({ index, credential, algorithm: undefined, attempt: 1 }, 'not-offered');
      }
      throw this.#failure(`Authentication of ${sanitizeText(this.user)} failed`, DISCONNECT_NO_MORE_METHODS);
    }
    if (++this.#attempts > this.#limits.attempts) {
      const text = `Authentication of ${sanitizeText(this.user)} given up after ${this.#limits.attempts} attempts`;
      throw this.#failure(text, DISCONNECT_NO_MORE_METHODS);
    }
    return candidate;
  }

  get authenticated(): boolean {
    return this.#authenticated;
  }

  succeed(candidate: Candidate | undefined): void {
    this.note(candidate, 'accepted');
    if (candidate === undefined && this.rejectTrivialAuth) {
      const text = 'The server asked for no credential at all, which rejectTrivialAuth does not allow';
      throw this.#failure(text, DISCONNECT_BY_APPLICATION);
    }
    this.#authenticated = true;
    const method = candidate?.credential.type ?? 'none';
    this.queue.event({ type: 'authenticated', method, credential: candidate?.index, report: this.report });
  }

  /** An answer that nothing waits for, after success: some servers send one for each request, late. */
  ignoreSurplus(): void {
    const { surplusReplies } = this.#limits;
    if (++this.#surplus > surplusReplies) throw limitExceeded('surplusReplies', this.#surplus, surplusReplies);
  }

  banner(payload: Uint8Array): void {
    const { message } = decodeMessage(UserauthBanner, this.#bannerWithNul ? withoutNul(payload) : payload);
    this.#bannerBytes += payload.length + BANNER_OVERHEAD;
    const { bannerBytes } = this.#limits;
    if (this.#bannerBytes > bannerBytes) throw limitExceeded('bannerBytes', this.#bannerBytes, bannerBytes);
    this.queue.event({ type: 'banner', message });
  }

  #failure(text: string, disconnect: number): SshError {
    const report = this.report;
    return new SshError('AUTH_FAILED', `${text}: ${describeReport(report)}`, {
      origin: 'peer',
      disconnect,
      details: { report },
    });
  }
}

/** The message without a NUL behind its two texts. A language tag of no octets ends in a NUL too, so the lengths decide. */
function withoutNul(payload: Uint8Array): Uint8Array {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  let end = 1;
  for (let field = 0; field < 2 && end + 4 <= payload.length; field++) end += 4 + view.getUint32(end);
  return end === payload.length - 1 && payload[end] === 0 ? payload.subarray(0, end) : payload;
}
