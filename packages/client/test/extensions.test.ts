/** Extensions between the client and the server of this repository: every kind both ways, refusals, and what goes wrong. */

import { describe, expect, expectTypeOf, test } from 'vitest';

import { encodeUtf8, isSshError } from '@nacre/core';
import {
  createServer,
  defineExtension,
  memoryFiles,
  onChannelOpen,
  onChannelRequest,
  onGlobalRequest,
  onMessage,
  onSftpRequest,
  type ServerConnection,
  type ServerOptions,
  sftpServer,
} from '@nacre/server';
import { fileError, isFileError } from '@nacre/sftp';
import type { ExtensionConnection } from '@nacre/session';

import type { Client } from '../src/index.js';
import {
  AcmeChecksum,
  type AcmeChecksumReply,
  AcmeColour,
  AcmeFlush,
  AcmeNotice,
  AcmeReload,
  type AcmeReloaded,
  AcmeTouch,
  AcmeTunnel,
  numbered,
} from './extension-definitions.js';
import { delay, rejection, startServer, type TestServer, testKeys, until } from './support.js';

interface Both {
  readonly client: Client;
  readonly server: TestServer;
  readonly peer: ServerConnection<unknown>;
}

type Handlers = NonNullable<Parameters<typeof defineExtension>[0]['handlers']>;

/** A client and a server, each with handlers, and a command that runs until its channel ends. */
async function both(
  handlers: Handlers,
  clientHandlers: Handlers = [],
  more: Partial<ServerOptions> = {},
): Promise<Both> {
  const server = await startServer({
    extensions: [defineExtension({ name: 'acme', handlers })],
    session: {
      exec: ({ signal }) => new Promise(resolve => signal.addEventListener('abort', () => resolve())),
      subsystems: { sftp: sftpServer(() => memoryFiles()) },
    },
    ...more,
  });
  const client = await server.connect({ extensions: [defineExtension({ name: 'acme', handlers: clientHandlers })] });
  await until(() => server.server.connections.some(connection => connection.user === 'alice'), 'the login');
  return { client, server, peer: server.server.connections[0] as ServerConnection<unknown> };
}

describe('a global request', () => {
  test('is answered with its reply, whose type the definition decides', async () => {
    const { client } = await both([
      onGlobalRequest(AcmeReload, async ({ what }, { user, role }) => {
        await delay(1);
        return { generation: `${what} ${user} ${role}`.length };
      }),
    ]);
    const reply = await client.request(AcmeReload, { what: 'all' });
    expectTypeOf(reply).toEqualTypeOf<AcmeReloaded>();
    expect(reply).toEqual({ generation: 'all alice server'.length });
  });

  test('without a reply of its own settles with nothing', async () => {
    const { client } = await both([onGlobalRequest(AcmeFlush, () => true)]);
    const nothing = await client.request(AcmeFlush, {});
    expectTypeOf(nothing).toEqualTypeOf<void>();
    expect(nothing).toBeUndefined();
  });

  test('goes from the server to the client too', async () => {
    const { peer } = await both([], [onGlobalRequest(AcmeReload, ({ what }) => ({ generation: what.length }))]);
    expect(await peer.request(AcmeReload, { what: 'four' })).toEqual({ generation: 4 });
  });

  test.each<[string, Handlers]>([
    ['that nobody answers', []],
    ['whose handler says false', [onGlobalRequest(AcmeReload, () => false)]],
    [
      'whose handler throws',
      [
        onGlobalRequest(AcmeReload, () => {
          throw new Error('no');
        }),
      ],
    ],
    ['whose handler rejects', [onGlobalRequest(AcmeReload, () => Promise.reject(new Error('no')))]],
    ['whose reply cannot be written', [onGlobalRequest(AcmeReload, () => ({ generation: -1 }))]],
  ])('%s is refused, and the connection goes on', async (_, handlers) => {
    const { client } = await both([...handlers, onGlobalRequest(AcmeFlush, () => true)]);
    const error = await rejection(client.request(AcmeReload, { what: 'x' }));
    expect(error).toMatchObject({ code: 'GLOBAL_REQUEST_FAILED', details: { request: 'reload@acme.example' } });
    await client.request(AcmeFlush, {});
  });

  test('of several gets the answers in order', async () => {
    const { client } = await both([
      onGlobalRequest(AcmeReload, async ({ what }) => {
        await delay(what === 'slow' ? 20 : 0);
        return { generation: what.length };
      }),
    ]);
    const replies = ['slow', 'x', 'xx'].map(what => client.request(AcmeReload, { what }));
    expect(await Promise.all(replies)).toEqual([{ generation: 4 }, { generation: 1 }, { generation: 2 }]);
  });

  test('that is malformed is refused and traced', async () => {
    const { client, server } = await both([onGlobalRequest(AcmeReload, () => ({ generation: 1 }))]);
    const broken = { ...AcmeReload, write: AcmeFlush.write } as typeof AcmeReload;
    expect(await rejection(client.request(broken, { what: 'x' }))).toMatchObject({ code: 'GLOBAL_REQUEST_FAILED' });
    expect(server.trace).toContainEqual(expect.objectContaining({ layer: 'extension', name: 'malformed-request' }));
    expect(await client.request(AcmeReload, { what: 'x' })).toEqual({ generation: 1 });
  });

  test('that is given up rejects at once and its late reply hits nothing', async () => {
    const { client } = await both([
      onGlobalRequest(AcmeReload, async () => {
        await delay(20);
        return { generation: 1 };
      }),
    ]);
    const stop = new AbortController();
    const pending = client.request(AcmeReload, { what: 'x' }, { signal: stop.signal });
    stop.abort();
    expect(await rejection(pending)).toMatchObject({ code: 'ABORTED' });
    expect(await client.request(AcmeReload, { what: 'y' })).toEqual({ generation: 1 });
  });

  test('that waits when the connection ends rejects', async () => {
    const { client, server } = await both([onGlobalRequest(AcmeReload, () => new Promise(() => {}))]);
    const pending = rejection(client.request(AcmeReload, { what: 'x' }));
    server.server.connections[0]?.destroy();
    expect(isSshError(await pending)).toBe(true);
    expect(isSshError(await rejection(client.request(AcmeReload, { what: 'x' })))).toBe(true);
    expect(isSshError(await rejection(client.send(AcmeNotice, { text: '' })))).toBe(true);
  });
});

describe('a channel request', () => {
  test('of a command reaches the handler with the channel of the session', async () => {
    let colour: AcmeColour | undefined;
    let same: boolean | undefined;
    let sessionChannel: unknown;
    const handlers = [
      onChannelRequest(AcmeColour, (value, { channel }) => {
        colour = value;
        same = channel === sessionChannel;
        return true;
      }),
    ];
    const exec = ({ channel, signal }: { channel: unknown; signal: AbortSignal }) => {
      sessionChannel = channel;
      return new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
    };
    const { client } = await both(handlers, [], { session: { exec } });
    await using job = client.exec('wait', { reject: false });
    await job.request(AcmeColour, { red: 7, label: 'rot' });
    expect(colour).toEqual({ red: 7, label: 'rot' });
    expect(same).toBe(true);
  });

  test('of a server reaches the client', async () => {
    const seen: AcmeColour[] = [];
    const exec: NonNullable<ServerOptions['session']>['exec'] = async session => {
      await session.request(AcmeColour, { red: 1, label: 'on' });
      await session.request(AcmeColour, { red: 2, label: 'off' }, { wantReply: false });
      return 3;
    };
    const { client } = await both([], [onChannelRequest(AcmeColour, value => seen.push(value) > 0)], {
      session: { exec },
    });
    expect(await client.exec('x', { reject: false })).toMatchObject({ exitCode: 3 });
    expect(seen).toEqual([
      { red: 1, label: 'on' },
      { red: 2, label: 'off' },
    ]);
  });

  test.each<[string, Handlers]>([
    ['that nobody answers', []],
    ['whose handler says false', [onChannelRequest(AcmeColour, () => false)]],
    [
      'whose handler throws',
      [
        onChannelRequest(AcmeColour, () => {
          throw new Error('no');
        }),
      ],
    ],
    ['whose handler rejects', [onChannelRequest(AcmeColour, () => Promise.reject(new Error('no')))]],
    ['whose handler forgets to answer', [onChannelRequest(AcmeColour, (() => {}) as unknown as () => boolean)]],
  ])('%s is refused, and the channel goes on', async (_, handlers) => {
    const { client } = await both(handlers);
    await using job = client.exec('wait', { reject: false });
    const refused = { code: 'CHANNEL_REQUEST_FAILED', details: { request: 'colour@acme.example' } };
    for (const red of [1, 2])
      expect(await rejection(job.request(AcmeColour, { red, label: '' }))).toMatchObject(refused);
  });

  test('of a command that never ran rejects with the reason', async () => {
    const { client } = await both([], [], { session: {} });
    const job = client.exec('x', { reject: false });
    expect(await rejection(job.request(AcmeColour, { red: 1, label: '' }))).toMatchObject({
      details: { request: 'exec' },
    });
    await rejection(job);
  });
});

describe('a message', () => {
  test('reaches the other side, both ways, in order', async () => {
    const heard: string[] = [];
    let echo: ExtensionConnection | undefined;
    const { client, peer } = await both(
      [
        onMessage(AcmeNotice, async ({ text }, { connection }) => {
          await delay(text === 'slow' ? 20 : 0);
          heard.push(`server ${text}`);
          echo = connection;
        }),
      ],
      [onMessage(AcmeNotice, ({ text }) => void heard.push(`client ${text}`))],
    );
    for (const text of ['slow', 'a', 'b']) await client.send(AcmeNotice, { text });
    await until(() => heard.length === 3, 'the messages');
    await peer.send(AcmeNotice, { text: 'back' });
    await echo?.send(AcmeNotice, { text: 'again' });
    await until(() => heard.length === 5, 'the answers');
    expect(heard).toEqual(['server slow', 'server a', 'server b', 'client back', 'client again']);
  });

  test('that nobody takes is answered with UNIMPLEMENTED, and the connection goes on', async () => {
    const { client } = await both([onGlobalRequest(AcmeFlush, () => true)]);
    await client.send(AcmeNotice, { text: 'x' });
    await client.send(numbered(255), { text: 'x' });
    await client.request(AcmeFlush, {});
    expect(client.isClosed).toBe(false);
  });

  test('that does not follow its definition ends the connection', async () => {
    const { client, peer } = await both([onMessage(AcmeNotice, () => {})]);
    await client.send({ ...AcmeNotice, write: () => {} }, { text: '' });
    expect(await peer.closed).toMatchObject({ code: 'DECODE_ERROR', details: { field: 'AcmeNotice.text' } });
    expect(await client.closed).toMatchObject({ code: 'DISCONNECTED' });
  });

  test('whose handler throws is traced, and the connection goes on', async () => {
    const { client, server } = await both([
      onMessage(AcmeNotice, () => {
        throw new Error('no \u001b[2J');
      }),
      onGlobalRequest(AcmeFlush, () => true),
    ]);
    await client.send(AcmeNotice, { text: 'x' });
    await client.request(AcmeFlush, {});
    const event = server.trace.find(({ name }) => name === 'handler-error');
    expect(event).toMatchObject({ layer: 'extension', fields: { definition: 'AcmeNotice' } });
    expect(JSON.stringify(event)).not.toContain('\u001b');
  });

  test('flood behind a handler that does not settle ends the connection', async () => {
    const { client, peer } = await both([onMessage(AcmeNotice, () => new Promise(() => {}))]);
    const flood = async () => {
      for (let i = 0; i < 1100; i++) await client.send(AcmeNotice, { text: 'x' });
    };
    await flood().catch(() => {}); // the connection ends underneath
    expect(await peer.closed).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'extensionMessages' } });
  });

  test('that cannot be written is misuse and sends nothing', async () => {
    const { client } = await both([]);
    expect(await rejection(client.send(AcmeNotice, { text: 'x'.repeat(2000) }))).toMatchObject({ code: 'MISUSE' });
    expect(client.isClosed).toBe(false);
  });
});

describe('a channel of its own type', () => {
  test('carries bytes both ways and is closed when its handler has settled', async () => {
    const { client } = await both([
      onChannelOpen(AcmeTunnel, async ({ target }, { accept }) => {
        const { duplex } = accept();
        await duplex.write(encodeUtf8(`to ${target}: `));
        for (let chunk = await duplex.read(); chunk !== undefined; chunk = await duplex.read())
          await duplex.write(chunk);
      }),
    ]);
    const { duplex } = await client.open(AcmeTunnel, { target: 'db' });
    await duplex.write(encodeUtf8('hello'));
    await duplex.end();
    let text = '';
    for (let chunk = await duplex.read(); chunk !== undefined; chunk = await duplex.read()) text += Buffer.from(chunk);
    expect(text).toBe('to db: hello');
  });

  test('goes from the server to the client too, with requests on it', async () => {
    const seen: string[] = [];
    const { peer } = await both(
      [],
      [
        onChannelOpen(AcmeTunnel, async (_, { accept }) => void (await accept().duplex.read())),
        onChannelRequest(AcmeColour, ({ label }) => seen.push(label) > 0),
      ],
    );
    const stream = await peer.open(AcmeTunnel, { target: 'x' });
    await stream.request(AcmeColour, { red: 1, label: 'here' });
    expect(seen).toEqual(['here']);
    stream.duplex.close();
  });

  test.each<[string, Handlers]>([
    ['that nobody serves', []],
    ['that its handler does not accept', [onChannelOpen(AcmeTunnel, () => {})]],
    [
      'whose handler throws',
      [
        onChannelOpen(AcmeTunnel, () => {
          throw new Error('no');
        }),
      ],
    ],
  ])('%s is refused', async (_, handlers) => {
    const { client } = await both([...handlers, onGlobalRequest(AcmeFlush, () => true)]);
    expect(await rejection(client.open(AcmeTunnel, { target: '' }))).toMatchObject({ code: 'CHANNEL_OPEN_FAILED' });
    await client.request(AcmeFlush, {});
  });
});

describe('an SFTP extension', () => {
  const checksum = onSftpRequest(AcmeChecksum, async ({ path }, { files, path: pathOf, user }) => {
    const { size = 0 } = await files.stat(pathOf(path));
    return { sum: size + user.length };
  });

  test('is announced, asked and answered', async () => {
    const { client } = await both([checksum, onSftpRequest(AcmeTouch, () => {})]);
    await using sftp = await client.sftp();
    expect([...sftp.extensions.keys()]).toEqual(
      expect.arrayContaining(['checksum@acme.example', 'touch@acme.example']),
    );
    await sftp.writeFile('/a', encodeUtf8('12345'));
    const reply = await sftp.extended(AcmeChecksum, { path: encodeUtf8('a') });
    expectTypeOf(reply).toEqualTypeOf<AcmeChecksumReply>();
    expect(reply).toEqual({ sum: 5 + 'alice'.length });
    expect(await sftp.extended(AcmeTouch, { path: encodeUtf8('a') })).toBeUndefined();
  });

  test('that refuses tells the status, and one that is not known says so', async () => {
    const refusing = onSftpRequest(AcmeTouch, () => {
      throw fileError('EACCES', 'touch');
    });
    const { client } = await both([checksum, refusing]);
    await using sftp = await client.sftp();
    const path = encodeUtf8('/missing');
    expect(isFileError(await rejection(sftp.extended(AcmeChecksum, { path })), 'ENOENT')).toBe(true);
    expect(isFileError(await rejection(sftp.extended(AcmeTouch, { path })), 'EACCES')).toBe(true);
    const unknown = { ...AcmeTouch, key: 'other@acme.example' };
    expect(isFileError(await rejection(sftp.extended(unknown, { path })), 'ENOSYS')).toBe(true);
    expect(await sftp.realpath('.')).toBe('/');
  });

  test('that is malformed is a bad message, and the session goes on', async () => {
    const { client } = await both([checksum]);
    await using sftp = await client.sftp();
    const broken = { ...AcmeChecksum, write: AcmeFlush.write } as typeof AcmeChecksum;
    expect(await rejection(sftp.extended(broken, { path: encodeUtf8('') }))).toMatchObject({ status: 5 });
    expect(await sftp.realpath('.')).toBe('/');
  });
});

test('what a server announces in EXT_INFO is told to the client, beside what Nacre announces', async () => {
  const acme = defineExtension({ name: 'acme', extInfo: { 'acme@acme.example': encodeUtf8('2') } });
  const server = await startServer({ extensions: [acme] });
  const client = await server.connect();
  expect(client.extInfo.get('acme@acme.example')).toEqual(encodeUtf8('2'));
  expect([...client.extInfo.keys()]).toEqual(expect.arrayContaining(['server-sig-algs', 'ping@openssh.com']));
});

test('two extensions that answer the same are misuse, before anybody connects', async () => {
  const { host } = await testKeys();
  const acme = (name: string) => defineExtension({ name, handlers: [onGlobalRequest(AcmeFlush, () => true)] });
  expect(() => createServer({ hostKeys: [host], extensions: [acme('a'), acme('b')] })).toThrow(
    /another handler answers/,
  );
});
