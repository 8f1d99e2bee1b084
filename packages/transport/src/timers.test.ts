import { expect, test } from 'vitest';

import { Timers } from './timers.js';

test('a timer runs from the first tick after its start, which it asks for at once', () => {
  const timers = new Timers<'a'>(5);
  expect(timers.next()).toBeUndefined();
  timers.start('a', 100);
  expect(timers.next()).toBe(5);
  expect(timers.tick(1000)).toEqual([]);
  expect(timers.next()).toBe(1100);
  expect(timers.tick(1099)).toEqual([]);
  expect(timers.tick(1100)).toEqual(['a']);
  expect(timers.next()).toBeUndefined();
});

test('the earliest of several timers is next; a stopped one never runs out', () => {
  const timers = new Timers<'a' | 'b'>(0);
  timers.start('a', 100);
  timers.start('b', 50);
  timers.tick(0);
  expect(timers.next()).toBe(50);
  timers.stop('b');
  expect(timers.next()).toBe(100);
  expect(timers.tick(500)).toEqual(['a']);
});

test('a timer that is started again starts from the beginning', () => {
  const timers = new Timers<'a'>(0);
  timers.start('a', 100);
  timers.tick(0);
  timers.start('a', 100);
  timers.tick(60);
  expect(timers.tick(100)).toEqual([]);
  expect(timers.tick(160)).toEqual(['a']);
});
