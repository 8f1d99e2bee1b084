import { expect, test } from 'vitest';

import { memoryDuplexPair } from './memory-duplex.js';

test('what one end writes the other reads, until the end', async () => {
  const [a, b] = memoryDuplexPair({ wire: { chunk: 'byte' } });
  const reading = b.read();
  expect(a.write(Uint8Array.of(1), Uint8Array.of(2))).toBeUndefined();
  await a.end();
  expect([await reading, await b.read(), await b.read()]).toEqual([Uint8Array.of(1), Uint8Array.of(2), undefined]);
});

test('a writer waits while the reader does not read', async () => {
  const [a, b] = memoryDuplexPair({ highWaterMark: 4 });
  let written = false;
  const writing = a.write(new Uint8Array(5))?.then(() => {
    written = true;
  });
  await Promise.resolve();
  expect(written).toBe(false);
  await b.read();
  await writing;
  expect(written).toBe(true);
});

test('a closed stream fails both ends', async () => {
  const [a, b] = memoryDuplexPair();
  const reading = b.read();
  a.close(new Error('gone'));
  await expect(reading).rejects.toThrow('gone');
  await expect(a.read()).rejects.toThrow('gone');
});
