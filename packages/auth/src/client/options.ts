/** What a client authenticates with, and what its engine says and asks. */

import type { TraceSink } from '@nacre/core';

import type { ClientAuthLimits } from '../limits.js';
import type { AuthReport } from '../report.js';

export type ClientCredential =
  | {
      readonly type: 'publickey';
      /** Public key blob; not copied, so leave it alone. */
      readonly publicKey: Uint8Array;
      /** Signature algorithms that the signer can do, best first. */
      readonly algorithms: readonly string[];
      /** For reports: `SHA256:...`. */
      readonly fingerprint: string;
    }
  | { readonly type: 'password' };

export interface ClientAuthOptions {
  readonly user: string;
  /** Service to start after authentication; `ssh-connection` unless given. */
  readonly service?: string;
  /** Of the first key exchange; signatures are bound to it. */
  readonly sessionId: Uint8Array;
  /** Tried in this order; those whose method the server does not list are passed over. */
  readonly credentials: readonly ClientCredential[];
  /** The server's `server-sig-algs` extension, if it sent one (RFC 8308 section 3.1). */
  readonly serverSigAlgs?: readonly string[];
  /**
   * The host key that the server has proven, if the server announced publickey-hostbound@openssh.com: signatures then name it, and are
   * worth nothing for another server.
   */
  readonly hostKey?: Uint8Array;
  /** Takes a banner message that has a NUL behind its fields, as cryptlib sends it. */
  readonly bannerWithNul?: boolean;
  readonly limits?: Partial<ClientAuthLimits>;
  readonly trace?: TraceSink;
  /**
   * Refuses a server that lets us in without having asked for anything. Default: true if there are credentials, since
   * a server that skips them is not the one that they were made for, and may ask for secrets later.
   */
  readonly rejectTrivialAuth?: boolean;
}

export type ClientAuthEvent =
  /** Text of the server, for people; not cleaned (`sanitizeText` of @nacre/core does that for one line). */
  | { readonly type: 'banner'; readonly message: string }
  | {
      readonly type: 'authenticated';
      readonly method: string;
      /** Index of the credential that was accepted last; undefined for `none`. */
      readonly credential: number | undefined;
      readonly report: AuthReport;
    };

export type ClientAuthEffect =
  /** Answer: the signature blob over `data` (Uint8Array). A rejection passes to the next credential. */
  | { readonly type: 'sign'; readonly credential: number; readonly algorithm: string; readonly data: Uint8Array }
  /** Answer: the password, or undefined to pass to the next credential. `attempt` counts from 1. */
  | { readonly type: 'password'; readonly credential: number; readonly attempt: number };
