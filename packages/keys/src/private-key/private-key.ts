/** A private key in memory, which can sign. Reading, writing and generating keys are beside this file. */

import { type AbortSignalLike, misuse, throwIfAborted, zeroize } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { encode } from '@nacre/wire';

import { unsupported } from '../errors.js';
import { Signature } from '../generated/index.js';
import type { KeyType, KnownPrivateKey } from '../key-types/key-type.js';
import { hasAlgorithm } from '../key-types/table.js';
import { encodePublicKey, type PublicKey, publicKeyFromBlob } from '../public-key/public-key.js';
import { requireAlgorithm, requireValid, type Signer } from '../signature/signer.js';

/** The secret fields of `key`, borrowed. Throws MISUSE after `dispose`. For this package only. */
export let secretOf: (key: PrivateKey) => KnownPrivateKey;

/** Made by `parsePrivateKey` and `generateKey`. */
export class PrivateKey implements Signer {
  static {
    secretOf = key => key.#open();
  }

  readonly publicKey: PublicKey;
  /** All that the key can make, best first; none for a key in a security key, with which only the device can sign. */
  readonly algorithms: readonly string[];
  readonly #crypto: CryptoProvider;
  readonly #type: KeyType;
  #secret: KnownPrivateKey | undefined;

  /** For this package only. Takes over `secret`. */
  constructor(crypto: CryptoProvider, type: KeyType, secret: KnownPrivateKey, comment: string) {
    this.publicKey = publicKeyFromBlob(encodePublicKey(type.publicFields(secret)), comment);
    this.algorithms = type.sign === undefined ? [] : type.algorithms;
    this.#crypto = crypto;
    this.#type = type;
    this.#secret = secret;
  }

  /**
   * A signature blob over `data`, owned by the caller; `data` is borrowed until the result is there. The signature has
   * been verified, because a faulty one can give an RSA key away. Rejects with SshError: UNSUPPORTED for an
   * algorithm that is not in `algorithms`, ABORTED, SIGNATURE_INVALID, MISUSE after `dispose`.
   */
  async sign(
    data: Uint8Array,
    algorithm: string,
    options: { readonly signal?: AbortSignalLike } = {},
  ): Promise<Uint8Array> {
    const type = this.#type;
    if (type.sign === undefined) throw unsupported(`Only its device can sign with a ${type.name} key`, 'misuse');
    requireAlgorithm(this, algorithm);
    throwIfAborted(options.signal);
    if (!hasAlgorithm(type, algorithm)) throw misuse(`The key has no algorithm ${algorithm}`);
    const body = await type.sign(this.#crypto, this.#open(), data, algorithm);
    const signature = encode(Signature, { body });
    await requireValid(this.#crypto, this.publicKey, algorithm, data, signature);
    throwIfAborted(options.signal);
    return signature;
  }

  /** Erases the secret numbers, as far as the runtime allows. The key cannot sign any more. */
  dispose(): void {
    if (this.#secret !== undefined) zeroize(...this.#type.secrets(this.#secret));
    this.#secret = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #open(): KnownPrivateKey {
    if (this.#secret === undefined) throw misuse('The private key was disposed');
    return this.#secret;
  }
}
