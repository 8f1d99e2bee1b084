/** The peer sent a key exchange packet on a guess that does not hold: exactly that one is dropped (RFC 4253 section 7.1). */

import { type AnyMessage, messageTable } from '@nacre/wire';

import { EcdhInit } from '../../generated/index.js';
import type { Agreement, State } from '../state.js';

/** `next`, once the packet of a wrong guess is dropped; at once when there is none. */
export function afterWrongGuess(agreement: Agreement, next: State): State {
  return agreement.dropNext ? new DropWrongGuess(next) : next;
}

class DropWrongGuess implements State {
  readonly name = 'DropWrongGuess';
  readonly table = dropWrongGuessTable;
  readonly exchanging = true;
  readonly paused = false;
  readonly #next: State;

  constructor(next: State) {
    this.#next = next;
  }

  handle(): State {
    return this.#next;
  }
}

const FIRST_KEX = 30; // numbers of key exchange methods: RFC 4250 section 4.1.1
const LAST_KEX = 49;

/** All numbers of methods: which method the peer guessed does not matter, and its message is never decoded. */
export const dropWrongGuessTable = /*@__PURE__*/ messageTable('ssh', 'wrong guess', /*@__PURE__*/ anyMethodMessages());

function anyMethodMessages(): readonly AnyMessage[] {
  const messages: AnyMessage[] = [];
  for (let number = FIRST_KEX; number <= LAST_KEX; number++)
    messages.push({ ...EcdhInit, name: `kex message ${number}`, number });
  return messages;
}
