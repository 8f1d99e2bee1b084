import { expect, test } from 'vitest';

import { packets } from './packets.js';

test('the opener keeps its promises for some thousand inputs, and tells when it does not', async () => {
  let told = 0;
  const runs = 3000;
  const outcome = await packets.run({ runs, seed: 1, progress: count => (told += count) });
  expect(outcome).toEqual({ runs });
  expect(told).toBe(runs);
  const wrong = { kind: 'no cipher', sent: [Uint8Array.of(1)], intact: true, octets: new Uint8Array(16), chunks: [] };
  await expect(packets.replay(wrong)).rejects.toThrow('good packets were refused');
});
