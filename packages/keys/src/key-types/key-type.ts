/**
 * What this package must know about a type of key. Each family of types is one file beside this one, and rows of `table.ts`.
 */

import type { MaybePromise } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import type { PrivateKeyFields, PublicKeyFields, SignatureFields } from '../generated/index.js';
import type { KeyPolicy, VerifyPolicy } from './policy.js';

export type KnownPublicKey = Exclude<PublicKeyFields, { keyType: undefined }>;
export type KnownPrivateKey = Exclude<PrivateKeyFields, { keyType: undefined }>;

export type KnownSignature = Exclude<SignatureFields, { algorithm: undefined }>;

export type SignatureAlgorithm = KnownSignature['algorithm'];

export interface KeyType<
  Public extends KnownPublicKey = KnownPublicKey,
  Secret extends KnownPrivateKey = KnownPrivateKey,
> {
  /** Name in public key blobs. */
  readonly name: Public['keyType'];
  /** Signature algorithms, best first. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Those of them that are used only by who asks for them by name, because they are weak or rare. */
  readonly onRequest?: readonly SignatureAlgorithm[];
  /** Size of the key, as ssh-keygen tells it. */
  bits(key: Public): number;
  /** Why the key must not be used, or undefined. Costs no arithmetic on large numbers. */
  fault(key: Public, policy: KeyPolicy): KeyFault | undefined;
  /** May throw or reject for points that are not on the curve and the like. `signature` is of one of `algorithms`. */
  verify(
    crypto: CryptoProvider,
    key: Public,
    data: Uint8Array,
    signature: KnownSignature,
    policy: VerifyPolicy,
  ): MaybePromise<boolean>;
  /** Absent for keys whose secret is in a device. */
  sign?(
    crypto: CryptoProvider,
    secret: Secret,
    data: Uint8Array,
    algorithm: SignatureAlgorithm,
  ): Promise<KnownSignature>;
  /** Absent for types of which no new keys are made. */
  generate?(crypto: CryptoProvider, bits: number | undefined): Promise<Secret>;
  publicFields(secret: Secret): Public;
  /** Why the secret half does not belong to the public half, or undefined. */
  mismatch(crypto: CryptoProvider, secret: Secret): Promise<string | undefined>;
  /** A deep copy, owned by the caller. */
  copy(secret: Secret): Secret;
  /** The byte fields that are secret, for erasure. */
  secrets(secret: Secret): readonly Uint8Array[];
}

/** A key is 'malformed' when it is none of its type, 'refused' when policy does not allow it. */
export interface KeyFault {
  readonly kind: 'malformed' | 'refused';
  readonly reason: string;
}

export function malformed(reason: string): KeyFault {
  return { kind: 'malformed', reason };
}

export function refused(reason: string): KeyFault {
  return { kind: 'refused', reason };
}
