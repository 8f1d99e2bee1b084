import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

// Node locks up when a generated key object is exported while the garbage collector takes its generation job away.
// Small spaces make that likely: 20,000 keys made that way never came to their end.
test('making keys never waits for ever, however often the garbage collector runs', async () => {
  const program = fileURLToPath(new URL('../../dist/runtime/make-keys.js', import.meta.url));
  const child = spawn(process.execPath, ['--max-semi-space-size=1', program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  expect(await new Promise(resolve => child.once('close', resolve))).toBe(0);
});
