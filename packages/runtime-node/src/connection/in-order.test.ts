import { expect, test } from 'vitest';

import { guarded, InOrder } from './in-order.js';

test('answers keep the order of the requests, whichever is ready first', async () => {
  const order: string[] = [];
  const replies = new InOrder();
  let decide: (answer: string) => void = () => {};
  replies.add('at once', answer => order.push(answer));
  expect(order).toEqual(['at once']);
  replies.add(new Promise<string>(resolve => (decide = resolve)), answer => order.push(answer));
  replies.add('ready, but behind', answer => order.push(answer));
  expect(order).toEqual(['at once']);
  decide('slow');
  await new Promise(resolve => setImmediate(resolve));
  expect(order).toEqual(['at once', 'slow', 'ready, but behind']);
  replies.add('at once again', answer => order.push(answer));
  expect(order.at(-1)).toBe('at once again');
});

test('a handler that throws or rejects gives the fallback, and is reported', async () => {
  const errors: unknown[] = [];
  const report = (error: unknown) => void errors.push((error as Error).message);
  const throws = () => {
    throw new Error('thrown');
  };
  expect(guarded<boolean>(throws, false, report)).toBe(false);
  expect(await guarded<boolean>(() => Promise.reject(new Error('rejected')), false, report)).toBe(false);
  expect(guarded(() => true, false, report)).toBe(true);
  expect(errors).toEqual(['thrown', 'rejected']);
});
