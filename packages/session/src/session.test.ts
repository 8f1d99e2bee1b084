import { beforeAll, describe, expect, test } from 'vitest';

import { decodeUtf8, encodeUtf8, type SshError } from '@nacre/core';
import { mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import { fingerprint, generateKey, type PrivateKey } from '@nacre/keys';
import { type Chunking, enginePair, seededRandom, unanswered } from '@nacre/testkit';
import { encodeMessage, type MessageDef } from '@nacre/wire';

import { ClientSession, type ClientSessionOptions } from './client-session.js';
import { defineExtension, type Extension } from './extension/extension.js';
import { onMessage } from './extension/handlers.js';
import { ServerSession, type ServerSessionOptions } from './server-session.js';

const crypto = mergeProviders(nodeCrypto, nobleCrypto);
let hostKey: PrivateKey;
let userKey: PrivateKey;

beforeAll(async () => {
  [hostKey, userKey] = await Promise.all([generateKey('ed25519', { crypto }), generateKey('ed25519', { crypto })]);
});

function clientSession(auth: Partial<ClientSessionOptions['auth']> = {}): ClientSession {
  const { blob, algorithms } = userKey.publicKey;
  const credentials = [
    { type: 'publickey', publicKey: blob, algorithms, fingerprint: fingerprint(blob, crypto) },
  ] as const;
  const transport = { role: 'client', crypto, random: seededRandom(1), software: 'Client_1' } as const;
  return new ClientSession({ transport, auth: { user: 'alice', credentials, ...auth } });
}

function serverSession(
  auth: Partial<ServerSessionOptions['auth']> = {},
  userKeyAlgorithms: readonly string[] = ['ssh-ed25519'],
  extensions: readonly Extension[] = [],
): ServerSession {
  const hostKeys = [{ blob: hostKey.publicKey.blob, algorithms: hostKey.algorithms }];
  const transport = {
    role: 'server',
    crypto,
    random: seededRandom(2),
    software: 'Server_1',
    hostKeys,
    userKeyAlgorithms,
  } as const;
  return new ServerSession({
    transport,
    auth: { methods: ['publickey', 'password'], userKeyAlgorithms, ...auth },
    extensions,
  });
}

function pairOf(
  client: ClientSession,
  server: ServerSession,
  chunk: Chunking,
  allow: (user: string) => unknown,
  key = userKey,
) {
  return enginePair(client, server, {
    chunk,
    answers: {
      client: effect => {
        if (effect.type === 'sign') return key.sign(effect.data, effect.algorithm);
        return effect.type === 'verify-host-key' ? undefined : unanswered;
      },
      server: effect => {
        if (effect.type === 'sign') return hostKey.sign(effect.data, effect.algorithm);
        return effect.type === 'check-public-key' ? allow(effect.user) : unanswered;
      },
    },
    onEnd: { client: () => client.endOfStream(), server: () => server.endOfStream() },
  });
}

describe.each<Chunking>(['whole', 'byte', 7])('client and server, chunking %s', chunk => {
  test('keys, authentication, a channel, data both ways, an end', async () => {
    const [client, server] = [clientSession(), serverSession()];
    const pair = pairOf(client, server, chunk, user => ({ name: user }));
    await pair.advance(100);
    expect(client.authenticated && server.authenticated).toBe(true);
    expect(pair.server.events).toContainEqual(expect.objectContaining({ type: 'authenticated', user: 'alice' }));

    const id = client.connection.openChannel({ channelType: 'session' });
    client.pump();
    await pair.run();
    const opened = pair.server.events.find(event => event.type === 'channel-open');
    const serverId = opened?.type === 'channel-open' ? opened.channel : -1;
    server.connection.acceptChannel(serverId);
    server.connection.sendData(serverId, encodeUtf8('from the server'));
    server.pump();
    await pair.run();
    client.connection.sendData(id, encodeUtf8('from the client'));
    client.transport.rekey();
    client.connection.closeChannel(id);
    client.pump();
    await pair.advance(10);
    expect(textOf(pair.client.events)).toBe('from the server');
    expect(textOf(pair.server.events)).toBe('from the client');
    expect(client.transport.info?.rekeys).toBe(1);

    client.transport.disconnect(11, 'done');
    client.pump();
    await pair.run();
    expect(pair.server.closed?.error).toMatchObject({ code: 'DISCONNECTED' });
  });

  test('a user who is not let in learns what was tried', async () => {
    const [client, server] = [clientSession(), serverSession()];
    const pair = pairOf(client, server, chunk, () => false);
    await pair.advance(1000);
    expect(pair.client.closed?.error).toMatchObject({ code: 'AUTH_FAILED' });
    expect((pair.client.closed?.error as SshError).message).toContain(fingerprint(userKey.publicKey, crypto));
    expect(server.authenticated).toBe(false);
  });
});

test('packets behind a pending decision wait for it, and are refused with it', async () => {
  const [client, server] = [clientSession(), serverSession()];
  let decide: (account: unknown) => void = () => {};
  let asked = 0;
  const pair = pairOf(client, server, 'whole', () => {
    asked++;
    return new Promise(resolve => {
      decide = resolve;
    });
  });
  const running = pair.advance(100);
  while (asked === 0) await new Promise(resolve => setImmediate(resolve));
  expect(server.wantsInput).toBe(false);
  client.transport.send(Uint8Array.of(90, 0, 0, 0, 7, ...encodeUtf8('session'), ...new Uint8Array(12)));
  client.pump();
  decide(false);
  await running;
  await pair.advance(100);
  expect(pair.server.events.some(event => event.type === 'channel-open')).toBe(false);
  expect(server.authenticated).toBe(false);
});

test('a channel message before authentication ends the connection', async () => {
  const client = clientSession({ credentials: [{ type: 'password' }] }); // nobody answers for the password
  const server = serverSession();
  const pair = pairOf(client, server, 'whole', () => false);
  await pair.advance(50);
  expect(pair.client.waiting.map(({ effect }) => effect.type)).toEqual(['password']);
  client.transport.send(Uint8Array.of(90, 0, 0, 0, 7, ...encodeUtf8('session'), ...new Uint8Array(12)));
  client.pump();
  await pair.run();
  expect(pair.server.closed?.error).toMatchObject({ code: 'PROTOCOL_ERROR', details: { number: 90 } });
  expect(pair.server.events.some(event => event.type === 'channel-open')).toBe(false);
});

describe('a message of an extension', () => {
  const notice: MessageDef<string> = {
    name: 'Notice',
    space: 'ssh',
    number: 200,
    direction: 'both',
    reference: 'acme',
    trailing: 'error',
    write: (writer, value) => writer.utf8('Notice.text', value, 64),
    read: reader => reader.utf8('Notice.text', 64),
  };
  const extensions = [defineExtension({ name: 'acme', handlers: [onMessage(notice, () => {})] })];

  test('is an event, with its value, once the user is known', async () => {
    const [client, server] = [clientSession(), serverSession({}, ['ssh-ed25519'], extensions)];
    const pair = pairOf(client, server, 'whole', user => ({ name: user }));
    await pair.advance(100);
    client.send(notice, 'hello');
    await pair.run();
    const event = pair.server.events.find(({ type }) => type === 'extension-message');
    expect(event).toMatchObject({ value: 'hello', bytes: 10, handler: { definition: notice } });
    server.send({ ...notice, number: 201 }, 'nobody knows this');
    await pair.run();
    expect([pair.client.closed, pair.server.closed]).toEqual([undefined, undefined]);
  });

  test('is unknown before the user is known, and cannot be sent', async () => {
    const client = clientSession({ credentials: [{ type: 'password' }] }); // nobody answers for the password
    const server = serverSession({}, ['ssh-ed25519'], extensions);
    const pair = pairOf(client, server, 'whole', () => false);
    await pair.advance(50);
    expect(() => client.send(notice, 'early')).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    client.transport.send(encodeMessage(notice, 'early'));
    client.pump();
    await pair.advance(10);
    expect(pair.server.events.some(({ type }) => type === 'extension-message')).toBe(false);
    expect([pair.client.closed, pair.server.closed]).toEqual([undefined, undefined]);
  });

  test('that is malformed ends the session', async () => {
    const [client, server] = [clientSession(), serverSession({}, ['ssh-ed25519'], extensions)];
    const pair = pairOf(client, server, 'whole', user => ({ name: user }));
    await pair.advance(100);
    client.send({ ...notice, write: () => {} }, '');
    await pair.run();
    expect(pair.server.closed?.error).toMatchObject({ code: 'DECODE_ERROR', details: { field: 'Notice.text' } });
  });
});

test('the signature algorithm is one that the server listed', async () => {
  const rsa = await generateKey('rsa', { crypto, bits: 2048 });
  const { blob } = rsa.publicKey;
  const algorithms = ['rsa-sha2-512', 'rsa-sha2-256'];
  const credentials = [{ type: 'publickey', publicKey: blob, algorithms, fingerprint: 'SHA256:rsa' }] as const;
  const client = clientSession({ credentials });
  const server = serverSession({ userKeyAlgorithms: ['rsa-sha2-256'] }, ['rsa-sha2-256']);
  const pair = pairOf(client, server, 'whole', user => ({ name: user }), rsa);
  await pair.advance(100);
  expect(server.authenticated).toBe(true);
  const refused = pair.server.events.filter(event => event.type === 'refused');
  expect(refused.map(event => 'method' in event && event.method)).toEqual(['none']); // nothing was tried in vain
});

function textOf(events: readonly { readonly type: string }[]): string {
  return events
    .map(event => ('data' in event && event.type === 'data' ? decodeUtf8(event.data as Uint8Array) : ''))
    .join('');
}
