import { beforeAll, describe, expect, test } from 'vitest';

import { concatBytes, equalBytes } from '@nacre/core';
import { nodeCrypto } from '@nacre/crypto-node';
import { generateKey, type PrivateKey } from '@nacre/keys';

import { ED25519, make, numbers, SESSION_ID, successes, talk } from '../../test/server.js';
import { client, message, octets, signedData } from '../../test/wire.js';

let key: PrivateKey;
let other: PrivateKey;

beforeAll(async () => {
  key = await generateKey('ed25519', { crypto: nodeCrypto });
  other = await generateKey('ed25519', { crypto: nodeCrypto });
});

describe('[SEC-114] the identity comes from the verified signature', () => {
  const sign = async (signer: PrivateKey): Promise<Uint8Array> =>
    client.signed(
      ED25519,
      signer.publicKey.blob,
      await signer.sign(signedData(SESSION_ID, 'alice', ED25519, signer.publicKey.blob), ED25519),
    );

  test('probe one key, probe another, sign with the first: it is the first', async () => {
    const probes = [key, other].map(probed => client.probe(ED25519, probed.publicKey.blob));
    const seen = await talk(make(), [...probes, await sign(key)], effect =>
      effect.type === 'check-public-key' ? { key: [...effect.publicKey] } : false,
    );
    expect(numbers(seen)).toEqual([60, 60, 52]);
    expect(successes(seen)).toMatchObject([
      { publicKey: key.publicKey.blob, account: { key: [...key.publicKey.blob] } },
    ]);
  });

  test('probe the key of an administrator, sign with the own one: it is the own one', async () => {
    const probe = client.probe(ED25519, other.publicKey.blob);
    const seen = await talk(make(), [probe, await sign(key)], effect => {
      if (effect.type !== 'check-public-key') return false;
      return equalBytes(effect.publicKey, other.publicKey.blob) ? 'administrator' : 'guest';
    });
    expect(successes(seen)).toMatchObject([{ account: 'guest', publicKey: key.publicKey.blob }]);
    expect(seen.asked).toMatchObject([{ verified: false }, { verified: true }]);
  });
});

describe('[SEC-115] probes', () => {
  test('an acceptable key is answered with itself, any other with failure; never with success', async () => {
    const seen = await talk(
      make(),
      [client.probe(ED25519, key.publicKey.blob), client.probe(ED25519, other.publicKey.blob)],
      effect => effect.type === 'check-public-key' && equalBytes(effect.publicKey, key.publicKey.blob),
    );
    expect(seen.written).toEqual([message(60, ED25519, key.publicKey.blob), message(51, 'publickey,password', false)]);
  });

  test('accepted probes are counted, too', async () => {
    const probe = client.probe(ED25519, key.publicKey.blob);
    const seen = await talk(make({ limits: { probes: 3 } }), [probe, probe, probe, probe], () => true);
    expect([numbers(seen), seen.closed?.code]).toEqual([[60, 60, 60], 'AUTH_FAILED']);
  });
});

describe('[SEC-116] what the signature is bound to', () => {
  const blob = () => key.publicKey.blob;
  const signed = async (data: Uint8Array): Promise<Uint8Array> =>
    client.signed(ED25519, blob(), await key.sign(data, ED25519));
  const right = () => signedData(SESSION_ID, 'alice', ED25519, blob());

  test('the data of RFC 4252 section 7 is accepted', async () => {
    const seen = await talk(make(), [await signed(right())], () => 'account');
    expect([numbers(seen), seen.asked]).toMatchObject([[52], [{ verified: true }]]);
  });

  const wrong: Record<string, () => Uint8Array> = {
    'another session': () => signedData(new Uint8Array(32).fill(8), 'alice', ED25519, blob()),
    'another user': () => signedData(SESSION_ID, 'bob', ED25519, blob()),
    'another service': () =>
      concatBytes(octets(SESSION_ID), message(50, 'alice', 'ssh-userauth', 'publickey', true, ED25519, blob())),
    'another method': () =>
      concatBytes(octets(SESSION_ID), message(50, 'alice', 'ssh-connection', 'hostbased', true, ED25519, blob())),
    'a probe': () =>
      concatBytes(octets(SESSION_ID), message(50, 'alice', 'ssh-connection', 'publickey', false, ED25519, blob())),
    'another algorithm': () => signedData(SESSION_ID, 'alice', 'rsa-sha2-256', blob()),
    'another key': () => signedData(SESSION_ID, 'alice', ED25519, other.publicKey.blob),
    'no session': () => right().subarray(36),
    'the sshsig name space': () => concatBytes(new TextEncoder().encode('SSHSIG'), right()),
    'one byte more': () => concatBytes(right(), Uint8Array.of(0)),
  };
  test.each(Object.keys(wrong))('a signature for %s is a failure, and no check is asked', async name => {
    const seen = await talk(make(), [await signed((wrong[name] as () => Uint8Array)())], () => true);
    expect([numbers(seen), seen.asked, successes(seen)]).toEqual([[51], [], []]);
  });

  test('every changed byte of the request is a failure or ends the connection', async () => {
    const good = await signed(right());
    for (let at = 1; at < good.length; at++) {
      const bad = good.slice();
      bad[at] = (bad[at] as number) ^ 0x01;
      const seen = await talk(make(), [bad], effect => effect.type === 'check-public-key' && effect.verified);
      expect(successes(seen)).toEqual([]);
    }
  });
});

describe('key blobs', () => {
  test.each([
    ['a path', new TextEncoder().encode('/etc/passwd')],
    ['a share', new TextEncoder().encode('\\\\host\\share')],
    ['nothing', new Uint8Array()],
    ['a cut key', message(0, ED25519, new Uint8Array(31)).subarray(1)],
    ['a key and more', message(0, ED25519, new Uint8Array(32), 'x').subarray(1)],
    ['a key of another type', message(0, 'ssh-rsa', Uint8Array.of(1, 0, 1), new Uint8Array(256).fill(1)).subarray(1)],
  ])('%s is a failure, and nobody is asked', async (_name, blob) => {
    const seen = await talk(make(), [client.probe(ED25519, blob), client.signed(ED25519, blob, blob)], () => true);
    expect([numbers(seen), seen.asked, seen.closed]).toEqual([[51, 51], [], undefined]);
  });

  test('an algorithm that is not on is a failure', async () => {
    const rsa = message(0, 'ssh-rsa', Uint8Array.of(1, 0, 1), new Uint8Array(256).fill(1)).subarray(1);
    const seen = await talk(make(), [client.probe('rsa-sha2-512', rsa), client.probe('ssh-rsa', rsa)], () => true);
    expect([numbers(seen), seen.asked]).toEqual([[51, 51], []]);
  });
});
