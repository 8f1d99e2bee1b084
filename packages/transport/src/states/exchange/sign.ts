/** The server's end of every key exchange: its host key signs H, and new keys are put to use. */

import { misuse, zeroize } from '@nacre/core';

import type { Transcript } from '../../kex/families.js';
import type { ExchangeResult } from '../../kex/keys.js';
import type { HostKey } from '../../options.js';
import { changeKeys } from '../expect-new-keys.js';
import type { Agreement, Context, State } from '../state.js';

/** The host key that was agreed on. */
export function hostKeyFor({ settings }: Context, { negotiated }: Agreement): HostKey {
  const key = settings.hostKeys.find(candidate => candidate.algorithms.includes(negotiated.hostKey));
  if (key === undefined) throw misuse(`There is no host key for ${negotiated.hostKey}`);
  return key;
}

/** What the two versions and the two KEXINIT give to the exchange hash. */
export function serverTranscript(
  { settings, facts }: Context,
  { own, peerPayload }: Agreement,
): Omit<Transcript, 'hostKey' | 'clientShare' | 'serverShare'> {
  return {
    clientVersion: facts.remoteVersion?.bytes ?? new Uint8Array(0),
    serverVersion: settings.version.bytes,
    clientKexInit: peerPayload,
    serverKexInit: own.payload,
  };
}

/** Has H signed, sends the message that `reply` makes of the signature, and goes on to new keys. */
export function signAndReply(
  context: Context,
  { negotiated, own }: Agreement,
  { hostKey, result }: { readonly hostKey: HostKey; readonly result: ExchangeResult },
  reply: (signature: Uint8Array) => Uint8Array,
): State {
  own.secrets = { erase: () => zeroize(result.encodedSecret) };
  const effect = {
    type: 'sign',
    hostKey: hostKey.blob,
    algorithm: negotiated.hostKey,
    data: result.exchangeHash,
  } as const;
  return context.ask<unknown>(effect, signature => {
    if (!(signature instanceof Uint8Array)) throw misuse("The effect 'sign' must be answered with a signature blob");
    context.outbound.sendNow([reply(signature)]);
    context.facts.hostKey ??= hostKey.blob;
    return changeKeys(context, negotiated, result);
  });
}
