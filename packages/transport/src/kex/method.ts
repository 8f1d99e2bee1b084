/**
 * A key exchange method as a key encapsulation: the client sends a share, the server answers with one, both hold a
 * secret. Which messages carry the shares and how the secret is encoded is the family's business.
 */

import type { MaybePromise } from '@nacre/core';
import type { Hash } from '@nacre/crypto';

export type KexFamilyName = 'ecdh' | 'hybrid';

/** The client's half-done exchange. */
export interface KexStart {
  /** What the client sends. */
  readonly share: Uint8Array;
  /** Computes the shared secret from the server's share, once. Erases the private keys. */
  finish(serverShare: Uint8Array): MaybePromise<Uint8Array>;
  /** Erases the private keys of an exchange that is given up. */
  erase(): void;
}

export interface KexResponse {
  /** What the server sends. */
  readonly share: Uint8Array;
  readonly secret: Uint8Array;
}

/**
 * Shares of a wrong size or with an invalid key make `respond` and `finish` reject with SshError PROTOCOL_ERROR, disconnect
 * reason 3. Secrets belong to the caller, who erases them.
 */
export interface KexMethod {
  readonly name: string;
  readonly family: KexFamilyName;
  readonly hash: Hash;
  /** Quantum computers do not open it later. */
  readonly postQuantum: boolean;
  start(): MaybePromise<KexStart>;
  respond(clientShare: Uint8Array): MaybePromise<KexResponse>;
}
