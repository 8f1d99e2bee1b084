/** What a command may be started with. The names are those of execa. */

import type { Readable } from 'node:stream';

import type { AbortSignalLike } from '@nacre/core';

export type ExecInput =
  | string
  | Uint8Array
  | Readable
  | AsyncIterable<string | Uint8Array>
  | Iterable<string | Uint8Array>;

export interface ExecOptions {
  /** What the command reads. Without it `stdin` stays open, and its owner is the caller, who ends it. */
  readonly input?: ExecInput | undefined;
  /** 'utf8' (default): text; malformed octets become U+FFFD. 'buffer': bytes. */
  readonly encoding?: 'utf8' | 'buffer' | undefined;
  /** False: nothing is collected, and the result has no stdout and stderr. Read both streams, or they are thrown away. */
  readonly buffer?: boolean | undefined;
  /** Environment variables; servers take only the names that they allow, and never say so. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Ends the command, and the result rejects with `isCanceled`. */
  readonly signal?: AbortSignalLike | undefined;
  /** Milliseconds from this call; then the command is ended, and the result rejects with `timedOut`. */
  readonly timeout?: number | undefined;
  /** False: a command that fails gives a result instead of an error. A lost connection rejects all the same. */
  readonly reject?: boolean | undefined;
  /** Bytes collected of stdout, and of stderr; beyond, the command is ended and the result rejects. Default 100 MiB. */
  readonly maxBuffer?: number | undefined;
  /** Takes one line end off the end of stdout and stderr. Default true. */
  readonly stripFinalNewline?: boolean | undefined;
}

/** The type of `stdout` and `stderr` that options lead to. */
export type OutputOf<O extends ExecOptions> = O extends { readonly buffer: false }
  ? undefined
  : O extends { readonly encoding: 'buffer' }
    ? Uint8Array
    : string;
