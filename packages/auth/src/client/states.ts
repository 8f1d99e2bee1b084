/**
 * The steps of a client (RFC 4252), one class per thing awaited. Message numbers from 60 mean what the method of the
 * step says; whatever a step does not name has no place there.
 */

import { equalBytes, misuse } from '@nacre/core';
import { decodeMessage } from '@nacre/wire';

import {
  UserauthFailure,
  UserauthPasswordChangeRequest,
  UserauthPublicKeyOk,
  UserauthSuccess,
} from '../generated/index.js';
import { HOSTBOUND_METHOD, publicKeySignedData } from '../signed-data.js';
import type { ClientState, Conversation } from './conversation.js';
import type { Candidate } from './plan.js';

/** Starts the conversation: the method `none` makes the server list the others. */
export function beginWithNone(conversation: Conversation): ClientState {
  conversation.send({ method: 'none' });
  return new ExpectNoneAnswer(conversation);
}

class ExpectNoneAnswer implements ClientState {
  readonly awaits = 'the answer to method none';
  readonly #conversation: Conversation;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  receive(messageNumber: number, payload: Uint8Array): ClientState | undefined {
    if (messageNumber === UserauthSuccess.number) return finish(this.#conversation, undefined, payload);
    if (messageNumber !== UserauthFailure.number) return undefined;
    this.#conversation.plan.methods = decodeMessage(UserauthFailure, payload).methods;
    this.#conversation.note(undefined, 'refused');
    return tryNext(this.#conversation);
  }
}

/** We asked whether a key would do. Success is no answer to that: nothing has been proven yet. */
class ExpectKeyOk implements ClientState {
  readonly awaits = 'the answer to a public key';
  readonly #conversation: Conversation;
  readonly #candidate: Candidate;
  readonly #key: KeyTry;

  constructor(conversation: Conversation, candidate: Candidate, key: KeyTry) {
    this.#conversation = conversation;
    this.#candidate = candidate;
    this.#key = key;
  }

  receive(messageNumber: number, payload: Uint8Array): ClientState | undefined {
    if (messageNumber === UserauthFailure.number) return afterFailure(this.#conversation, this.#candidate, payload);
    if (messageNumber !== UserauthPublicKeyOk.number) return undefined;
    const approved = decodeMessage(UserauthPublicKeyOk, payload);
    const { algorithm, publicKey } = this.#key;
    if (approved.algorithm !== algorithm || !equalBytes(approved.publicKey, publicKey)) {
      return passOver(this.#conversation, this.#candidate, 'wrong-answer');
    }
    return askSignature(this.#conversation, this.#candidate, this.#key);
  }
}

class ExpectSignature implements ClientState {
  readonly awaits = 'our own signature';

  receive(): undefined {
    return undefined;
  }
}

class ExpectPassword implements ClientState {
  readonly awaits = 'our own password';

  receive(): undefined {
    return undefined;
  }
}

class ExpectKeyAnswer implements ClientState {
  readonly awaits = 'the answer to a signature';
  readonly #conversation: Conversation;
  readonly #candidate: Candidate;

  constructor(conversation: Conversation, candidate: Candidate) {
    this.#conversation = conversation;
    this.#candidate = candidate;
  }

  receive(messageNumber: number, payload: Uint8Array): ClientState | undefined {
    if (messageNumber === UserauthSuccess.number) return finish(this.#conversation, this.#candidate, payload);
    if (messageNumber === UserauthFailure.number) return afterFailure(this.#conversation, this.#candidate, payload);
    return undefined;
  }
}

class ExpectPasswordAnswer implements ClientState {
  readonly awaits = 'the answer to a password';
  readonly #conversation: Conversation;
  readonly #candidate: Candidate;

  constructor(conversation: Conversation, candidate: Candidate) {
    this.#conversation = conversation;
    this.#candidate = candidate;
  }

  receive(messageNumber: number, payload: Uint8Array): ClientState | undefined {
    if (messageNumber === UserauthSuccess.number) return finish(this.#conversation, this.#candidate, payload);
    if (messageNumber === UserauthFailure.number) return afterFailure(this.#conversation, this.#candidate, payload);
    if (messageNumber !== UserauthPasswordChangeRequest.number) return undefined;
    const { prompt } = decodeMessage(UserauthPasswordChangeRequest, payload);
    return passOver(this.#conversation, this.#candidate, 'password-expired', prompt);
  }
}

/** Authenticated: this layer is done. Late answers change nothing any more; everything else is out of place. */
class Finished implements ClientState {
  readonly awaits = 'nothing, authentication is complete';
  readonly #conversation: Conversation;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  receive(messageNumber: number): ClientState | undefined {
    if (messageNumber !== UserauthSuccess.number && messageNumber !== UserauthFailure.number) return undefined;
    this.#conversation.ignoreSurplus();
    return this;
  }
}

interface KeyTry {
  readonly algorithm: string;
  readonly publicKey: Uint8Array;
}

function finish(conversation: Conversation, candidate: Candidate | undefined, payload: Uint8Array): ClientState {
  decodeMessage(UserauthSuccess, payload);
  conversation.succeed(candidate);
  return new Finished(conversation);
}

function afterFailure(conversation: Conversation, candidate: Candidate, payload: Uint8Array): ClientState {
  const { methods, partialSuccess } = decodeMessage(UserauthFailure, payload);
  const { plan } = conversation;
  plan.methods = methods;
  conversation.note(candidate, partialSuccess ? 'partial' : 'refused');
  if (partialSuccess) plan.accepted(candidate);
  else plan.refused(candidate);
  return tryNext(conversation);
}

function passOver(
  conversation: Conversation,
  candidate: Candidate,
  answer: 'wrong-answer' | 'not-signed' | 'not-given' | 'password-expired' | 'no-common-algorithm',
  detail?: string,
): ClientState {
  conversation.note(candidate, answer, detail);
  conversation.plan.drop(candidate);
  return tryNext(conversation);
}

function tryNext(conversation: Conversation): ClientState {
  const candidate = conversation.take();
  const { credential, algorithm } = candidate;
  if (credential.type === 'password') return askPassword(conversation, candidate);
  if (algorithm === undefined) return passOver(conversation, candidate, 'no-common-algorithm');
  const key = { algorithm, publicKey: credential.publicKey };
  conversation.send({ method: 'publickey', hasSignature: false, ...key });
  return new ExpectKeyOk(conversation, candidate, key);
}

function askSignature(conversation: Conversation, candidate: Candidate, key: KeyTry): ClientState {
  const { user, service, sessionId, hostKey: serverHostKey } = conversation;
  const data = publicKeySignedData({ sessionId, user, service, serverHostKey, ...key });
  conversation.queue.effect<unknown>(
    { type: 'sign', credential: candidate.index, algorithm: key.algorithm, data },
    signature =>
      conversation.resume(() => {
        if (!(signature instanceof Uint8Array)) throw misuse('a sign effect was answered without a signature');
        const signed = { hasSignature: true, ...key, signature };
        // the question before it, without a signature, is of the method publickey in any case, as OpenSSH's
        if (serverHostKey === undefined) conversation.send({ method: 'publickey', ...signed });
        else conversation.send({ method: HOSTBOUND_METHOD, ...signed, serverHostKey });
        return new ExpectKeyAnswer(conversation, candidate);
      }),
    error => conversation.resume(() => passOver(conversation, candidate, 'not-signed', messageOf(error))),
  );
  return new ExpectSignature();
}

function askPassword(conversation: Conversation, candidate: Candidate): ClientState {
  conversation.queue.effect<unknown>(
    { type: 'password', credential: candidate.index, attempt: candidate.attempt },
    password =>
      conversation.resume(() => {
        if (password === undefined) return passOver(conversation, candidate, 'not-given');
        if (typeof password !== 'string') throw misuse('a password effect was answered with something else');
        conversation.send({ method: 'password', change: false, password });
        return new ExpectPasswordAnswer(conversation, candidate);
      }),
    error => conversation.resume(() => passOver(conversation, candidate, 'not-given', messageOf(error))),
  );
  return new ExpectPassword();
}

function messageOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined;
}
