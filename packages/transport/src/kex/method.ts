/**
 * What a key exchange method is. Most are a key encapsulation: one side sends a share, the other answers with one, both hold a
 * secret. Group exchange becomes such a method once the group is known; with RSA the server is the side that starts.
 */

import type { MaybePromise } from '@nacre/core';
import type { Hash, ModpGroup } from '@nacre/crypto';

import type { ExchangeHash, KexFamily } from './families.js';
import type { GroupRequest } from './groups/request.js';

/** The half-done exchange of the side that sends its share first. */
export interface KexStart {
  /** What that side sends. */
  readonly share: Uint8Array;
  /** Computes the shared secret from the other side's share, once. Erases the private keys. */
  finish(peerShare: Uint8Array): MaybePromise<Uint8Array>;
  /** Erases the private keys of an exchange that is given up. */
  erase(): void;
}

export interface KexResponse {
  /** What the side that answers sends. */
  readonly share: Uint8Array;
  readonly secret: Uint8Array;
}

/**
 * Shares of a wrong size, out of range or with an invalid key make `respond` and `finish` reject with SshError PROTOCOL_ERROR,
 * disconnect reason 3. Secrets belong to the caller, who erases them.
 */
export interface Encapsulation {
  start(): MaybePromise<KexStart>;
  respond(peerShare: Uint8Array): MaybePromise<KexResponse>;
}

interface NamedMethod {
  readonly name: string;
  readonly hash: Hash;
  /** Quantum computers do not open it later. */
  readonly postQuantum: boolean;
}

/** The client sends a share, the server answers with one. */
export interface ShareMethod extends NamedMethod, Encapsulation {
  readonly flow: 'shares';
  readonly family: KexFamily;
}

/** The client says how large a group it wants, the server gives one, and shares in it follow (RFC 4419). */
export interface GroupMethod extends NamedMethod {
  readonly flow: 'group';
  inGroup(request: GroupRequest, group: ModpGroup): ShareMethod;
}

/** The server sends a transient public key, the client a secret encrypted with it (RFC 4432). Here the server starts. */
export interface RsaMethod extends NamedMethod, Encapsulation {
  readonly flow: 'rsa';
  readonly family: ExchangeHash;
}

export type KexMethod = ShareMethod | GroupMethod | RsaMethod;
