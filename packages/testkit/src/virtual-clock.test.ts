import { expect, test } from 'vitest';

import { VirtualClock } from './virtual-clock.js';

test('timers run in order of time, then of setting, and see the time they were set for', () => {
  const clock = new VirtualClock(0);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.now()}`);
  clock.after(20, note('late'));
  clock.after(10, note('first'));
  clock.after(10, note('second'));
  clock.after(30, note('not yet'));
  clock.after(15, note('cancelled'))();
  clock.advance(25);
  expect(ran).toEqual(['first@10', 'second@10', 'late@20']);
  expect(clock.now()).toBe(25);
  expect(clock.next).toBe(30);
});

test('a timer may set another one that is due in the same step', () => {
  const clock = new VirtualClock(0);
  const ran: number[] = [];
  clock.after(1, () => clock.after(1, () => ran.push(clock.now())));
  clock.advance(5);
  expect(ran).toEqual([2]);
});
