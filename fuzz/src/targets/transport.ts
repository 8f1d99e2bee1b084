/** The transport engine in both roles: raw bytes, plain packets with real messages, and sealed packets after a handshake. */

import fc from 'fast-check';

import { concatBytes, encodeUtf8 } from '@nacre/core';
import { TransportEngine } from '@nacre/transport';

import { type FuzzTarget, target } from '../target.js';
import { cut, hostileBytes } from './bytes.js';
import { drain } from './engine-end.js';
import { answer, transportOptions } from './fixtures.js';
import { sshPayloads } from './payloads.js';

const roles = ['client', 'server'] as const;
const distances = fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 40 });

export const transport: readonly FuzzTarget[] = roles.flatMap(role => [
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
]);

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
