import { spawn } from 'node:child_process';

import { expect, test } from 'vitest';

// Node deadlocks when a generated key object is exported while the garbage collector takes its generation job away.
// Small spaces make that likely: 20,000 generations by the forbidden way never came to their end.
const PROGRAM = `
  import { nodeCrypto } from '@nacre/crypto-node';
  for (let i = 0; i < 40_000; i++) await nodeCrypto.x25519.generate();
  for (let i = 0; i < 20_000; i++) await nodeCrypto.ed25519.generate();
  for (let i = 0; i < 20_000; i++) await nodeCrypto.ecdhP256.generate();
`;

test('making keys never waits for ever, however often the garbage collector runs', async () => {
  const args = ['--max-semi-space-size=1', '--input-type=module', '-e', PROGRAM];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  const exitCode = await new Promise(resolve => child.once('close', resolve));
  expect(exitCode).toBe(0);
});
