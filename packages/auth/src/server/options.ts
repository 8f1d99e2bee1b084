/** What a server lets users authenticate with, and what its engine says and asks. */

import type { MaybePromise, SshError, TraceSink } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import type { ServerAuthLimits } from '../limits.js';

export type ServerAuthMethod = 'none' | 'password' | 'publickey';

export interface ServerAuthOptions {
  /** Of the first key exchange; signatures are bound to it. */
  readonly sessionId: Uint8Array;
  /** Checks signatures. */
  readonly crypto: CryptoProvider;
  /** No method is on unless it is named here; `none` is never told to clients. */
  readonly methods: readonly ServerAuthMethod[];
  /** Signature algorithms that users may sign with. */
  readonly userKeyAlgorithms: readonly string[];
  /** Asks 'user-key-algorithms' once the user's name is known, and holds to the answer instead; off unless set. */
  readonly askUserKeyAlgorithms?: boolean;
  /** The host key of the first key exchange. With it signatures may name it (publickey-hostbound-v00@openssh.com). */
  readonly hostKey?: Uint8Array;
  /** Shown to the user before the first answer. At most 64 KiB. */
  readonly banner?: string;
  readonly limits?: Partial<ServerAuthLimits>;
  /** Monotonic time in milliseconds at construction. */
  readonly now: number;
  /** Milliseconds from a request to its refusal at the least, so that time tells nothing about users; 5 unless given. */
  readonly minimumDelay?: number;
  /** Secret of the process. With it the delay differs from user to user in a way that nobody can predict. */
  readonly delaySecret?: Uint8Array;
  /** Passes requests to change a password on to `check-password`, which must then check the old one; off unless set. */
  readonly passwordChange?: boolean;
  readonly dangerous?: {
    /** Passes empty passwords on to `check-password`. */
    readonly emptyPasswords?: boolean;
  };
  readonly trace?: TraceSink;
}

export type ServerAuthEvent =
  /** USERAUTH_SUCCESS has been queued. */
  | {
      readonly type: 'authenticated';
      readonly user: string;
      readonly method: ServerAuthMethod;
      /** What the check answered. */
      readonly account: unknown;
      /** For `publickey`: the blob whose signature was verified, owned by the receiver, and the algorithm. */
      readonly publicKey?: Uint8Array;
      readonly algorithm?: string;
    }
  /** The answer to the effect of this name, to be announced before the next message of ours. */
  | { readonly type: 'user-key-algorithms'; readonly algorithms: readonly string[] }
  /** A request was refused, for logs; `method` is the client's word, cleaned. `error` is set when a check failed. */
  | {
      readonly type: 'refused';
      readonly user: string;
      readonly method: string;
      readonly failures: number;
      readonly error: SshError | undefined;
    };

/** Every check answers with the account (any truthy value), or false. A rejection refuses, too. */
export type ServerAuthEffect =
  /**
   * Signature algorithms that this user may sign with, best first; undefined: those of the options. The client gets to know the answer
   * before it has proven anything, so answer for unknown users as for known ones.
   */
  | { readonly type: 'user-key-algorithms'; readonly user: string }
  | { readonly type: 'check-none'; readonly user: string }
  | {
      readonly type: 'check-password';
      readonly user: string;
      readonly password: string;
      /** Set only for a request to change the password; `password` is then the old one and must be checked as ever. */
      readonly newPassword: string | undefined;
    }
  /**
   * May this user come in with this key? Asked first with `verified` false (the client only probes: the answer says
   * nothing about who it is), and again with `verified` true after its signature was found right.
   */
  | {
      readonly type: 'check-public-key';
      readonly user: string;
      readonly algorithm: string;
      readonly publicKey: Uint8Array;
      readonly verified: boolean;
    }
  /** Run this and answer with its result. */
  | { readonly type: 'compute'; readonly step: string; readonly run: () => MaybePromise<unknown> };
