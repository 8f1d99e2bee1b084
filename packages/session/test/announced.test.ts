/** What client and server make of each other's EXT_INFO: host-bound signatures, algorithms of one user, pings. */

import { beforeAll, describe, expect, test } from 'vitest';

import { mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import { generateKey, type PrivateKey } from '@nacre/keys';
import { enginePair, seededRandom, unanswered } from '@nacre/testkit';
import type { TransportOptions } from '@nacre/transport';

import { ClientSession } from '../src/client-session.js';
import { ServerSession, type ServerSessionOptions } from '../src/server-session.js';

const crypto = mergeProviders(nodeCrypto, nobleCrypto);
const ALGORITHMS = ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256'];
const HOSTBOUND = 'publickey-hostbound-v00@openssh.com';

let hostKey: PrivateKey;
let ed25519: PrivateKey;
let rsa: PrivateKey;
beforeAll(async () => {
  [hostKey, ed25519, rsa] = await Promise.all([
    generateKey('ed25519', { crypto }),
    generateKey('ed25519', { crypto }),
    generateKey('rsa', { crypto, bits: 2048 }),
  ]);
});

interface Options {
  readonly keys: readonly PrivateKey[];
  readonly client?: Partial<TransportOptions>;
  readonly server?: Partial<TransportOptions>;
  readonly serverAuth?: Partial<ServerSessionOptions['auth']>;
  /** Answers 'user-key-algorithms'. */
  readonly userAlgorithms?: readonly string[];
}

/** A client that tries keys in order at a server that lets in whoever proves one. */
async function connect(options: Options) {
  /** The methods of the requests that the client traced, and what it was asked to sign. */
  const methods: (string | undefined)[] = [];
  const signed: { readonly algorithm: string; readonly data: Uint8Array }[] = [];
  const credentials = options.keys.map(({ publicKey }) => ({
    type: 'publickey' as const,
    publicKey: publicKey.blob,
    algorithms: publicKey.algorithms,
    fingerprint: 'SHA256:x',
  }));
  const client = new ClientSession({
    transport: { role: 'client', crypto, random: seededRandom(1), software: 'Client_1', ...options.client },
    auth: {
      user: 'alice',
      credentials,
      trace: ({ name, fields }) => void (name === 'request' && methods.push(String(fields?.['method']))),
    },
  });
  const server = new ServerSession({
    transport: {
      role: 'server',
      crypto,
      random: seededRandom(2),
      software: 'Server_1',
      hostKeys: [{ blob: hostKey.publicKey.blob, algorithms: hostKey.algorithms }],
      userKeyAlgorithms: ALGORITHMS,
      ...options.server,
    },
    auth: { methods: ['publickey'], userKeyAlgorithms: ALGORITHMS, ...options.serverAuth },
  });
  const pair = enginePair(client, server, {
    chunk: 'whole',
    answers: {
      client: effect => {
        if (effect.type === 'verify-host-key') return undefined;
        if (effect.type !== 'sign' || !('credential' in effect)) return unanswered;
        signed.push({ algorithm: effect.algorithm, data: effect.data });
        return options.keys[effect.credential]?.sign(effect.data, effect.algorithm);
      },
      server: effect => {
        if (effect.type === 'sign') return hostKey.sign(effect.data, effect.algorithm);
        if (effect.type === 'user-key-algorithms') return options.userAlgorithms;
        return effect.type === 'check-public-key' ? { name: effect.user } : unanswered;
      },
    },
    onEnd: { client: () => client.endOfStream(), server: () => server.endOfStream() },
  });
  await pair.advance(200);
  return { client, server, pair, methods, signed };
}

const includes = (data: Uint8Array, part: Uint8Array): boolean => Buffer.from(data).includes(Buffer.from(part));

describe('host-bound signatures', () => {
  test('are made and taken when the server announces them', async () => {
    const { client, server, methods, signed } = await connect({ keys: [ed25519] });
    expect(client.authenticated && server.authenticated).toBe(true);
    expect(methods).toEqual(['none', 'publickey', HOSTBOUND]);
    expect(signed.map(({ data }) => includes(data, hostKey.publicKey.blob))).toEqual([true]);
  });

  test('are not made when it does not, or announces another version', async () => {
    for (const value of [undefined, Uint8Array.of(0x31)]) {
      const extInfo = { 'publickey-hostbound@openssh.com': value };
      const { client, methods, signed } = await connect({ keys: [ed25519], server: { extInfo } });
      expect(client.authenticated).toBe(true);
      expect(methods).toEqual(['none', 'publickey', 'publickey']);
      expect(signed.map(({ data }) => includes(data, hostKey.publicKey.blob))).toEqual([false]);
    }
  });

  test('are announced only where keys may log in', async () => {
    const { client } = await connect({ keys: [], serverAuth: { methods: ['password'] } });
    expect(client.extInfo.has('publickey-hostbound@openssh.com')).toBe(false);
    expect(client.extInfo.has('server-sig-algs')).toBe(true);
  });
});

describe('signature algorithms', () => {
  test('[PRO-05] are chosen from those that the server lists, whatever the key could do', async () => {
    const server = { userKeyAlgorithms: ['rsa-sha2-256'] };
    const { client, signed } = await connect({ keys: [rsa], server, serverAuth: server });
    expect(client.authenticated).toBe(true);
    expect(signed.map(({ algorithm }) => algorithm)).toEqual(['rsa-sha2-256']);
  });

  test('[PRO-05] of one user reach the client before it chooses', async () => {
    const { client, server, signed } = await connect({
      keys: [ed25519, rsa],
      serverAuth: { askUserKeyAlgorithms: true },
      userAlgorithms: ['rsa-sha2-256'],
    });
    expect([client.authenticated, server.authenticated]).toEqual([true, true]);
    // ed25519 has one algorithm only and is offered in any case, but the server holds to its answer
    expect(signed.map(({ algorithm }) => algorithm)).toEqual(['rsa-sha2-256']);
    expect(client.transport.extensions).toMatchObject({ serverSigAlgs: ['rsa-sha2-256'], ping: true });
  });

  test('of one user are announced without the names of certificates', async () => {
    const { client, signed } = await connect({
      keys: [rsa],
      serverAuth: { askUserKeyAlgorithms: true },
      userAlgorithms: ['rsa-sha2-512-cert-v01@openssh.com', 'rsa-sha2-256'],
    });
    expect(client.transport.extensions.serverSigAlgs).toEqual(['rsa-sha2-256']);
    expect([client.authenticated, signed.map(({ algorithm }) => algorithm)]).toEqual([true, ['rsa-sha2-256']]);
  });

  test.each([
    ['unknown', { userKeyAlgorithms: ['ssh-ed25519', 'rot13'] }, /userKeyAlgorithms: .*rot13/],
    ['a banner that is too long', { banner: 'x'.repeat(70_000) }, /banner|message/i],
    ['a delay that is none', { minimumDelay: Number.NaN }, /minimumDelay/],
  ])('%s: misuse before anybody connects', async (_, serverAuth, message) => {
    const misuse = { code: 'MISUSE', message: expect.stringMatching(message) };
    await expect(connect({ keys: [], serverAuth })).rejects.toMatchObject(misuse);
  });

  test('of one user are held to, though the client takes no second EXT_INFO', async () => {
    const { client, signed } = await connect({
      keys: [rsa],
      client: { extInfo: { 'ext-info-in-auth@openssh.com': undefined } },
      serverAuth: { askUserKeyAlgorithms: true },
      userAlgorithms: ['rsa-sha2-256'],
    });
    // it chose rsa-sha2-512 from the first list, was refused, and has no other
    expect([client.authenticated, signed]).toEqual([false, []]);
    expect(client.transport.extensions.serverSigAlgs).toEqual(ALGORITHMS);
  });

  test('are those of the options when nothing is known of the user', async () => {
    const { client, pair } = await connect({ keys: [rsa], serverAuth: { askUserKeyAlgorithms: true } });
    expect(client.authenticated).toBe(true);
    expect(pair.client.events.filter(event => event.type === 'ext-info')).toHaveLength(1);
  });
});

test.each(['client', 'server'] as const)('a ping from the %s is answered once the user is known', async side => {
  const { client, server, pair } = await connect({ keys: [ed25519] });
  const session = side === 'client' ? client : server;
  session.transport.ping(Uint8Array.of(7));
  session.pump();
  await pair.run();
  expect(pair[side].events).toContainEqual({ type: 'pong', data: Uint8Array.of(7) });
});
