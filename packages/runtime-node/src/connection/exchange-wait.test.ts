import { expect, test } from 'vitest';

import { ExchangeWait } from './exchange-wait.js';

const MIB = 1024 * 1024;

test('writers go on while little waits, and wait together for the end of the exchange', async () => {
  const waiting = new ExchangeWait();
  expect(waiting.wait(MIB - 1)).toBeUndefined();
  const [first, second] = [waiting.wait(MIB), waiting.wait(5 * MIB)];
  expect(first).toBeDefined();
  expect(second).toBe(first);
  waiting.release();
  await first;
  expect(waiting.wait(MIB)).not.toBe(first);
  waiting.release();
  waiting.release(); // nobody waits
});
