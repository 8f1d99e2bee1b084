import { expect, test } from 'vitest';

import { channelStates, channelSteps, verdictOf } from './life.js';

const table = (): string =>
  channelSteps
    .map(step => `${step}\n${channelStates.map(state => `  ${state.padEnd(24)}${verdictOf(state, step)}`).join('\n')}`)
    .join('\n');

test('every step in every state has the agreed verdict', () => {
  expect(table()).toMatchSnapshot();
});

test('nothing leads out of closed, and only there is a channel forgotten', () => {
  for (const step of channelSteps) expect(['violation', 'ignored']).toContain(verdictOf('closed', step));
});

test('both sides see every CLOSE of the peer as the end', () => {
  const opened = channelStates.filter(state => !['opening', 'abandoned', 'offered', 'closed'].includes(state));
  for (const state of opened) expect(verdictOf(state, 'close')).toBe('closed');
});
