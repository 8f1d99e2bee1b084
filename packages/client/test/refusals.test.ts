/** What neither side serves is refused, whatever the wire code knows of it: with well-formed bodies, and the connection goes on. */

import { describe, expect, test } from 'vitest';

import type { ServerConnection } from '@nacre/server';
import type { MemberDef, WireWriter } from '@nacre/wire';

import type { Client } from '../src/index.js';
import { rejection, startServer, until } from './support.js';

type Body = (writer: WireWriter) => void;

const text =
  (value: string): Body =>
  writer =>
    writer.utf8('', value, 1000);
const number =
  (value: number): Body =>
  writer =>
    writer.u32('', value);
const flag =
  (value: boolean): Body =>
  writer =>
    writer.u8('', value ? 1 : 0);

/** A member that writes these parts, of any name. */
function member(union: string, key: string, ...parts: readonly Body[]): MemberDef<undefined> {
  const write = (writer: WireWriter) => {
    for (const part of parts) part(writer);
  };
  return { name: key, union, key, write, read: () => undefined };
}

const channelRequest = (key: string, ...parts: readonly Body[]) => member('ChannelRequestBody', key, ...parts);
const globalRequest = (key: string, ...parts: readonly Body[]) => member('GlobalRequestBody', key, ...parts);
const channelOpen = (key: string, ...parts: readonly Body[]) => member('ChannelOpenBody', key, ...parts);

const CHANNEL_REQUESTS = [
  channelRequest('pty-req', text('xterm'), number(80), number(24), number(0), number(0), text('\0')),
  channelRequest('window-change', number(80), number(24), number(0), number(0)),
  channelRequest('x11-req', flag(false), text('MIT-MAGIC-COOKIE-1'), text('00'), number(0)),
  channelRequest('xon-xoff', flag(true)),
  channelRequest('break', number(500)),
  channelRequest('shell'),
  channelRequest('auth-agent-req'),
  channelRequest('auth-agent-req@openssh.com'),
  channelRequest('eow@openssh.com'),
  channelRequest('winadj@putty.projects.tartarus.org'),
  channelRequest('exit-status', number(0)),
  channelRequest('exit-signal', text('TERM'), flag(false), text(''), text('')),
  channelRequest('unheard-of@acme.example', text('x')),
];

const GLOBAL_REQUESTS = [
  globalRequest('tcpip-forward', text('localhost'), number(0)),
  globalRequest('cancel-tcpip-forward', text('localhost'), number(4000)),
  globalRequest('streamlocal-forward@openssh.com', text('/tmp/x')),
  globalRequest('cancel-streamlocal-forward@openssh.com', text('/tmp/x')),
  globalRequest('hostkeys-prove-00@openssh.com'),
  globalRequest('unheard-of@acme.example', text('x')),
];

const CHANNEL_OPENS = [
  channelOpen('direct-tcpip', text('localhost'), number(22), text('127.0.0.1'), number(4000)),
  channelOpen('forwarded-tcpip', text('localhost'), number(22), text('127.0.0.1'), number(4000)),
  channelOpen('direct-streamlocal@openssh.com', text('/tmp/x'), text(''), number(0)),
  channelOpen('forwarded-streamlocal@openssh.com', text('/tmp/x'), text('')),
  channelOpen('x11', text('127.0.0.1'), number(6000)),
  channelOpen('auth-agent'),
  channelOpen('auth-agent@openssh.com'),
  channelOpen('tun@openssh.com', number(1), number(0x7fffffff)),
  channelOpen('unheard-of@acme.example', text('x')),
];

async function both(): Promise<{ readonly client: Client; readonly peer: ServerConnection<unknown> }> {
  const session = {
    exec: ({ signal }: { signal: AbortSignal }) =>
      new Promise<void>(resolve => signal.addEventListener('abort', () => resolve())),
  };
  const server = await startServer({ session });
  const client = await server.connect();
  await until(() => server.server.connections[0]?.user !== undefined, 'the login');
  return { client, peer: server.server.connections[0] as ServerConnection<unknown> };
}

describe.each(['the server', 'the client'] as const)('%s refuses', side => {
  test.each(GLOBAL_REQUESTS.map(definition => [definition.name, definition] as const))(
    'the global request %s',
    async (_, definition) => {
      const { client, peer } = await both();
      const asking = side === 'the server' ? client : peer;
      expect(await rejection(asking.request(definition, undefined))).toMatchObject({ code: 'GLOBAL_REQUEST_FAILED' });
      expect(client.isClosed).toBe(false);
    },
  );

  test.each(CHANNEL_OPENS.map(definition => [definition.name, definition] as const))(
    'the channel type %s',
    async (_, definition) => {
      const { client, peer } = await both();
      const asking = side === 'the server' ? client : peer;
      expect(await rejection(asking.open(definition, undefined))).toMatchObject({ code: 'CHANNEL_OPEN_FAILED' });
      expect(client.isClosed).toBe(false);
    },
  );
});

test('the server refuses an announcement of host keys, which only servers make', async () => {
  const { client } = await both();
  const asked = client.request(globalRequest('hostkeys-00@openssh.com'), undefined);
  expect(await rejection(asked)).toMatchObject({ code: 'GLOBAL_REQUEST_FAILED' });
  expect(client.isClosed).toBe(false);
});

test('the client refuses a session', async () => {
  const { peer } = await both();
  expect(await rejection(peer.open(channelOpen('session'), undefined))).toMatchObject({ code: 'CHANNEL_OPEN_FAILED' });
});

describe('a session of the server refuses', () => {
  test.each(CHANNEL_REQUESTS.map(definition => [definition.name, definition] as const))(
    'the request %s, before and while a command runs',
    async (_, definition) => {
      const { client } = await both();
      const refused = { code: 'CHANNEL_REQUEST_FAILED', details: { request: definition.key } };
      const idle = await client.openChannel({ channelType: 'session' });
      expect(await rejection(idle.request(definition, undefined))).toMatchObject(refused);
      await using job = client.exec('wait', { reject: false });
      expect(await rejection(job.request(definition, undefined))).toMatchObject(refused);
      expect(idle.isClosed).toBe(false);
    },
  );
});

describe('a command of the client refuses', () => {
  const forClients = CHANNEL_REQUESTS.filter(({ name }) => !name.startsWith('exit-'));

  test.each(forClients.map(definition => [definition.name, definition] as const))(
    'the request %s',
    async (_, definition) => {
      let failure: unknown;
      const server = await startServer({
        session: {
          exec: async session => {
            failure = await rejection(session.request(definition, undefined));
            return 4;
          },
        },
      });
      const client = await server.connect();
      expect(await client.exec('x', { reject: false })).toMatchObject({ exitCode: 4 });
      expect(failure).toMatchObject({ code: 'CHANNEL_REQUEST_FAILED', details: { request: definition.key } });
    },
  );
});
