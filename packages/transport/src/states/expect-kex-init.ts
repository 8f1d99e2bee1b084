/** The start of a connection: the peer's first KEXINIT is awaited (RFC 4253 section 7.1). */

import { messageTable } from '@nacre/wire';

import { KexInit } from '../generated/index.js';
import type { Context, State } from './state.js';

export class ExpectKexInit implements State {
  readonly name = 'ExpectKexInit';
  readonly table = expectKexInitTable;
  readonly exchanging = false;
  readonly paused = false;
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  handle(payload: Uint8Array, sequence: number): State {
    return this.#context.answerKexInit(payload, sequence);
  }
}

export const expectKexInitTable = /*@__PURE__*/ messageTable('ssh', 'expect KEXINIT', [KexInit]);
