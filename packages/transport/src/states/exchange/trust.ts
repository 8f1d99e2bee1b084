/** The client's end of every key exchange: is the server's signature valid, and is its key trusted? */

import { copyBytes, equalBytes, SshError, zeroize } from '@nacre/core';
import { verifySignature } from '@nacre/keys';

import { DisconnectReason } from '../../generated/index.js';
import type { Transcript } from '../../kex/families.js';
import { hostKeyPolicy } from '../../kex/host-key.js';
import type { ExchangeResult } from '../../kex/keys.js';
import { changeKeys } from '../expect-new-keys.js';
import type { Agreement, Context, State } from '../state.js';

/** What the two versions and the two KEXINIT give to the exchange hash. */
export function clientTranscript(
  { settings, facts }: Context,
  { own, peerPayload }: Agreement,
): Omit<Transcript, 'hostKey' | 'clientShare' | 'serverShare'> {
  return {
    clientVersion: settings.version.bytes,
    serverVersion: facts.remoteVersion?.bytes ?? new Uint8Array(0),
    clientKexInit: own.payload,
    serverKexInit: peerPayload,
  };
}

/** What the client has to decide on at the end. */
export interface Claim {
  readonly hostKey: Uint8Array;
  /** Over H. */
  readonly signature: Uint8Array;
}

export interface Checked {
  readonly result: ExchangeResult;
  readonly valid: boolean;
}

/** Runs in a computation. */
export async function checkSignature(
  { settings }: Context,
  { negotiated }: Agreement,
  { hostKey, signature }: Claim,
  result: ExchangeResult,
): Promise<Checked> {
  const { exchangeHash } = result;
  const policy = hostKeyPolicy(settings);
  const valid = await verifySignature(settings.crypto, hostKey, negotiated.hostKey, exchangeHash, signature, policy);
  return { result, valid };
}

/** Goes on to new keys if the signature is valid and the host key is trusted: nothing is believed before. */
export function trustHostKey(context: Context, agreement: Agreement, claimed: Uint8Array, checked: Checked): State {
  const { facts } = context;
  const { negotiated, own } = agreement;
  const { result, valid } = checked;
  own.secrets = { erase: () => zeroize(result.encodedSecret) };
  if (valid !== true) throw signatureInvalid(negotiated.hostKey);
  if (facts.hostKey !== undefined) {
    if (!equalBytes(facts.hostKey, claimed)) throw hostKeyChanged();
    return changeKeys(context, negotiated, result);
  }
  const hostKey = copyBytes(claimed);
  const effect = { type: 'verify-host-key', hostKey, algorithm: negotiated.hostKey } as const;
  return context.ask(effect, () => {
    facts.hostKey = hostKey;
    return changeKeys(context, negotiated, result);
  });
}

function signatureInvalid(algorithm: string): SshError {
  return new SshError('SIGNATURE_INVALID', `The server's ${algorithm} signature over the key exchange is not valid`, {
    origin: 'peer',
    disconnect: DisconnectReason.keyExchangeFailed,
  });
}

function hostKeyChanged(): SshError {
  return new SshError('HOST_KEY_CHANGED', 'The server came with another host key in a later key exchange', {
    origin: 'peer',
    disconnect: DisconnectReason.hostKeyNotVerifiable,
  });
}
