/** Everything but key exchange: services, extensions, pings, unknown messages, and the ways a connection ends. */

import { describe, expect, test } from 'vitest';

import { SshError, type TraceEvent } from '@nacre/core';
import { decode, decodeMessage, encodeMessage } from '@nacre/wire';

import { TransportEngine } from '../src/engine.js';
import {
  Debug,
  Disconnect,
  ExtInfo,
  ServerSigAlgs,
  ServiceAccept,
  ServiceRequest,
  Unimplemented,
} from '../src/generated/index.js';
import { clientOptions, codeOf, message, Pair } from './pair.js';
import { disconnectReason, RawPeer, type RawOptions } from './raw-peer.js';

async function opened(options: RawOptions): Promise<RawPeer> {
  const peer = new RawPeer(options);
  await peer.begin();
  await peer.finish();
  return peer;
}

/** A raw client whose service the engine accepted. */
async function served(): Promise<RawPeer> {
  const peer = await opened({ role: 'client' });
  await peer.send(encodeMessage(ServiceRequest, { service: 'ssh-userauth' }));
  return peer;
}

describe('services', () => {
  test('what comes with the request waits for the decision', async () => {
    const peer = await opened({ role: 'client' });
    peer.end.engine.receive(
      Buffer.concat(
        [encodeMessage(ServiceRequest, { service: 'x' }), message(5, 1)].flatMap(p => peer.sealer.seal([p])),
      ),
    );
    expect(peer.end.engine.wantsInput).toBe(false);
    await peer.take();
    expect(peer.end.engine.wantsInput).toBe(true);
    expect(peer.end.events.map(({ type }) => type)).toEqual(['identified', 'ready', 'service-requested', 'payload']);
    expect(peer.inbox.map(payload => payload[0])).toContain(ServiceAccept.number);
  });

  test('a service may be refused', async () => {
    const peer = await opened({ role: 'client' });
    peer.end.onEvent = event => {
      if (event.type === 'service-requested') peer.end.engine.refuseService(event.service);
    };
    const [request] = [encodeMessage(ServiceRequest, { service: 'x' })];
    // the helper accepts after the refusal, which must have no effect
    await peer.send(request);
    expect([peer.end.closed, disconnectReason(peer)]).toEqual([true, 7]);
    expect(peer.numbers).not.toContain(ServiceAccept.number);
  });

  test('an accept that nobody asked for, or of another service, ends the connection', async () => {
    const unasked = await opened({ role: 'server' });
    await unasked.send(encodeMessage(ServiceAccept, { service: 'ssh-userauth' }));
    expect(codeOf(unasked.end)).toBe('PROTOCOL_ERROR');
    const other = await opened({ role: 'server' });
    other.end.engine.requestService('ssh-userauth');
    await other.send(encodeMessage(ServiceAccept, { service: 'other' }));
    expect(codeOf(other.end)).toBe('PROTOCOL_ERROR');
  });

  test('accepting or requesting in the wrong place is misuse', () => {
    const { client, server } = new Pair();
    expect(() => client.engine.acceptService('x')).toThrow('no service request');
    expect(() => server.engine.requestService('x')).toThrow('Only a client');
  });

  test('messages of the layers above before a service was accepted end the connection', async () => {
    for (let number = 50; number < 128; number++) {
      const peer = await opened({ role: 'client' });
      await peer.send(Uint8Array.of(number, 0, 0, 0, 0));
      expect([number, codeOf(peer.end), disconnectReason(peer)]).toEqual([number, 'PROTOCOL_ERROR', 2]);
      expect(peer.end.count('payload')).toBe(0);
    }
  });

  test('each role refuses what only it may send', async () => {
    const server = await opened({ role: 'client' });
    await server.send(encodeMessage(ServiceAccept, { service: 'x' }));
    expect([codeOf(server.end), disconnectReason(server)]).toEqual(['PROTOCOL_ERROR', 2]);
    const client = await opened({ role: 'server' });
    await client.send(encodeMessage(ServiceRequest, { service: 'x' }));
    expect([codeOf(client.end), disconnectReason(client)]).toEqual(['PROTOCOL_ERROR', 2]);
  });
});

describe('unknown messages', () => {
  test('[SEC-019] are answered with their own sequence number, and the connection goes on', async () => {
    const peer = await served();
    await peer.send(Uint8Array.of(130), Uint8Array.of(15), Uint8Array.of(2, 0, 0, 0, 0), Uint8Array.of(191));
    const answers = peer.inbox.filter(payload => payload[0] === Unimplemented.number);
    // under strict rules the service request was number 0
    expect(answers.map(payload => decodeMessage(Unimplemented, payload).sequence)).toEqual([1, 2, 4]);
    expect(codeOf(peer.end)).toBe('open');
  });

  test('of the local range go up once a service was accepted, where they may be answered', async () => {
    const peer = await served();
    peer.end.onEvent = event => {
      if (event.type === 'payload') peer.end.engine.unimplemented(event.sequence);
    };
    await peer.send(Uint8Array.of(200, 7));
    expect(peer.end.payloads).toEqual([Uint8Array.of(200, 7)]);
    expect(decodeMessage(Unimplemented, peer.inbox.at(-1) as Uint8Array)).toEqual({ sequence: 1 });
  });

  test('UNIMPLEMENTED from the peer is traced and told', async () => {
    const events: TraceEvent[] = [];
    const peer = await opened({ role: 'client', engine: { trace: event => events.push(event) } });
    await peer.send(encodeMessage(Unimplemented, { sequence: 9 }));
    expect(events.at(-1)).toMatchObject({ name: 'peer-did-not-understand', fields: { sequence: 9 } });
    expect(peer.end.events.at(-1)).toEqual({ type: 'unimplemented', sequence: 9 });
  });
});

describe('EXT_INFO', () => {
  const entries = [
    { name: '__proto__', value: Uint8Array.of(1) },
    { name: 'server-sig-algs', value: Buffer.from('ssh-ed25519') },
  ];

  test('is the first message of a server under keys, if the client wants it, and names the signature algorithms for users', async () => {
    const options = { algorithms: { kex: ['curve25519-sha256'] }, userKeyAlgorithms: ['ssh-ed25519', 'rsa-sha2-512'] };
    const pair = new Pair({ server: options });
    await pair.open();
    const extensions = pair.client.events.flatMap(event => (event.type === 'ext-info' ? [event.extensions] : []));
    expect(extensions).toHaveLength(1);
    const value = extensions[0]?.get('server-sig-algs') as Uint8Array;
    expect(decode(ServerSigAlgs, value).algorithms).toEqual(['ssh-ed25519', 'rsa-sha2-512']);
    expect(pair.server.count('ext-info')).toBe(1);

    const peer = await opened({ role: 'client' });
    expect(peer.numbers).not.toContain(ExtInfo.number);
  });

  test('[SEC-035] is taken twice by a client and once by a server, and not after authentication', async () => {
    for (const [role, most] of [
      ['server', 2],
      ['client', 1],
    ] as const) {
      const peer = await opened({ role });
      for (let i = 0; i < most; i++) await peer.send(encodeMessage(ExtInfo, { entries }));
      expect([codeOf(peer.end), peer.end.count('ext-info')]).toEqual(['open', most]);
      await peer.send(encodeMessage(ExtInfo, { entries }));
      expect([codeOf(peer.end), peer.end.count('ext-info')]).toEqual(['PROTOCOL_ERROR', most]);
    }
    const late = await opened({ role: 'server' });
    late.end.engine.authenticated();
    await late.send(encodeMessage(ExtInfo, { entries }));
    expect(codeOf(late.end)).toBe('PROTOCOL_ERROR');
  });

  test('[SEC-035] with an impossible count is refused at once', async () => {
    const peer = await opened({ role: 'server' });
    await peer.send(Uint8Array.of(7, 255, 255, 255, 255, 0, 0, 0, 1, 0x78));
    expect(codeOf(peer.end)).toBe('DECODE_ERROR');
  });

  test('keeps odd names as they are', async () => {
    const peer = await opened({ role: 'server' });
    await peer.send(encodeMessage(ExtInfo, { entries }));
    const [event] = peer.end.events.filter(({ type }) => type === 'ext-info');
    expect(event?.type === 'ext-info' && [...event.extensions.keys()]).toEqual(['__proto__', 'server-sig-algs']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('DEBUG and DISCONNECT', () => {
  test('texts of the peer are escaped and cut', async () => {
    const peer = await opened({ role: 'client' });
    await peer.send(
      encodeMessage(Debug, { alwaysDisplay: true, message: `\u001b[2J${'x'.repeat(9000)}`, language: '' }),
    );
    const [event] = peer.end.events.filter(({ type }) => type === 'debug');
    expect(event?.type === 'debug' && event.message.startsWith('\\x1b[2J') && event.message.length < 300).toBe(true);
    await peer.send(encodeMessage(Disconnect, { reason: 11, description: 'bye\r\nnow', language: '' }));
    expect(codeOf(peer.end)).toBe('DISCONNECTED');
    expect(peer.end.error?.message).toBe('The peer ended the connection (by application): bye\\x0d\\x0anow');
    expect(peer.end.error?.details).toMatchObject({ reason: 11, description: 'bye\\x0d\\x0anow' });
    expect(peer.numbers).not.toContain(Disconnect.number);
  });

  test('a DISCONNECT with a reason that nobody knows, and without a language, is read', async () => {
    const peer = await opened({ role: 'client' });
    await peer.send(Uint8Array.of(1, 0, 0, 0, 99, 0, 0, 0, 0));
    expect(peer.end.error?.message).toBe('The peer ended the connection (reason 99)');
  });

  test('our DISCONNECT is the last thing we send; later calls have no effect', async () => {
    const pair = new Pair({ client: { algorithms: { kex: ['curve25519-sha256'] } } });
    await pair.open();
    const { engine } = pair.client;
    engine.disconnect(11, 'done');
    engine.disconnect(11, 'again');
    engine.send(message(5, 5));
    engine.rekey();
    engine.unimplemented(4);
    engine.receive(Uint8Array.of(1));
    engine.close();
    engine.tick(1e12);
    await pair.run();
    expect([pair.client.closed, pair.client.error, engine.nextTimeout()]).toEqual([true, undefined, undefined]);
    expect(codeOf(pair.server)).toBe('DISCONNECTED');
    expect(pair.server.payloads).toEqual([]);
  });

  test('an error without a reason code closes without DISCONNECT', async () => {
    const pair = new Pair();
    await pair.open();
    pair.client.engine.fail(new SshError('ABORTED', 'enough', { origin: 'local' }));
    expect(await pair.client.settle()).toHaveLength(0);
    expect(codeOf(pair.client)).toBe('ABORTED');
  });
});

describe('the end of the stream', () => {
  test.each(['identification', 'first key exchange', 'open connection', 'later key exchange'])(
    '[PRO-08] is told with the phase: %s',
    async phase => {
      const peer = new RawPeer({ role: 'server' });
      if (phase !== 'identification') await peer.begin();
      if (phase === 'open connection' || phase === 'later key exchange') await peer.finish();
      if (phase === 'later key exchange') peer.end.engine.rekey();
      peer.end.engine.close();
      await peer.take();
      expect(codeOf(peer.end)).toBe('CONNECTION_LOST');
      expect(peer.end.error?.details).toEqual({ phase });
    },
  );

  test('answers that come too late are ignored', async () => {
    const engine = new TransportEngine(clientOptions());
    engine.receive(Buffer.from('SSH-2.0-x\r\n'));
    engine.close();
    engine.resolve(1, undefined);
    engine.reject(1, new Error('late'));
    const types: string[] = [];
    for (let output = engine.poll(); output !== undefined; output = engine.poll()) types.push(output.type);
    expect(types.at(-1)).toBe('closed');
    expect(types.filter(type => type === 'closed')).toHaveLength(1);
  });
});

test('while an answer is awaited nothing is read, and the driver is told', async () => {
  const peer = new RawPeer({ role: 'client' });
  let release = (): void => {};
  peer.end.answer = effect =>
    new Promise(resolve => {
      release = () => resolve(effect.type === 'compute' ? effect.run() : undefined);
    });
  await peer.begin();
  const share = await peer.init();
  peer.end.engine.receive(Buffer.concat(peer.sealer.seal([share])));
  expect(peer.end.engine.wantsInput).toBe(false);
  // junk after it is not looked at
  peer.end.engine.receive(new Uint8Array(100).fill(0xff));
  expect(peer.end.closed).toBe(false);
  release();
});
