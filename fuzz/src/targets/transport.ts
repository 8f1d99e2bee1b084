/**
 * The transport engine in both roles: raw bytes, version lines, plain packets with real messages, sealed packets after a handshake, extensions,
 * and two honest engines that exchange keys at any moment.
 */

import fc from 'fast-check';

import { concatBytes, encodeUtf8 } from '@nacre/core';
import { TransportEngine, type TransportEvent } from '@nacre/transport';
import { ExtInfo } from '@nacre/transport/messages';
import { encodeMessage } from '@nacre/wire';

import { type FuzzTarget, target } from '../target.js';
import { cut, hostileBytes } from './bytes.js';
import { drain } from './engine-end.js';
import { answer, transportOptions } from './fixtures.js';
import { sshPayloads } from './payloads.js';

const roles = ['client', 'server'] as const;
const distances = fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 40 });

/** What version lines and the lines before them are made of, and what they must not hold. */
const lines = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('SSH-2.0-', 'SSH-1.99-', 'SSH-1.5-', 'SSH-', '\r\n', '\n', '\r', ' ', '-', '\0'),
      },
      { weight: 2, arbitrary: fc.string({ maxLength: 40, unit: 'binary' }) },
      { weight: 1, arbitrary: fc.nat(300).map(length => 'x'.repeat(length)) },
    ),
    { maxLength: 12 },
  )
  .map(parts => encodeUtf8(parts.join('')));

/** EXT_INFO entries: names that mean something here, or nothing, with any value. */
const entries = fc.array(
  fc.record({
    name: fc.constantFrom(
      ...['server-sig-algs', 'ping@openssh.com', 'publickey-hostbound@openssh.com', 'ext-info-in-auth@openssh.com'],
      ...['global-requests-ok', 'no-flow-control', 'delay-compression', 'elevation', '__proto__', 'x@example.com'],
    ),
    value: fc.oneof(fc.constantFrom('0', '1', 'p', 'y', 'ssh-ed25519,rsa-sha2-256').map(encodeUtf8), hostileBytes),
  }),
  { maxLength: 4 },
);

/** What one side does, or how much of what it has written arrives. */
const steps = fc.array(
  fc.record({
    side: fc.constantFrom(...roles),
    act: fc.constantFrom('send', 'send', 'rekey', 'ping', 'debug', 'ignore', 'arrive', 'arrive', 'arrive'),
    amount: fc.nat(3000),
  }),
  { minLength: 1, maxLength: 60 },
);

export const transport: readonly FuzzTarget[] = [
  ...roles.flatMap(targetsOf),
  target({ name: 'transport/rekey-anywhere', input: steps, check: rekeyAnywhere }),
];

function targetsOf(role: 'client' | 'server'): readonly FuzzTarget[] {
  return [
    target({
      name: `transport/${role}-bytes`,
      input: fc.record({ bytes: hostileBytes, greeting: fc.boolean(), distances }),
      check: async ({ bytes, greeting, distances }) => {
        await feed(role, cut(greeting ? concatBytes(GREETING, bytes) : bytes, distances));
      },
    }),
    target({
      name: `transport/${role}-packets`,
      input: fc.record({ payloads: fc.array(sshPayloads, { maxLength: 6 }), distances }),
      check: async ({ payloads, distances }) => {
        await feed(role, cut(concatBytes(GREETING, ...payloads.map(plainPacket)), distances));
      },
    }),
    target({
      name: `transport/${role}-sealed`,
      input: fc.array(sshPayloads, { minLength: 1, maxLength: 20 }),
      check: payloads => sealed(role, payloads),
    }),
    target({
      name: `transport/${role}-version`,
      input: fc.record({ bytes: lines, distances }),
      check: ({ bytes, distances }) => {
        const whole = identified(role, [bytes]);
        const pieces = identified(role, cut(bytes, distances));
        if (whole !== pieces) throw new Error(`in one piece: ${whole}; in pieces: ${pieces}`);
      },
    }),
    target({
      name: `transport/${role}-extensions`,
      input: fc.array(entries, { minLength: 1, maxLength: 10 }),
      check: messages =>
        sealed(
          role,
          messages.map(entries => encodeMessage(ExtInfo, { entries })),
        ),
    }),
  ];
}

const GREETING = encodeUtf8('SSH-2.0-Peer_1\r\n');

async function feed(role: 'client' | 'server', chunks: readonly Uint8Array[]): Promise<void> {
  const engine = new TransportEngine(transportOptions(role));
  let closed = false;
  for (const chunk of chunks) {
    engine.receive(chunk.slice());
    closed = (await drain(engine, answer)).closed || closed;
  }
  engine.close();
  closed = (await drain(engine, answer)).closed || closed;
  if (!closed) throw new Error('an engine whose stream ended stays open');
}

/** What the bytes before the first packet come to: how many lines were told, the version, the error. */
function identified(role: 'client' | 'server', chunks: readonly Uint8Array[]): string {
  const engine = new TransportEngine(transportOptions(role));
  const seen: string[] = [];
  for (const chunk of chunks) engine.receive(chunk.slice());
  for (let output = engine.poll(); output !== undefined; output = engine.poll()) {
    if (output.type === 'event') seen.push('line' in output.event ? output.event.line : JSON.stringify(output.event));
    if (output.type === 'closed') seen.push(String(output.error?.code));
  }
  return seen.join('\n');
}

interface Side {
  readonly engine: TransportEngine;
  wire: Uint8Array;
  readonly sent: string[];
  readonly got: string[];
}

/** Two honest engines, of which each may ask for keys whenever it likes: both live, and nothing is lost or out of order. */
async function rekeyAnywhere(todo: readonly Step[]): Promise<void> {
  const make = (role: 'client' | 'server'): Side => ({
    engine: new TransportEngine(transportOptions(role)),
    wire: new Uint8Array(0),
    sent: [],
    got: [],
  });
  const sides = { client: make('client'), server: make('server') };
  const { client, server } = sides;
  client.engine.requestService('ssh-userauth');
  for (let round = 0; round < 8; round++) await arriveAll(client, server);
  client.engine.authenticated();
  server.engine.authenticated();
  for (const { side, act, amount } of todo) {
    const own = sides[side];
    if (act === 'arrive') await arrive(own, side === 'client' ? server : client, amount);
    else perform(own, act, amount);
  }
  for (let round = 0; round < 12; round++) await arriveAll(client, server);
  for (const [own, peer] of [
    [client, server],
    [server, client],
  ] as const) {
    if (own.engine.info === undefined || own.engine.queuedBytes > 0)
      throw new Error('a key exchange does not come to its end');
    if (own.sent.join() !== peer.got.join()) throw new Error(`sent ${own.sent.join()}, arrived ${peer.got.join()}`);
  }
}

interface Step {
  readonly side: 'client' | 'server';
  readonly act: string;
  readonly amount: number;
}

function perform(own: Side, act: string, amount: number): void {
  if (act === 'rekey') own.engine.rekey();
  else if (act === 'ping' && own.engine.canPing) own.engine.ping(new Uint8Array(amount % 50));
  else if (act === 'debug') own.engine.debug('x'.repeat(amount % 50));
  else if (act === 'ignore') own.engine.ignore(new Uint8Array(amount % 50));
  else if (act === 'send') {
    const payload = new Uint8Array(1 + amount).fill(amount & 255);
    payload[0] = 94;
    own.sent.push(`${amount}`);
    own.engine.send(payload);
  }
}

async function arriveAll(client: Side, server: Side): Promise<void> {
  await arrive(client, server, Number.MAX_SAFE_INTEGER);
  await arrive(server, client, Number.MAX_SAFE_INTEGER);
}

/** So many bytes of what `own` has written reach `peer`. */
async function arrive(own: Side, peer: Side, amount: number): Promise<void> {
  const listen =
    (side: Side) =>
    (event: TransportEvent): void => {
      if (event.type === 'payload') side.got.push(`${event.payload.length - 1}`);
      if (event.type === 'service-requested') side.engine.acceptService(event.service);
    };
  const { written, closed } = await drain(own.engine, answer, listen(own));
  own.wire = concatBytes(own.wire, ...written);
  const length = Math.min(own.wire.length, amount);
  peer.engine.receive(own.wire.slice(0, length));
  own.wire = own.wire.subarray(length);
  const after = await drain(peer.engine, answer, listen(peer));
  peer.wire = concatBytes(peer.wire, ...after.written);
  if (closed || after.closed) throw new Error('an honest connection was closed');
}

/** Two engines shake hands; then the peer seals arbitrary payloads, which the engine under test has to survive. */
async function sealed(role: 'client' | 'server', payloads: readonly Uint8Array[]): Promise<void> {
  const victim = new TransportEngine(transportOptions(role));
  const peer = new TransportEngine(transportOptions(role === 'client' ? 'server' : 'client'));
  for (let round = 0; round < 8; round++) {
    for (const bytes of (await drain(peer, answer)).written) victim.receive(bytes);
    for (const bytes of (await drain(victim, answer)).written) peer.receive(bytes);
  }
  if (victim.sessionId === undefined) throw new Error('the handshake did not finish');
  for (const payload of payloads) {
    if (payload.length > 0) peer.send(payload);
    for (const bytes of (await drain(peer, answer)).written) victim.receive(bytes);
    await drain(victim, answer);
  }
}

function plainPacket(payload: Uint8Array): Uint8Array {
  const size = Math.ceil((payload.length + 5 + 4) / 8) * 8;
  const packet = new Uint8Array(size);
  new DataView(packet.buffer).setUint32(0, size - 4);
  packet[4] = size - 5 - payload.length;
  packet.set(payload, 5);
  return packet;
}
