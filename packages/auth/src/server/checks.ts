/** How a server checks one request (RFC 4252 sections 5.2, 7 and 8). Every way but one ends in a refusal. */

import { copyBytes, equalBytes, type OutputQueue, type SshError, toSshError } from '@nacre/core';
import { keyTypeOfAlgorithm, verifySignature } from '@nacre/keys';
import { PublicKeyBlob } from '@nacre/keys/messages';
import { DecodeError, decode } from '@nacre/wire';

import type { HostboundAuth, PasswordAuth, PublicKeyAuth, UserauthRequest } from '../generated/index.js';
import { HOSTBOUND_METHOD, publicKeySignedData } from '../signed-data.js';
import type { ServerAuthEffect, ServerAuthEvent, ServerAuthMethod, ServerAuthOptions } from './options.js';

export type Verdict =
  | {
      readonly type: 'accept';
      readonly method: ServerAuthMethod;
      readonly account: unknown;
      readonly key?: { readonly algorithm: string; readonly publicKey: Uint8Array };
    }
  | { readonly type: 'key-ok'; readonly algorithm: string; readonly publicKey: Uint8Array }
  | { readonly type: 'refuse'; readonly error?: SshError };

export interface CheckContext {
  readonly options: ServerAuthOptions;
  /** Signature algorithms that this user may sign with. */
  readonly userKeyAlgorithms: readonly string[];
  readonly queue: OutputQueue<ServerAuthEvent, ServerAuthEffect>;
  /** Called exactly once, at once or when an effect has been answered. */
  readonly settle: (verdict: Verdict) => void;
}

const REFUSE: Verdict = { type: 'refuse' };

/** Checks a request whose user and service are in order. Byte fields of `request` must stay as they are meanwhile. */
export function checkRequest(request: UserauthRequest, context: CheckContext): void {
  const { user, body } = request;
  const accepts = (method: ServerAuthMethod): boolean => context.options.methods.includes(method);
  if (body.method === 'none' && accepts('none')) ask({ type: 'check-none', user }, 'none', context);
  else if (body.method === 'password' && accepts('password')) checkPassword(user, body, context);
  else if (body.method === 'publickey' && accepts('publickey')) checkPublicKey(request, body, context);
  else if (body.method === HOSTBOUND_METHOD && accepts('publickey')) checkHostbound(request, body, context);
  else context.settle(REFUSE); // also methods that are on the wire but not served here
}

function checkPassword(user: string, body: PasswordAuth, context: CheckContext): void {
  const { passwordChange, dangerous } = context.options;
  const { password, newPassword } = body;
  const empty = password === '' || newPassword === '';
  if ((empty && !dangerous?.emptyPasswords) || (body.change && !passwordChange)) context.settle(REFUSE);
  else ask({ type: 'check-password', user, password, newPassword }, 'password', context);
}

/** A request that names another host key was meant for another server: somebody passes it on. */
function checkHostbound(request: UserauthRequest, body: HostboundAuth, context: CheckContext): void {
  const { hostKey } = context.options;
  if (hostKey === undefined || !equalBytes(hostKey, body.serverHostKey)) context.settle(REFUSE);
  else checkPublicKey(request, body, context, hostKey);
}

/** The identity comes from a verified signature alone: a probe leaves nothing behind. */
function checkPublicKey(
  request: UserauthRequest,
  body: PublicKeyAuth,
  context: CheckContext,
  serverHostKey?: Uint8Array,
): void {
  const { user, service } = request;
  const { algorithm, signature } = body;
  const publicKey = copyBytes(body.publicKey); // the owner may keep it; the request is erased
  const { crypto, sessionId } = context.options;
  if (!context.userKeyAlgorithms.includes(algorithm) || keyTypeOfBlob(publicKey) !== keyTypeOfAlgorithm(algorithm)) {
    context.settle(REFUSE);
    return;
  }
  const question = { type: 'check-public-key', user, algorithm, publicKey } as const;
  if (signature === undefined) {
    askAnything(
      { ...question, verified: false },
      answer => context.settle(answer ? { type: 'key-ok', algorithm, publicKey } : REFUSE),
      context,
    );
    return;
  }
  const data = publicKeySignedData({ sessionId, user, service, algorithm, publicKey, serverHostKey });
  const run = () => verifySignature(crypto, publicKey, algorithm, data, signature);
  askAnything(
    { type: 'compute', step: 'verify-signature', run },
    valid => {
      // only `true` will do: a promise that slipped through would be truthy
      if (valid !== true) context.settle(REFUSE);
      else ask({ ...question, verified: true }, 'publickey', context, { algorithm, publicKey });
    },
    context,
  );
}

/** The key type that a blob names, or undefined if the blob is malformed. */
function keyTypeOfBlob(blob: Uint8Array): string | undefined {
  try {
    const { key } = decode(PublicKeyBlob, blob);
    return key.keyType === undefined ? key.name : key.keyType;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function ask(
  effect: ServerAuthEffect,
  method: ServerAuthMethod,
  context: CheckContext,
  key?: { readonly algorithm: string; readonly publicKey: Uint8Array },
): void {
  askAnything(
    effect,
    account => context.settle(account ? { type: 'accept', method, account, ...(key && { key }) } : REFUSE),
    context,
  );
}

function askAnything(effect: ServerAuthEffect, answered: (answer: unknown) => void, context: CheckContext): void {
  context.queue.effect<unknown>(effect, answered, error => {
    const wrapped = toSshError(error, 'AUTH_FAILED', `${effect.type} failed`, 'local');
    context.settle({ type: 'refuse', error: wrapped });
  });
}
