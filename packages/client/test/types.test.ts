import { expectTypeOf, test } from 'vitest';

import { createServer } from '@nacre/server';

import { type Client, connect, generateKey } from '../src/index.js';
import { afterTest, HOST, startServer } from './support.js';

test('the types of output follow from the options', async () => {
  const ssh: Client = await (await startServer()).connect();
  expectTypeOf((await ssh.exec('true')).stdout).toEqualTypeOf<string>();
  expectTypeOf((await ssh.exec('true', { encoding: 'buffer' })).stdout).toEqualTypeOf<Uint8Array>();
  expectTypeOf((await ssh.exec('true', { buffer: false, timeout: 5000 })).stdout).toEqualTypeOf<undefined>();
  const whole = await ssh.exec('echo x').pipe(ssh.exec('cat', { encoding: 'buffer' }));
  expectTypeOf(whole.stdout).toEqualTypeOf<Uint8Array>();
}, 20_000);

test('an account type of the caller reaches the handlers, and `true` is then no answer', async () => {
  const server = createServer<{ readonly id: number }>({
    hostKeys: [await generateKey('ed25519')],
    auth: { password: ({ user }) => (user === 'alice' ? { id: 7 } : false) },
    session: { exec: ({ account, stdout }) => void stdout.write(String(account.id)) },
  });
  afterTest(() => server.close());
  // @ts-expect-error: `true` stands for { name: user }, which is not this account
  createServer<{ readonly id: number }>({ hostKeys: [await generateKey('ed25519')], auth: { password: () => true } });
  const { port } = await server.listen({ port: 0, host: HOST });
  await using ssh = await connect({ host: HOST, port, user: 'alice', password: 'any', hostKeys: () => true });
  expectTypeOf((await ssh.exec('id')).stdout).toEqualTypeOf<string>();
});
