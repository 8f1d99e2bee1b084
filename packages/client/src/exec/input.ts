/** Feeds a command's stdin from whatever the caller has. */

import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { ExecInput } from './options.js';

/**
 * Writes all of `input` and ends `stdin`. Rejects only when the source fails: a command that stops reading ends by itself, and its exit
 * code says how.
 */
export async function feed(stdin: Writable, input: ExecInput): Promise<void> {
  if (typeof input === 'string' || input instanceof Uint8Array) {
    stdin.end(input);
    return;
  }
  const source = input instanceof Readable ? input : Readable.from(input);
  let failure: unknown;
  source.once('error', error => {
    failure = error;
  });
  try {
    await pipeline(source, stdin);
  } catch (error) {
    if (failure !== undefined && failure === error) throw error;
  }
}
