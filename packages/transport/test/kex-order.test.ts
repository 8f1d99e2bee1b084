/** Flows that other implementations took for a key exchange; and which messages each state of an exchange takes. */

import { expect, test } from 'vitest';

import { modpGroups } from '@nacre/crypto';
import { encodeMessage } from '@nacre/wire';

import { GexInit, GexRequest } from '../src/generated/index.js';
import { groupFamily, kexFamilies } from '../src/kex/families.js';
import { expectGroupTable } from '../src/states/exchange/expect-group.js';
import { expectGroupRequestTable } from '../src/states/exchange/expect-group-request.js';
import { expectRsaSecretTable } from '../src/states/exchange/expect-rsa-secret.js';
import { expectRsaDoneTable, expectTransientKeyTable } from '../src/states/exchange/expect-transient-key.js';
import { dropWrongGuessTable } from '../src/states/exchange/drop-wrong-guess.js';
import { codeOf } from './pair.js';
import { RawPeer } from './raw-peer.js';

test('[SEC-046] each role takes only what the other sends, one message in each state', () => {
  const gex = groupFamily({ form: 'old', bits: 2048 }, modpGroups.group14);
  const tables = {
    'server, ECDH share': kexFamilies.ecdh.initTable,
    'server, hybrid share': kexFamilies.hybrid.initTable,
    'server, DH share': kexFamilies.dh.initTable,
    'server, group request': expectGroupRequestTable,
    'server, share in the group': gex.initTable,
    'server, RSA secret': expectRsaSecretTable,
    'client, ECDH reply': kexFamilies.ecdh.replyTable,
    'client, hybrid reply': kexFamilies.hybrid.replyTable,
    'client, DH reply': kexFamilies.dh.replyTable,
    'client, group': expectGroupTable,
    'client, reply in the group': gex.replyTable,
    'client, transient key': expectTransientKeyTable,
    'client, RSA done': expectRsaDoneTable,
  };
  const numbers = Object.entries(tables).map(([name, { messages }]) => [name, [...messages.keys()].join(' ')]);
  expect(Object.fromEntries(numbers)).toMatchInlineSnapshot(`
    {
      "client, DH reply": "31",
      "client, ECDH reply": "31",
      "client, RSA done": "32",
      "client, group": "31",
      "client, hybrid reply": "31",
      "client, reply in the group": "33",
      "client, transient key": "30",
      "server, DH share": "30",
      "server, ECDH share": "30",
      "server, RSA secret": "31",
      "server, group request": "34 30",
      "server, hybrid share": "30",
      "server, share in the group": "32",
    }
  `);
  for (const [name, { messages }] of Object.entries(tables)) {
    const direction = name.startsWith('server') ? 'c2s' : 's2c';
    expect([...messages.values()].map(message => message.direction)).toEqual(new Array(messages.size).fill(direction));
  }
  expect([...dropWrongGuessTable.messages.keys()]).toEqual(Array.from({ length: 20 }, (_, i) => 30 + i));
});

const GEX = 'diffie-hellman-group-exchange-sha256';
const request = encodeMessage(GexRequest, { minBits: 2048, bits: 2048, maxBits: 8192 });
const gexShare = encodeMessage(GexInit, { clientPublic: modpGroups.group14.g });
const text = (value: string): readonly number[] => [0, 0, 0, value.length, ...Buffer.from(value)];
const login = Uint8Array.of(50, ...text('root'), ...text('ssh-connection'), ...text('password'), 0, ...text('guess'));
const open = Uint8Array.of(90, ...text('session'), 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 128, 0);
const service = Uint8Array.of(5, ...text('ssh-userauth'));
const NEWKEYS = Uint8Array.of(21);
const IGNORE = Uint8Array.of(2, 0, 0, 0, 0);

/** What a client sends after its version; its KEXINIT and its share are made when it is their turn. */
type Step = 'KEXINIT' | 'share' | Uint8Array;
const FLOWS: readonly (readonly [string, readonly Step[], string?])[] = [
  ['a second request for a group', ['KEXINIT', request, request, gexShare, NEWKEYS], GEX],
  ['IGNORE before NEWKEYS, under strict rules', ['KEXINIT', 'share', IGNORE, NEWKEYS]],
  ['a channel right after KEXINIT', ['KEXINIT', open]],
  ['a login right after KEXINIT', ['KEXINIT', login]],
  ['a login before KEXINIT', [login, 'KEXINIT']],
  ['a channel before NEWKEYS', ['KEXINIT', 'share', open, NEWKEYS]],
  ['KEXINIT twice', ['KEXINIT', 'KEXINIT', 'share', NEWKEYS]],
  ['two shares', ['KEXINIT', 'share', 'share', NEWKEYS]],
  ['no share at all', ['KEXINIT', NEWKEYS]],
  ['a service before NEWKEYS', ['KEXINIT', 'share', service]],
];

test.each(FLOWS.map(([name, steps, kex]) => [name, steps, kex ?? 'curve25519-sha256'] as const))(
  '[SEC-032] %s ends the connection, and nothing of it is believed',
  async (name, steps, kex) => {
    for (const strict of name.includes('strict') ? [true] : [true, false]) {
      const peer = new RawPeer({ role: 'client', strict, kex });
      await peer.version();
      for (const step of steps) {
        const payload = step === 'KEXINIT' ? peer.kexInit() : step === 'share' ? await peer.init() : step;
        await peer.send(payload);
      }
      expect(codeOf(peer.end)).toBe('PROTOCOL_ERROR');
      expect(peer.end.events.map(({ type }) => type)).toEqual(['identified']);
    }
  },
);
