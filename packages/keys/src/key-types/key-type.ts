/**
 * What this package must know about a type of key. Each type is one file beside this one, and one row of `table.ts`.
 */

import type { MaybePromise } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import type { PrivateKeyFields, PublicKeyFields, SignatureFields } from '../generated/index.js';

export type KnownPublicKey = Exclude<PublicKeyFields, { keyType: undefined }>;
export type KnownPrivateKey = Exclude<PrivateKeyFields, { keyType: undefined }>;
export type KnownSignature = Exclude<SignatureFields, { algorithm: undefined }>;

export interface KeyType<
  Public extends KnownPublicKey = KnownPublicKey,
  Secret extends KnownPrivateKey = KnownPrivateKey,
> {
  /** Name in public key blobs. */
  readonly name: Public['keyType'];
  /** Signature algorithms, best first. */
  readonly algorithms: readonly KnownSignature['algorithm'][];
  /** Size of the key, as ssh-keygen tells it. */
  bits(key: Public): number;
  /** Why the key must not be used, or undefined. Costs no arithmetic on large numbers. */
  fault(key: Public): string | undefined;
  /** May throw or reject for points that are not on the curve and the like. `signature` is of one of `algorithms`. */
  verify(crypto: CryptoProvider, key: Public, data: Uint8Array, signature: KnownSignature): MaybePromise<boolean>;
  sign(
    crypto: CryptoProvider,
    secret: Secret,
    data: Uint8Array,
    algorithm: KnownSignature['algorithm'],
  ): Promise<KnownSignature>;
  generate(crypto: CryptoProvider, bits: number | undefined): Promise<Secret>;
  publicFields(secret: Secret): Public;
  /** Why the secret half does not belong to the public half, or undefined. */
  mismatch(crypto: CryptoProvider, secret: Secret): Promise<string | undefined>;
  /** A deep copy, owned by the caller. */
  copy(secret: Secret): Secret;
  /** The byte fields that are secret, for erasure. */
  secrets(secret: Secret): readonly Uint8Array[];
}
