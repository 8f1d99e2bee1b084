/** publickey-hostbound-v00@openssh.com (OpenSSH PROTOCOL 3.1): signatures that are worth nothing for another server. */

import { beforeAll, describe, expect, test } from 'vitest';

import { concatBytes } from '@nacre/core';
import { nodeCrypto } from '@nacre/crypto-node';
import { generateKey, type PrivateKey } from '@nacre/keys';

import { runPair } from '../test/pair.js';
import { ED25519, make, numbers, SESSION_ID, successes, talk } from '../test/server.js';
import { client, drain, message, octets, server as fromServer } from '../test/wire.js';
import { ClientAuth } from './client/engine.js';

const METHOD = 'publickey-hostbound-v00@openssh.com';
const HOST_KEY = message(0, ED25519, new Uint8Array(32).fill(3)).subarray(1);
const OTHER_HOST = message(0, ED25519, new Uint8Array(32).fill(4)).subarray(1);

let key: PrivateKey;
beforeAll(async () => {
  key = await generateKey('ed25519', { crypto: nodeCrypto });
});

/** What OpenSSH signs, written out. */
const signedFields = (hostKey: Uint8Array, method = METHOD): Uint8Array =>
  concatBytes(
    octets(SESSION_ID),
    message(50, 'alice', 'ssh-connection', method, true, ED25519, key.publicKey.blob, hostKey),
  );

const request = (hostKey: Uint8Array, signature: Uint8Array): Uint8Array =>
  client.other(METHOD, true, ED25519, key.publicKey.blob, hostKey, signature);

describe('a server', () => {
  const server = () => make({ hostKey: HOST_KEY });

  test('accepts a signature that names its host key, and calls the method publickey', async () => {
    const signature = await key.sign(signedFields(HOST_KEY), ED25519);
    const seen = await talk(server(), [request(HOST_KEY, signature)], () => 'account');
    expect(numbers(seen)).toEqual([52]);
    expect(successes(seen)).toMatchObject([{ method: 'publickey', publicKey: key.publicKey.blob }]);
  });

  test('answers a question without a signature as that of the method publickey', async () => {
    const probe = client.other(METHOD, false, ED25519, key.publicKey.blob, HOST_KEY);
    const seen = await talk(server(), [probe], () => true);
    expect(seen.written).toEqual([message(60, ED25519, key.publicKey.blob)]);
  });

  test('refuses a signature for another host, though it is right, and asks nobody', async () => {
    const signature = await key.sign(signedFields(OTHER_HOST), ED25519);
    const seen = await talk(server(), [request(OTHER_HOST, signature)], () => true);
    expect([numbers(seen), seen.asked, successes(seen)]).toEqual([[51], [], []]);
  });

  test('refuses what names another host key, with a signature for ours or with none', async () => {
    const signature = await key.sign(signedFields(HOST_KEY), ED25519);
    const probe = client.other(METHOD, false, ED25519, key.publicKey.blob, OTHER_HOST);
    for (const sent of [request(OTHER_HOST, signature), probe]) {
      const seen = await talk(server(), [sent], () => true);
      expect([numbers(seen), seen.asked, successes(seen)]).toEqual([[51], [], []]);
    }
  });

  const wrong: Record<string, () => Uint8Array> = {
    'another host key': () => signedFields(OTHER_HOST),
    'the plain method, with a host key': () => signedFields(HOST_KEY, 'publickey'),
    'the plain method': () =>
      concatBytes(
        octets(SESSION_ID),
        message(50, 'alice', 'ssh-connection', 'publickey', true, ED25519, key.publicKey.blob),
      ),
  };
  test.each(Object.keys(wrong))('refuses a signature over %s', async name => {
    const signature = await key.sign((wrong[name] as () => Uint8Array)(), ED25519);
    const seen = await talk(server(), [request(HOST_KEY, signature)], () => true);
    expect([numbers(seen), successes(seen)]).toEqual([[51], []]);
  });

  test('refuses the method when it was not told its host key, and when publickey is off', async () => {
    const signature = await key.sign(signedFields(HOST_KEY), ED25519);
    for (const engine of [make(), make({ hostKey: HOST_KEY, methods: ['password'] })]) {
      const seen = await talk(engine, [request(HOST_KEY, signature)], () => true);
      expect([numbers(seen), successes(seen)]).toEqual([[51], []]);
    }
  });

  test('never lists the method: it is not one of its own', async () => {
    const seen = await talk(server(), [client.none()]);
    expect(seen.written).toEqual([fromServer.failure('publickey,password')]);
  });
});

describe('a client', () => {
  const credential = () => ({
    type: 'publickey' as const,
    publicKey: key.publicKey.blob,
    algorithms: [ED25519],
    fingerprint: 'SHA256:x',
  });

  test('names the host key in what it signs and sends, if it was told to', async () => {
    const engine = new ClientAuth({
      user: 'alice',
      sessionId: SESSION_ID,
      credentials: [credential()],
      hostKey: HOST_KEY,
    });
    const sent: Uint8Array[] = [];
    const signed: Uint8Array[] = [];
    const settle = (): void => {
      for (const output of drain(engine)) {
        if (output.type === 'write') sent.push(output.payload);
        if (output.type === 'effect' && output.effect.type === 'sign') {
          signed.push(output.effect.data);
          engine.resolve(output.id, Uint8Array.of(7));
        }
      }
    };
    engine.start();
    engine.receive(fromServer.failure('publickey'));
    engine.receive(fromServer.keyOk(ED25519, key.publicKey.blob));
    settle();
    settle();
    expect(signed).toEqual([signedFields(HOST_KEY)]);
    expect(sent).toEqual([
      client.none(),
      client.probe(ED25519, key.publicKey.blob),
      request(HOST_KEY, Uint8Array.of(7)),
    ]);
  });

  test('gets in at the server whose key it names, and nowhere else', async () => {
    for (const [named, code] of [
      [HOST_KEY, undefined],
      [OTHER_HOST, 'AUTH_FAILED'],
    ] as const) {
      const result = await runPair({
        client: { credentials: [credential()], hostKey: named },
        server: { hostKey: HOST_KEY },
        keys: { 0: key },
        check: () => ({ id: 1 }),
      });
      expect(result.clientError?.code).toBe(code);
    }
  });
});

describe('signature algorithms of one user', () => {
  const ask = { askUserKeyAlgorithms: true, userKeyAlgorithms: [ED25519, 'rsa-sha2-512'] } as const;
  const probes = (): readonly Uint8Array[] => [client.none(), client.probe(ED25519, key.publicKey.blob)];

  test('are asked for once, told before the first answer, and held to', async () => {
    const seen = await talk(make(ask), probes(), effect =>
      effect.type === 'user-key-algorithms' ? ['rsa-sha2-512'] : true,
    );
    expect(seen.asked).toEqual([{ type: 'user-key-algorithms', user: 'alice' }]);
    expect(seen.events[0]).toEqual({ type: 'user-key-algorithms', algorithms: ['rsa-sha2-512'] });
    expect(numbers(seen)).toEqual([51, 51]);
  });

  test('are those of the options when the answer is undefined', async () => {
    const seen = await talk(make(ask), probes(), effect => (effect.type === 'user-key-algorithms' ? undefined : true));
    expect(seen.events.filter(event => event.type === 'user-key-algorithms')).toEqual([]);
    expect(numbers(seen)).toEqual([51, 60]);
  });

  test('that are unknown, or that nobody can tell, refuse the request; the next one asks again', async () => {
    for (const answer of [['rot13'], 'none', 7]) {
      const seen = await talk(make(ask), probes(), effect => (effect.type === 'user-key-algorithms' ? answer : true));
      expect([numbers(seen), seen.asked.length]).toEqual([[51, 51], 2]);
    }
  });
});
