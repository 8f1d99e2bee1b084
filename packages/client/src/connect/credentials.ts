/** Keys and passwords as the authentication engine wants them: descriptions first, secrets only when asked. */

import type { ClientAuthEffect, ClientCredential } from '@nacre/auth';
import type { AbortSignalLike, MaybePromise } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { fingerprint, type Signer, signWith } from '@nacre/keys';

import type { PasswordSource, Settings } from './options.js';

export class Credentials {
  /** In the order in which they are tried. */
  readonly list: readonly ClientCredential[];
  readonly #settings: Settings;
  readonly #crypto: CryptoProvider;

  constructor(settings: Settings, crypto: CryptoProvider) {
    this.#settings = settings;
    this.#crypto = crypto;
    const { user: asked } = settings.signatures;
    const keys = settings.identities.map(signer => describeSigner(signer, asked, crypto));
    this.list = settings.password === undefined ? keys : [...keys, { type: 'password' }];
  }

  /** Signature blob, or password. Rejects when the signer does, which passes to the next credential. */
  answer(effect: ClientAuthEffect, signal: AbortSignalLike): MaybePromise<Uint8Array | string | undefined> {
    if (effect.type === 'password') return this.#password(effect.attempt);
    const signer = this.#settings.identities[effect.credential] as Signer;
    return signWith(this.#crypto, signer, effect.data, effect.algorithm, { signal });
  }

  #password(attempt: number): MaybePromise<string | undefined> {
    const { password, user, host } = this.#settings;
    if (typeof password === 'string') return attempt === 1 ? password : undefined; // the same again would fail again
    return (password as PasswordSource)({ attempt, user, host });
  }
}

function describeSigner(
  signer: Signer,
  asked: readonly string[] | undefined,
  crypto: CryptoProvider,
): ClientCredential {
  const { publicKey } = signer;
  const wanted = asked ?? publicKey.algorithms;
  const algorithms = signer.algorithms.filter(name => wanted.includes(name));
  return { type: 'publickey', publicKey: publicKey.blob, algorithms, fingerprint: fingerprint(publicKey, crypto) };
}
