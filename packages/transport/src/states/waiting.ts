/** The states in which no message is taken: at the start, while an answer is awaited, and at the end. */

import { messageTable } from '@nacre/wire';

import type { State } from './state.js';

const nothing = /*@__PURE__*/ messageTable('ssh', undefined, []);

/** The answer to an effect is awaited. What arrives stays unread. */
export const expectAnswer: State = {
  name: 'ExpectAnswer',
  table: nothing,
  exchanging: true,
  paused: true,
  handle: () => expectAnswer,
};

/** The server's owner decides on a service. What the client sent along with its request must wait for that. */
export const expectServiceDecision: State = {
  name: 'ExpectServiceDecision',
  table: nothing,
  exchanging: false,
  paused: true,
  handle: () => expectServiceDecision,
};

/** No packet can come yet: the bytes go to the identification reader. */
export const expectIdentification: State = {
  name: 'ExpectIdentification',
  table: nothing,
  exchanging: false,
  paused: false,
  handle: () => expectIdentification,
};

export const closed: State = {
  name: 'Closed',
  table: nothing,
  exchanging: false,
  paused: true,
  handle: () => closed,
};
