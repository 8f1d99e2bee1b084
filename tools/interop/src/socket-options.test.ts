/** What the system says of the options of a connection's socket, read by Python, because Node can set them and not read them. */

import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';

import { expect, test } from 'vitest';

import { connect, generateKey } from '@nacre/client';
import { peersRequired, python, Workspace } from '@nacre/peers';
import { createServer } from '@nacre/server';

const SCRIPT = [
  'import socket',
  's = socket.socket(fileno=3)',
  'print(s.getsockopt(6, socket.TCP_NODELAY), s.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))',
  's.detach()',
].join('\n');

const missing = existsSync(python) ? '' : ` (missing peer: ${python})`;

test.skipIf(missing !== '' && !peersRequired)(
  `[CON-15] TCP_NODELAY and SO_KEEPALIVE are set on a socket that is given${missing}`,
  async () => {
    await using workspace = await Workspace.create();
    const server = createServer({
      hostKeys: [await generateKey('ed25519')],
      auth: { password: () => true },
      tcpKeepalive: false,
    });
    const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
    const via = createConnection({ port, host: '127.0.0.1' });
    const client = await connect({
      host: '127.0.0.1',
      user: 'alice',
      password: 'secret',
      dangerous: { acceptAnyHostKey: true },
      via,
    });
    const { fd } = (via as unknown as { _handle: { fd: number } })._handle;
    const child = workspace.spawn(python, ['-c', SCRIPT], { stdio: ['ignore', 'pipe', 'inherit', fd] });
    let output = '';
    for await (const chunk of child.stdout ?? []) output += String(chunk);
    expect(output.trim()).toBe('1 1');
    await client.close();
    await server.close();
  },
);
