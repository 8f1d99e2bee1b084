/** Which credential comes next. Knows what was used up and what the server lists; sends nothing. */

import { signatureOfCertificateAlgorithm } from '@nacre/keys';

import type { ClientCredential } from './options.js';

export interface Candidate {
  readonly index: number;
  readonly credential: ClientCredential;
  /** Set for a key: the signature algorithm to try. */
  readonly algorithm: string | undefined;
  /** Counts from 1: passwords are asked for again after a refusal. */
  readonly attempt: number;
}

type Status = 'ready' | 'used-up' | 'accepted';

interface Progress {
  status: Status;
  /** Tries that the server refused since the last partial success. */
  refusals: number;
  /** It has been sent at least once, or given up for a reason of our own. */
  tried: boolean;
}

export class CredentialPlan {
  readonly #credentials: readonly ClientCredential[];
  readonly #progress: Progress[];
  readonly #passwordAttempts: number;
  serverSigAlgs: readonly string[] | undefined;
  /** The methods that can go on, as the server said last. */
  methods: readonly string[] = [];

  constructor(credentials: readonly ClientCredential[], passwordAttempts: number) {
    this.#credentials = credentials;
    this.#progress = credentials.map(() => ({ status: 'ready', refusals: 0, tried: false }));
    this.#passwordAttempts = passwordAttempts;
  }

  /** The first credential that is not used up and whose method the server lists. */
  next(): Candidate | undefined {
    for (const [index, credential] of this.#credentials.entries()) {
      const progress = this.#progress[index] as Progress;
      if (progress.status !== 'ready' || !this.methods.includes(credential.type)) continue;
      const algorithm = this.#algorithms(credential)[progress.refusals];
      return { index, credential, algorithm, attempt: progress.refusals + 1 };
    }
    return undefined;
  }

  /** Credentials that were never sent because the server did not list their method. */
  notOffered(): readonly { readonly index: number; readonly credential: ClientCredential }[] {
    return this.#credentials
      .map((credential, index) => ({ index, credential }))
      .filter(({ index }) => !this.#progress[index]?.tried);
  }

  /** The server refused it: a key may have another algorithm, a password may have been mistyped. */
  refused(candidate: Candidate): void {
    const progress = this.#progress[candidate.index] as Progress;
    progress.tried = true;
    progress.refusals++;
    const rounds =
      candidate.credential.type === 'password' ? this.#passwordAttempts : this.#algorithms(candidate.credential).length;
    if (progress.refusals >= rounds) progress.status = 'used-up';
  }

  /** It cannot be tried, or not again. */
  drop(candidate: Candidate): void {
    const progress = this.#progress[candidate.index] as Progress;
    progress.tried = true;
    progress.status = 'used-up';
  }

  /** Accepted, and the server wants more: what was refused before may do for the next step. */
  accepted(candidate: Candidate): void {
    const accepted = this.#progress[candidate.index] as Progress;
    accepted.tried = true;
    accepted.status = 'accepted';
    for (const progress of this.#progress) {
      if (progress.status === 'used-up') progress.status = 'ready';
      progress.refusals = 0;
    }
  }

  /**
   * Algorithms to try with a key, in order. If the server told which it accepts, the best of those; a key that has
   * one only is tried anyway, because servers leave names out. If it told nothing, one after the other, because servers
   * that know rsa-sha2-256 alone exist. Servers name the signatures that go with certificates, not the certificates.
   */
  #algorithms(credential: ClientCredential): readonly string[] {
    if (credential.type !== 'publickey') return [];
    const accepted = this.serverSigAlgs;
    if (accepted === undefined || credential.algorithms.length === 1) return credential.algorithms;
    return credential.algorithms.filter(name => isAccepted(name, accepted)).slice(0, 1);
  }
}

function isAccepted(algorithm: string, accepted: readonly string[]): boolean {
  return accepted.includes(algorithm) || accepted.includes(signatureOfCertificateAlgorithm(algorithm) ?? algorithm);
}
