/** Key exchange in both roles: one hostile message in the midst of an exchange, and hostile KEXINIT. */

import fc from 'fast-check';

import { concatBytes, encodeUtf8 } from '@nacre/core';
import { catalogue, type CryptoProvider } from '@nacre/crypto';
import { TransportEngine, type TransportOptions } from '@nacre/transport';
import { KexInit } from '@nacre/transport/messages';
import { encodeMessage } from '@nacre/wire';

import { type FuzzTarget, target } from '../../target.js';
import { hostileBytes, mutate, mutations } from '../bytes.js';
import { drain } from '../engine-end.js';
import { answer, hostKey } from '../fixtures.js';
import { fakeCrypto, fixedRandom, realCrypto } from './fakes.js';
import { type Scenario, scenarios } from './scenarios.js';

const GREETING = encodeUtf8('SSH-2.0-Peer_1\r\n');

/** What the peer of an engine of that role puts into its list. */
const markers = { client: 'kex-strict-s-v00@openssh.com', server: 'kex-strict-c-v00@openssh.com' } as const;

const strangeNames = fc.constantFrom(
  'none',
  '__proto__',
  'constructor',
  'a'.repeat(64),
  'x@y',
  'kex-strict-c-v00@openssh.com',
);

export const kex: readonly FuzzTarget[] = [
  ...scenarios.map(scenario => message(`kex/${scenario.name}`, scenario, fakeCrypto)),
  ...scenarios.map(scenario => message(`kex-real/${scenario.name}`, scenario, realCrypto)),
  ...(['client', 'server'] as const).map(role => negotiation(role)),
];

/** Hostile forms of the message that is due, mostly near to the right one. */
function message(name: string, scenario: Scenario, provider: CryptoProvider): FuzzTarget {
  const { good } = scenario;
  const start = halfDone(scenario, provider);
  return target({
    name,
    input: fc.oneof(
      { weight: 6, arbitrary: mutations.map(changes => mutate(good, changes)) },
      { weight: 2, arbitrary: hostileBytes.map(bytes => concatBytes(good.subarray(0, 1), bytes)) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.integer({ min: 20, max: 49 }), hostileBytes)
          .map(([n, bytes]) => concatBytes(Uint8Array.of(n), bytes)),
      },
      { weight: 1, arbitrary: fc.constant(good) },
    ),
    check: async payload => {
      const engine = await start();
      if (payload.length > 0) engine.receive(plainPacket(payload));
      const { closed, written } = await drain(engine, careful);
      if (engine.sessionId !== undefined && scenario.role === 'client')
        throw new Error('a client goes on without a signature');
      if (scenario.role === 'client' && !closed && payload.length > 0 && isLast(scenario))
        throw new Error('a client goes on after an answer that nobody signed');
      if (!closed && written.length === 0 && payload.length > 0)
        throw new Error('the engine neither answers nor refuses');
      engine.close();
      if (!closed && !(await drain(engine, answer)).closed) throw new Error('an engine whose stream ended stays open');
    },
  });
}

/** The message after which a client checks the signature. */
function isLast({ name }: Scenario): boolean {
  return name.startsWith('reply-') || name.startsWith('done-');
}

/** Nobody may be asked to trust a key of which no signature was valid. */
function careful(effect: { readonly type: string }): unknown {
  if (effect.type === 'verify-host-key') throw new Error('a key was to be trusted without a signature');
  // the signature is the same for all, as nobody looks at it
  return effect.type === 'sign' ? SIGNATURE : answer(effect);
}

const SIGNATURE = new Uint8Array(83).fill(0x42);

/** Makes engines that are where the hostile message comes. What is the same each time is made once. */
function halfDone({ role, kex: name, before }: Scenario, provider: CryptoProvider): () => Promise<TransportEngine> {
  const options = optionsFor(role, provider, [name]);
  const peerInit = proposal(role, name);
  const opening = [GREETING, plainPacket(peerInit), ...before.map(plainPacket)];
  return async () => {
    const engine = new TransportEngine(options);
    for (const bytes of opening) {
      engine.receive(bytes);
      if ((await drain(engine, answer)).closed) throw new Error('the exchange did not get to the hostile message');
    }
    return engine;
  };
}

function optionsFor(role: 'client' | 'server', provider: CryptoProvider, names: readonly string[]): TransportOptions {
  const algorithms = { kex: names, hostKey: ['ssh-ed25519'], cipher: ['aes128-gcm@openssh.com'] };
  const common = { role, crypto: provider, random: fixedRandom, software: 'Fuzz_1', algorithms, now: 0 };
  if (role === 'client') return common;
  return { ...common, hostKeys: [{ blob: hostKey.publicKey.blob, algorithms: hostKey.algorithms }] };
}

function proposal(role: 'client' | 'server', name: string): Uint8Array {
  const [cipher, none] = [['aes128-gcm@openssh.com'], ['none']];
  return encodeMessage(KexInit, {
    cookie: new Uint8Array(16),
    kexAlgorithms: [name, markers[role]],
    serverHostKeyAlgorithms: ['ssh-ed25519'],
    encryptionClientToServer: cipher,
    encryptionServerToClient: cipher,
    macClientToServer: [],
    macServerToClient: [],
    compressionClientToServer: none,
    compressionServerToClient: none,
    languagesClientToServer: [],
    languagesServerToClient: [],
    firstKexPacketFollows: false,
  });
}

/** Hostile KEXINIT against all that we can do; whatever is chosen must be in both lists. */
function negotiation(role: 'client' | 'server'): FuzzTarget {
  const known = catalogue.kex.map(({ name }) => name);
  const options = optionsFor(role, fakeCrypto, known);
  const list = (names: readonly string[]): fc.Arbitrary<string[]> =>
    fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: strangeNames }), {
      maxLength: 8,
    });
  const [kexNames, hostKeyNames] = [
    list([...known, ...Object.values(markers), 'ext-info-c']),
    list(catalogue.hostKey.map(({ name }) => name)),
  ];
  const [cipher, mac, compression] = [catalogue.cipher, catalogue.mac, catalogue.compression].map(entries =>
    list(entries.map(({ name }) => name)),
  ) as [fc.Arbitrary<string[]>, fc.Arbitrary<string[]>, fc.Arbitrary<string[]>];
  const init = fc
    .record({
      cookie: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      kexAlgorithms: kexNames,
      serverHostKeyAlgorithms: hostKeyNames,
      encryptionClientToServer: cipher,
      encryptionServerToClient: cipher,
      macClientToServer: mac,
      macServerToClient: mac,
      compressionClientToServer: compression,
      compressionServerToClient: compression,
      languagesClientToServer: fc.constant([]),
      languagesServerToClient: fc.constant([]),
      firstKexPacketFollows: fc.boolean(),
    })
    .map(value => encodeMessage(KexInit, value));
  return target({
    name: `kex/negotiation-${role}`,
    input: fc.oneof(
      { weight: 4, arbitrary: init },
      { weight: 3, arbitrary: fc.tuple(init, mutations).map(([bytes, changes]) => mutate(bytes, changes)) },
      { weight: 1, arbitrary: hostileBytes.map(bytes => concatBytes(Uint8Array.of(KexInit.number), bytes)) },
    ),
    check: async payload => {
      const engine = new TransportEngine(options);
      engine.receive(GREETING);
      await drain(engine, answer);
      if (payload.length > 0) engine.receive(plainPacket(payload));
      await drain(engine, answer);
      if (engine.sessionId !== undefined) throw new Error('KEXINIT alone made keys');
      engine.close();
      await drain(engine, answer);
    },
  });
}

function plainPacket(payload: Uint8Array): Uint8Array {
  const size = Math.ceil((payload.length + 5 + 4) / 8) * 8;
  const packet = new Uint8Array(size);
  new DataView(packet.buffer).setUint32(0, size - 4);
  packet[4] = size - 5 - payload.length;
  packet.set(payload, 5);
  return packet;
}
