/** How a command ended, as a result or as an error. */

import { type ErrorCode, type ErrorOrigin, SshError, sanitizeText } from '@nacre/core';

import type { ExecOptions, OutputOf } from './options.js';

export interface ExecResult<Output = string> {
  readonly command: string;
  /** What the command wrote; undefined with `buffer: false`, or for a stream that the caller has read. */
  readonly stdout: Output;
  readonly stderr: Output;
  /** Undefined when a signal ended the command, or when the server did not say. */
  readonly exitCode: number | undefined;
  /** Name without SIG, as the server told it: 'TERM'. */
  readonly signal: string | undefined;
  readonly durationMs: number;
  /** Anything but exit code 0. */
  readonly failed: boolean;
  readonly timedOut: boolean;
  readonly isCanceled: boolean;
  /** The output went over `maxBuffer`. */
  readonly isMaxBuffer: boolean;
}

export type ResultOf<O extends ExecOptions> = ExecResult<OutputOf<O>>;

/** Why we ended a command ourselves. */
export type StopReason = 'timeout' | 'canceled' | 'max-buffer';

/** How the remote side of a command ended. */
export interface Ending {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stopped: StopReason | undefined;
  /** The command did not start, or the connection was lost: there is no result, whatever the options. */
  readonly error: SshError | undefined;
  readonly durationMs: number;
}

/**
 * A command that did not end with exit code 0. The fields are those of the result, with what was collected so far.
 * `code` is EXEC_FAILED, TIMEOUT (details.phase is 'exec'), ABORTED or LIMIT_EXCEEDED.
 */
export class ExecError extends SshError implements ExecResult<string | Uint8Array | undefined> {
  override readonly name = 'ExecError';
  readonly command: string;
  readonly stdout: string | Uint8Array | undefined;
  readonly stderr: string | Uint8Array | undefined;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly timedOut: boolean;
  readonly isCanceled: boolean;
  readonly isMaxBuffer: boolean;

  constructor(result: ExecResult<string | Uint8Array | undefined>, cause?: unknown) {
    const [code, origin, message] = describe(result);
    const { exitCode, signal } = result;
    const phase = result.timedOut ? { phase: 'exec' } : {};
    const limit = result.isMaxBuffer ? { limit: 'maxBuffer' } : {};
    super(code, `${message}: ${sanitizeText(result.command, 120)}`, {
      origin,
      cause,
      details: { exitCode, signal, ...phase, ...limit },
    });
    this.command = result.command;
    this.stdout = result.stdout;
    this.stderr = result.stderr;
    this.exitCode = exitCode;
    this.signal = signal;
    this.durationMs = result.durationMs;
    this.failed = result.failed;
    this.timedOut = result.timedOut;
    this.isCanceled = result.isCanceled;
    this.isMaxBuffer = result.isMaxBuffer;
  }
}

/** The ending with the collected output around it. */
export function resultOf<Output>(command: string, ending: Ending, stdout: Output, stderr: Output): ExecResult<Output> {
  const { exitCode, signal, stopped, durationMs } = ending;
  return {
    command,
    stdout,
    stderr,
    exitCode,
    signal,
    durationMs,
    failed: exitCode !== 0 || stopped !== undefined,
    timedOut: stopped === 'timeout',
    isCanceled: stopped === 'canceled',
    isMaxBuffer: stopped === 'max-buffer',
  };
}

function describe(result: ExecResult<unknown>): readonly [ErrorCode, ErrorOrigin, string] {
  const { exitCode, signal, durationMs } = result;
  if (result.timedOut) return ['TIMEOUT', 'local', `The command was ended after ${Math.round(durationMs)} ms`];
  if (result.isCanceled) return ['ABORTED', 'local', 'The command was cancelled'];
  if (result.isMaxBuffer) return ['LIMIT_EXCEEDED', 'peer', 'The output of the command went over maxBuffer'];
  if (signal !== undefined)
    return ['EXEC_FAILED', 'peer', `The command was ended by signal ${sanitizeText(signal, 32)}`];
  if (exitCode === undefined) return ['EXEC_FAILED', 'peer', 'The command ended without an exit code'];
  return ['EXEC_FAILED', 'peer', `The command ended with exit code ${exitCode}`];
}
