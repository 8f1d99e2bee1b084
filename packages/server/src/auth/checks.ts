/** Puts the questions of the authentication engine to the owner's handlers. */

import type { ServerAuthEffect, ServerAuthMethod } from '@nacre/auth';
import { isSshError } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { fingerprint, type PublicKey, publicKeyFromBlob } from '@nacre/keys';

import type { AuthHandlers } from './handlers.js';

export type AuthQuestion = Exclude<ServerAuthEffect, { readonly type: 'compute' }>;

export interface AuthContext {
  readonly crypto: CryptoProvider;
  readonly remoteAddress: string | undefined;
  readonly signal: AbortSignal;
}

export function methodsOf<A>(handlers: AuthHandlers<A>): readonly ServerAuthMethod[] {
  return (['publickey', 'password', 'none'] as const).filter(method => handlers[method] !== undefined);
}

/** The account, or false; for 'user-key-algorithms' their names. Rejects when the handler does, which refuses. */
export async function checkUser<A>(
  handlers: AuthHandlers<A>,
  question: AuthQuestion,
  context: AuthContext,
): Promise<unknown> {
  const { user } = question;
  if (question.type === 'user-key-algorithms') {
    const { remoteAddress, signal } = context;
    const { userKeyAlgorithms } = handlers;
    return typeof userKeyAlgorithms === 'function' ? userKeyAlgorithms({ user, remoteAddress, signal }) : undefined;
  }
  const answer: unknown = await ask(handlers, question, context);
  if (answer === true) return { name: user };
  return isAccount(answer) ? answer : false;
}

type UserQuestion = Exclude<AuthQuestion, { readonly type: 'user-key-algorithms' }>;

function ask<A>(handlers: AuthHandlers<A>, question: UserQuestion, context: AuthContext): unknown {
  const { user } = question;
  const { remoteAddress, signal, crypto } = context;
  if (question.type === 'check-none') return handlers.none?.({ user, remoteAddress, signal });
  if (question.type === 'check-password') {
    if (question.newPassword !== undefined) return false; // changing passwords is not supported
    return handlers.password?.({ user, password: question.password, remoteAddress, signal });
  }
  const key = readKey(question.publicKey);
  if (key === undefined) return false;
  const { algorithm, verified } = question;
  const about = { key, fingerprint: fingerprint(key, crypto), algorithm, verified };
  return handlers.publickey?.({ user, ...about, remoteAddress, signal });
}

/** Undefined for what is not a key that this release knows: a client may offer anything. */
function readKey(blob: Uint8Array): PublicKey | undefined {
  try {
    return publicKeyFromBlob(blob);
  } catch (error) {
    if (isSshError(error)) return undefined;
    throw error;
  }
}

/** Zero, the empty text and their like are more likely a mistake than an account. */
function isAccount(answer: unknown): boolean {
  return Boolean(answer);
}
