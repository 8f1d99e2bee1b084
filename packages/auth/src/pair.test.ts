import { beforeAll, describe, expect, test } from 'vitest';

import { nodeCrypto } from '@nacre/crypto-node';
import { fingerprint, generateKey, type PrivateKey } from '@nacre/keys';

import { runPair } from '../test/pair.js';
import type { ClientCredential, ServerAuthEffect } from './index.js';

let alice: PrivateKey;
let mallory: PrivateKey;
let rsa: PrivateKey;

beforeAll(async () => {
  alice = await generateKey('ed25519', { crypto: nodeCrypto });
  mallory = await generateKey('ed25519', { crypto: nodeCrypto });
  rsa = await generateKey('rsa', { crypto: nodeCrypto, bits: 2048 });
});

const credential = (key: PrivateKey): ClientCredential => ({
  type: 'publickey',
  publicKey: key.publicKey.blob,
  algorithms: key.publicKey.algorithms,
  fingerprint: fingerprint(key.publicKey, nodeCrypto),
});
const PASSWORD = { type: 'password' } as const;

/** Lets alice in with her key or her password. */
const accounts =
  (...keys: readonly PrivateKey[]) =>
  (effect: ServerAuthEffect): unknown => {
    if (effect.type === 'check-password') return effect.user === 'alice' && effect.password === 'secret' && { id: 1 };
    if (effect.type !== 'check-public-key') return false;
    return keys.some(key => String(key.publicKey.blob) === String(effect.publicKey)) && { id: 2 };
  };

test('a key is probed, signed and accepted; both sides name the method and the key', async () => {
  const result = await runPair({
    client: { credentials: [credential(alice)] },
    keys: { 0: alice },
    check: accounts(alice),
  });
  expect(result.wire).toEqual([-50, 51, -50, 60, -50, 52]);
  expect(result.clientEvents).toMatchObject([{ type: 'authenticated', method: 'publickey', credential: 0 }]);
  expect(result.serverEvents.at(-1)).toEqual({
    type: 'authenticated',
    user: 'alice',
    method: 'publickey',
    account: { id: 2 },
    publicKey: alice.publicKey.blob,
    algorithm: 'ssh-ed25519',
  });
});

test('the right password is accepted after a wrong one', async () => {
  const result = await runPair({
    client: { credentials: [PASSWORD] },
    passwords: ['wrong', 'secret'],
    check: accounts(),
  });
  expect(result.wire).toEqual([-50, 51, -50, 51, -50, 52]);
  expect(result.serverEvents.at(-1)).toMatchObject({ type: 'authenticated', method: 'password', account: { id: 1 } });
});

test('the next credential follows one that is refused', async () => {
  const credentials = [credential(mallory), credential(alice), PASSWORD];
  const result = await runPair({ client: { credentials }, keys: { 0: mallory, 1: alice }, check: accounts(alice) });
  expect(result.clientEvents.at(-1)).toMatchObject({ type: 'authenticated', credential: 1 });
});

test('a banner comes before the first answer', async () => {
  const result = await runPair({
    client: { credentials: [PASSWORD] },
    server: { banner: 'be good\n' },
    passwords: ['secret'],
    check: accounts(),
  });
  expect(result.clientEvents[0]).toEqual({ type: 'banner', message: 'be good\n' });
  expect(result.wire.slice(0, 3)).toEqual([-50, 53, 51]);
});

describe('failure', () => {
  test('the error lists every method, key fingerprint and answer, and holds no secret', async () => {
    const credentials = [credential(mallory), credential(rsa), PASSWORD, credential(alice)];
    const { clientError } = await runPair({
      client: { credentials, serverSigAlgs: ['ssh-ed25519'], limits: { passwordAttempts: 2 } },
      passwords: ['hunter2', undefined],
      keys: { 0: mallory },
      check: effect => effect.type === 'check-public-key' && !effect.verified && accounts(alice)(effect),
    });
    const text = clientError?.message ?? '';
    expect(clientError).toMatchObject({ code: 'AUTH_FAILED', disconnect: 14 });
    expect(text).toBe(
      'Authentication of alice failed: ' +
        `publickey ${fingerprint(mallory.publicKey, nodeCrypto)} (ssh-ed25519): refused; ` +
        `publickey ${fingerprint(rsa.publicKey, nodeCrypto)}: not tried, the server accepts none of the signature algorithms of the key; ` +
        'password: refused; password: no password was given; ' +
        `publickey ${fingerprint(alice.publicKey, nodeCrypto)} (ssh-ed25519): not signed (the key is locked); ` +
        'the server offers publickey, password',
    );
    expect(JSON.stringify(clientError?.details)).not.toContain('hunter2');
    expect(clientError?.details['report']).toMatchObject({ user: 'alice', methods: ['publickey', 'password'] });
  });

  test('a method that the server does not list is not tried, and the error says so', async () => {
    const result = await runPair({
      client: { credentials: [PASSWORD] },
      server: { methods: ['publickey'] },
      check: accounts(),
    });
    expect(result.wire).toEqual([-50, 51]);
    expect(result.clientError?.message).toBe(
      'Authentication of alice failed: password: not tried, the server does not offer the method; the server offers publickey',
    );
  });

  test('[SEC-127] a server without methods refuses everything, none too, and lists nothing', async () => {
    const result = await runPair({ client: { credentials: [PASSWORD] }, server: { methods: [] }, check: () => true });
    expect(result.clientError?.message).toContain('the server offers no method');
    expect(result.serverEvents).toEqual([
      { type: 'refused', user: 'alice', method: 'none', failures: 0, error: undefined },
    ]);
  });

  test('a key that signs with another key is refused although the probe was accepted', async () => {
    const result = await runPair({
      client: { credentials: [credential(alice)] },
      keys: { 0: mallory },
      check: accounts(alice),
    });
    expect(result.wire).toEqual([-50, 51, -50, 60, -50, 51]);
    expect(result.clientError?.code).toBe('AUTH_FAILED');
  });

  test('a check that throws refuses, and the log gets the reason', async () => {
    const broken = async () => Promise.reject(new Error('database down'));
    const { ServerAuth } = await import('./index.js');
    const { client, drain } = await import('../test/wire.js');
    const server = new ServerAuth({
      sessionId: new Uint8Array(32),
      crypto: nodeCrypto,
      methods: ['password'],
      userKeyAlgorithms: [],
      now: 0,
      minimumDelay: 0,
    });
    server.receive(client.password('x'));
    const [effect] = drain(server);
    await broken().catch(error => effect?.type === 'effect' && server.reject(effect.id, error));
    const outputs = drain(server);
    expect(outputs[0]).toMatchObject({ event: { type: 'refused', error: { cause: { message: 'database down' } } } });
    expect(outputs[1]).toMatchObject({ type: 'write' });
  });
});

describe('[SEC-146] RSA keys and server-sig-algs', () => {
  const run = (serverSigAlgs: readonly string[] | undefined, userKeyAlgorithms: readonly string[]) =>
    runPair({
      client: { credentials: [credential(rsa)], ...(serverSigAlgs && { serverSigAlgs }) },
      server: { userKeyAlgorithms },
      keys: { 0: rsa },
      check: accounts(rsa),
    });

  test.each([
    [
      'rsa-sha2-512 when it is listed',
      ['rsa-sha2-256', 'rsa-sha2-512'],
      ['rsa-sha2-512', 'rsa-sha2-256'],
      'rsa-sha2-512',
      6,
    ],
    ['rsa-sha2-256 when only it is listed', ['ssh-ed25519', 'rsa-sha2-256'], ['rsa-sha2-256'], 'rsa-sha2-256', 6],
    ['rsa-sha2-512 first without the extension', undefined, ['rsa-sha2-512', 'rsa-sha2-256'], 'rsa-sha2-512', 6],
    ['then rsa-sha2-256 without the extension', undefined, ['rsa-sha2-256'], 'rsa-sha2-256', 8],
  ])('signs with %s', async (_name, listed, accepted, algorithm, messages) => {
    const { serverEvents, wire } = await run(listed, accepted);
    expect(serverEvents.at(-1)).toMatchObject({ type: 'authenticated', algorithm });
    expect(wire).toHaveLength(messages);
  });

  test('never signs with ssh-rsa, even if that is all the server lists', async () => {
    const { wire, clientError } = await run(['ssh-rsa'], ['rsa-sha2-256']);
    expect(wire).toEqual([-50, 51]);
    expect(clientError?.message).toContain('the server accepts none of the signature algorithms');
  });
});

test('a valid and an unknown user get the same messages in the same virtual time', async () => {
  const runAs = (user: string) => {
    const result = runPair({
      client: { user, credentials: [credential(mallory), PASSWORD] },
      passwords: ['a', 'b'.repeat(1000), ''],
      check: accounts(alice),
    });
    return result;
  };
  const [known, unknown] = [await runAs('alice'), await runAs('nobody')];
  expect(known.wire).toEqual(unknown.wire);
  expect(known.time).toBe(unknown.time);
  expect(known.time).toBe(5 * known.wire.filter(number => number === 51).length);
});

test('[SEC-129] 200 logins at the same time keep their identities apart', async () => {
  const logins = Array.from({ length: 200 }, async (_, i) => {
    const user = `user${i}`;
    const result = await runPair({
      client: { user, credentials: [PASSWORD] },
      passwords: [`wrong${i}`, `secret${i}`],
      check: async effect => {
        await new Promise(resolve => setTimeout(resolve, (i * 7919) % 13));
        return (
          effect.type === 'check-password' &&
          effect.password === effect.user.replace('user', 'secret') && { name: effect.user }
        );
      },
    });
    expect(result.serverEvents.at(-1)).toMatchObject({ type: 'authenticated', user, account: { name: user } });
  });
  await Promise.all(logins);
});
