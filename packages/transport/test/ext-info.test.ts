/** Extension negotiation (RFC 8308): what each side announces, what it makes of the other's, and what it refuses. */

import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';
import { encode, encodeMessage } from '@nacre/wire';

import { DelayCompression, ExtInfo, KexInit } from '../src/generated/index.js';
import { codeOf, Pair } from './pair.js';
import { RawPeer, type RawOptions } from './raw-peer.js';

const fast = { kex: ['curve25519-sha256'], hostKey: ['ssh-ed25519'] };
const entry = (name: string, value: string | Uint8Array) => ({
  name,
  value: typeof value === 'string' ? encodeUtf8(value) : value,
});
const extInfo = (...entries: readonly ReturnType<typeof entry>[]): Uint8Array => encodeMessage(ExtInfo, { entries });

async function opened(options: RawOptions, markers: readonly string[] = []): Promise<RawPeer> {
  const peer = new RawPeer(options);
  const strict = options.role === 'client' ? 'kex-strict-c-v00@openssh.com' : 'kex-strict-s-v00@openssh.com';
  await peer.begin({ kexAlgorithms: [peer.kexName, strict, ...markers] });
  await peer.finish();
  return peer;
}

describe('what is announced', () => {
  test('[PRO-05] both sides tell each other in the first message under keys', async () => {
    const pair = new Pair({
      client: { algorithms: fast },
      server: { algorithms: fast, userKeyAlgorithms: ['ssh-rsa'] },
    });
    await pair.open();
    expect(pair.client.engine.extensions).toMatchObject({
      serverSigAlgs: ['ssh-rsa'],
      ping: true,
      extInfoInAuth: false,
    });
    expect(pair.server.engine.extensions).toMatchObject({ ping: true, extInfoInAuth: true, hostbound: false });
    expect([...pair.server.engine.extensions.raw.keys()]).toEqual(['ext-info-in-auth@openssh.com', 'ping@openssh.com']);
  });

  test.each([
    ['server', 'ext-info-s', 21],
    ['client', 'ext-info-c', 21],
  ] as const)('only to a %s that asks for it, right after NEWKEYS', async (role, marker, newKeys) => {
    const asks = await opened({ role }, [marker]);
    expect(asks.numbers.slice(asks.numbers.indexOf(newKeys))).toEqual([newKeys, ExtInfo.number]);
    const silent = await opened({ role });
    expect(silent.numbers).not.toContain(ExtInfo.number);
    const wrong = await opened({ role }, [role === 'server' ? 'ext-info-c' : 'ext-info-s']);
    expect(wrong.numbers).not.toContain(ExtInfo.number);
  });

  test('never again after a rekey', async () => {
    const peer = await opened({ role: 'client' }, ['ext-info-c']);
    await peer.send(peer.kexInit({ kexAlgorithms: [peer.kexName, 'ext-info-c'] }));
    await peer.finish();
    expect(peer.numbers.filter(number => number === ExtInfo.number)).toHaveLength(1);
    expect(peer.numbers.filter(number => number === KexInit.number)).toHaveLength(2);
  });
});

describe('what is understood', () => {
  const rows = [
    ['server-sig-algs', 'rsa-sha2-256,ssh-ed25519', { serverSigAlgs: ['rsa-sha2-256', 'ssh-ed25519'] }],
    ['server-sig-algs', '', { serverSigAlgs: [] }],
    ['ping@openssh.com', '0', { ping: true }],
    ['ping@openssh.com', '1', { ping: false }],
    ['ping@openssh.com', '', { ping: false }],
    ['publickey-hostbound@openssh.com', '0', { hostbound: true }],
    ['publickey-hostbound@openssh.com', '00', { hostbound: false }],
    ['ext-info-in-auth@openssh.com', '0', { extInfoInAuth: true }],
    ['global-requests-ok', '', { globalRequestsOk: true }],
    ['no-flow-control', 'p', { noFlowControl: 'p' }],
    ['elevation', 'd', { elevation: 'd' }],
    [
      'delay-compression',
      encode(DelayCompression, { clientToServer: ['zlib', 'none'], serverToClient: ['none'] }),
      { delayCompression: { clientToServer: ['zlib', 'none'], serverToClient: ['none'] } },
    ],
    ['agent-forward', '0', { ping: false }],
  ] as const;
  test.each(rows)('%s = %j', async (name, value, expected) => {
    const peer = await opened({ role: 'server' });
    await peer.send(extInfo(entry(name, value)));
    expect(peer.end.engine.extensions).toMatchObject(expected);
    expect([...peer.end.engine.extensions.raw]).toEqual([[name, entry(name, value).value]]);
  });

  test('a later message replaces values and keeps those that it leaves out, as OpenSSH means it', async () => {
    const peer = await opened({ role: 'server' });
    await peer.send(extInfo(entry('server-sig-algs', 'a,b'), entry('ping@openssh.com', '0')));
    await peer.send(extInfo(entry('server-sig-algs', 'c')));
    expect(peer.end.engine.extensions).toMatchObject({ serverSigAlgs: ['c'], ping: true });
  });

  test('[SEC-036] names that objects have are names like others', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const peer = await opened({ role: 'server' });
    await peer.send(extInfo(...names.map(name => entry(name, '{"polluted":1}'))));
    const [event] = peer.end.events.filter(({ type }) => type === 'ext-info');
    expect(event?.type === 'ext-info' && [...event.extensions.keys()]).toEqual(names);
    const { extensions } = peer.end.engine;
    expect([...extensions.raw.keys()]).toEqual(names);
    expect(extensions.raw.get('__proto__')).toEqual(encodeUtf8('{"polluted":1}'));
    expect(Object.getPrototypeOf(extensions)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('what is refused', () => {
  const rows: readonly (readonly [string, Uint8Array])[] = [
    ['a list of algorithms with an empty name', extInfo(entry('server-sig-algs', 'a,,b'))],
    ['a name in the list that is too long', extInfo(entry('server-sig-algs', 'x'.repeat(129)))],
    ['too many names in the list', extInfo(entry('server-sig-algs', Array(257).fill('x').join(',')))],
    ['a version that is too long', extInfo(entry('ping@openssh.com', '0'.repeat(65)))],
    ['a choice that is too long', extInfo(entry('elevation', 'y'.repeat(17)))],
    ['lists of compression that are cut', extInfo(entry('delay-compression', Uint8Array.of(0, 0, 0, 9, 120)))],
    ['a count without entries', Uint8Array.of(7, 0, 0, 0, 1)],
    ['bytes after the last entry', Uint8Array.from([...extInfo(entry('a', 'b')), 0])],
    [
      'a name that is too long',
      Uint8Array.from([7, 0, 0, 0, 1, 0, 0, 0, 65, ...new Uint8Array(65).fill(120), 0, 0, 0, 0]),
    ],
  ];
  test.each(rows)('%s', async (_name, payload) => {
    const peer = await opened({ role: 'server' });
    await peer.send(payload);
    expect(codeOf(peer.end)).toBe('DECODE_ERROR');
    expect(peer.end.count('ext-info')).toBe(0);
  });

  test('[SEC-035] 1024 entries are read and 1025 are not', async () => {
    for (const [count, code] of [
      [1024, 'open'],
      [1025, 'DECODE_ERROR'],
    ] as const) {
      const peer = await opened({ role: 'server' });
      const bytes = Uint8Array.from([
        7,
        0,
        0,
        count >> 8,
        count & 255,
        ...Array.from({ length: count }, () => ENTRY).flat(),
      ]);
      await peer.send(bytes);
      expect([count, codeOf(peer.end)]).toEqual([count, code]);
    }
  });

  /** The name 'x' and no value. */
  const ENTRY = [0, 0, 0, 1, 120, 0, 0, 0, 0];
});

describe('a second EXT_INFO of a server', () => {
  const renewed = { 'server-sig-algs': encodeUtf8('ssh-ed25519') };

  test('[PRO-05] reaches a client that takes it, before authentication and once', async () => {
    const pair = new Pair({ client: { algorithms: fast }, server: { algorithms: fast } });
    await pair.open();
    expect(pair.server.engine.announce(renewed)).toBe(true);
    expect(pair.server.engine.announce(renewed)).toBe(false);
    await pair.run();
    expect(pair.client.engine.extensions.serverSigAlgs).toEqual(['ssh-ed25519']);
    expect(pair.client.count('ext-info')).toBe(2);
    expect(codeOf(pair.client)).toBe('open');
  });

  test('is not sent to others, and not after authentication', async () => {
    const silent = await opened({ role: 'client' }, ['ext-info-c']);
    expect(silent.end.engine.announce(renewed)).toBe(false);
    const late = await opened({ role: 'client' }, ['ext-info-c']);
    await late.send(extInfo(entry('ext-info-in-auth@openssh.com', '0')));
    late.end.engine.authenticated();
    expect(late.end.engine.announce(renewed)).toBe(false);
    await late.take();
    expect(late.numbers.filter(number => number === ExtInfo.number)).toHaveLength(1);
  });

  test('is misuse for a client', () => {
    expect(() => new Pair().client.engine.announce(renewed)).toThrow('Only a server');
  });
});
