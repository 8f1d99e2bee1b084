/** What the owner of a server says about who may come in. */

import type { MaybePromise } from '@nacre/core';
import type { PublicKey } from '@nacre/keys';
import type { AlgorithmChoice } from '@nacre/transport';

/** The account of a handler that answers only "yes". */
export interface Account {
  readonly name: string;
}

/** The account to log in to; or `true`, which stands for `{ name: user }`. Everything else refuses, and so does a throw. */
export type AuthAnswer<A> = A | false | null | undefined | (Account extends A ? true : never);

interface AuthRequest {
  /** As the client sent it: any text. */
  readonly user: string;
  readonly remoteAddress: string | undefined;
  /** Fires when the connection is gone. */
  readonly signal: AbortSignal;
}

export interface PublicKeyRequest extends AuthRequest {
  readonly key: PublicKey;
  /** 'SHA256:...' */
  readonly fingerprint: string;
  /** Of the signature: 'rsa-sha2-512'. */
  readonly algorithm: string;
  /** False while the client only asks whether the key would do; only the answer to true lets anybody in. */
  readonly verified: boolean;
}

export interface PasswordRequest extends AuthRequest {
  readonly password: string;
}

export type NoneRequest = AuthRequest;
export type UserKeyAlgorithmsRequest = AuthRequest;

/** Methods that are not here do not exist for clients. */
export interface AuthHandlers<A> {
  readonly publickey?: ((request: PublicKeyRequest) => MaybePromise<AuthAnswer<A>>) | undefined;
  readonly password?: ((request: PasswordRequest) => MaybePromise<AuthAnswer<A>>) | undefined;
  /** Lets users in without any proof. */
  readonly none?: ((request: NoneRequest) => MaybePromise<AuthAnswer<A>>) | undefined;
  /**
   * Signature algorithms that users may sign with, best first, as in `algorithms`: 'default,ssh-rsa'. Or a function that answers for one
   * user; undefined stands for the defaults. Clients get to know its answer before they have proved anything, so answer for unknown users
   * as for known ones. Names of the answer that are not known refuse the user; in a list they are misuse.
   */
  readonly userKeyAlgorithms?:
    | AlgorithmChoice
    | ((request: UserKeyAlgorithmsRequest) => MaybePromise<readonly string[] | undefined>)
    | undefined;
}
