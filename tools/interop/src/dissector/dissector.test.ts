/** The Wireshark dissector, run by tshark: what it shows of our messages, of real peers' octets, and of broken ones. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { concatBytes, fromHex } from '@nacre/core';
import { missingPeer, peersRequired, Workspace } from '@nacre/peers';
import * as sftp from '@nacre/sftp/messages';
import * as transport from '@nacre/transport/messages';
import { encodeMessage } from '@nacre/wire';

import { capture, type Chunk, SERVER_PORT } from './pcap.js';
import { binaryPacket, framed, fromClient, fromServer, text } from './streams.js';
import { dissect, type Shown, type TsharkOptions, tsharkInstalled } from './tshark.js';

const spec = fileURLToPath(new URL('../../../../spec/', import.meta.url));
const none = new Uint8Array(0);
const v3 = { version: 3 } as const;
const v6 = { version: 6 } as const;
const vectors = readVectors();

if (!tsharkInstalled()) {
  const missing = `Wireshark dissector: ${missingPeer('tshark')}`;
  if (peersRequired) test(missing, () => expect.fail(missing));
  else test.skip(missing, () => {});
}

describe.runIf(tsharkInstalled())('Wireshark dissector', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create();
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
  });

  const show = (protocol: string, chunks: readonly Chunk[], options: Partial<TsharkOptions> = {}, segment?: number) =>
    dissect(workspace, capture(chunks, segment), { protocol, ...options });
  const first = (packet: Shown | undefined, field: string): string | undefined => packet?.get(field)?.[0];

  describe('[NEW-28] of SFTP', () => {
    const client = (payload: Uint8Array): Chunk => fromClient(framed(payload));
    const server = (payload: Uint8Array): Chunk => fromServer(framed(payload));

    test('shows the fields of a message under their names', async () => {
      const value = { requestId: 7, path: text('/tmp/ü'), flags: 3, attrs: { size: 5, permissions: 0o644 } };
      const [packet] = await show('nacre.sftp', [client(encodeMessage(sftp.SftpOpen, value, v3))]);
      expect(first(packet, 'nacre.sftp.message_number')).toBe('3');
      expect(first(packet, 'nacre.sftp.request_id')).toBe('7');
      expect(first(packet, 'nacre.sftp.path')).toBe('/tmp/ü');
      expect(first(packet, 'nacre.sftp.size')).toBe('5');
      expect(first(packet, 'nacre.sftp.sftp_attr_flags.size')).toBe('1');
      expect(first(packet, 'nacre.sftp.sftp_attr_flags.extended')).toBe('0');
      expect(packet?.has('nacre.malformed')).toBe(false);
    });

    test('can be filtered by field', async () => {
      const remove = (path: string) => client(encodeMessage(sftp.SftpRemove, { requestId: 1, path: text(path) }));
      const packets = await show('nacre.sftp', [remove('/a'), remove('/b')], { filter: 'nacre.sftp.path == "/b"' });
      expect(packets.map(packet => first(packet, 'nacre.sftp.path'))).toEqual(['/b']);
    });

    test('puts packets together that are cut, and takes apart those that come together', async () => {
      const entry = (name: string) => ({ filename: text(name), longname: text(name), attrs: {} });
      const entries = Array.from({ length: 200 }, (_, position) => entry(`file-${position}`));
      const name = framed(encodeMessage(sftp.SftpName, { requestId: 1, entries }, v3));
      const data = framed(encodeMessage(sftp.SftpData, { requestId: 2, data: new Uint8Array(100) }, v3));
      const both = new Uint8Array([...name, ...data]);
      const packets = await show('nacre.sftp', [fromServer(both)], {}, 333);
      const all = packets.flatMap(packet => packet.get('nacre.sftp.message_number') ?? []);
      expect(all).toEqual(['104', '103']);
      expect(packets.flatMap(packet => packet.get('nacre.sftp.filename') ?? [])).toHaveLength(200);
    });

    test('uses the version that the server chose', async () => {
      const chunks = [
        client(encodeMessage(sftp.SftpInit, { version: 6, extensions: [] })),
        server(encodeMessage(sftp.SftpVersion, { version: 6, extensions: [] })),
        client(encodeMessage(sftp.SftpOpen, { requestId: 1, path: none, access: 1, openFlags: 2, attrs: {} }, v6)),
      ];
      const packets = await show('nacre.sftp', chunks);
      expect(first(packets[2], 'nacre.sftp.open_flags')).toBe('0x00000002');
      expect(first(packets[2], 'nacre.sftp.sftp_open_flags5.disposition')).toBe('2');
      expect(packets[2]?.has('nacre.malformed')).toBe(false);
      const [asThree] = await show('nacre.sftp', chunks.slice(2));
      expect(asThree?.has('nacre.sftp.open_flags')).toBe(false);
    });

    test.each([false, true])('reads a reply by the request that it answers (twice: %s)', async twice => {
      const ask = (body: sftp.SftpExtendedRequest) =>
        client(encodeMessage(sftp.SftpExtended, { requestId: 9, body }, v3));
      const numbers = [1, 2, 3, 4].map(value => value.toString(16).padStart(16, '0'));
      const reply = server(fromHex(`c900000009${numbers.join('')}`));
      const chunks = [
        ask({ request: 'limits@openssh.com' }),
        reply,
        ask({ request: undefined, name: 'other', data: none }),
      ];
      const packets = await show('nacre.sftp', chunks, { twice });
      expect(first(packets[1], 'nacre.sftp.max_handles')).toBe('4');
    });

    test('is found at the port that is set in its preferences', async () => {
      const message = client(encodeMessage(sftp.SftpClose, { requestId: 1, handle: none }));
      const preferences = [`nacre.sftp.port:${SERVER_PORT}`];
      expect(await show('nacre.sftp', [message], { decodeAs: false, preferences })).toHaveLength(1);
      expect(await show('nacre.sftp', [message], { decodeAs: false })).toHaveLength(0);
    });

    test('follows the order of fields that is set', async () => {
      const value = { requestId: 1, targetPath: text('target'), linkPath: text('link') };
      const message = client(encodeMessage(sftp.SftpSymlink, value, { layout: 'draft' }));
      const [wrong] = await show('nacre.sftp', [message]);
      const [right] = await show('nacre.sftp', [message], { preferences: ['nacre.sftp.layout:draft'] });
      expect(first(wrong, 'nacre.sftp.target_path')).toBe('link');
      expect(first(right, 'nacre.sftp.target_path')).toBe('target');
    });
  });

  describe('of SSH', () => {
    const names = {
      cookie: new Uint8Array(16),
      serverHostKeyAlgorithms: ['ssh-ed25519'],
      encryptionClientToServer: ['aes256-ctr'],
      encryptionServerToClient: ['aes256-ctr'],
      macClientToServer: ['hmac-sha2-256'],
      macServerToClient: ['hmac-sha2-256'],
      compressionClientToServer: ['none'],
      compressionServerToClient: ['none'],
      languagesClientToServer: [],
      languagesServerToClient: [],
      firstKexPacketFollows: false,
    };
    const kexInit = (...kexAlgorithms: string[]) =>
      binaryPacket(encodeMessage(transport.KexInit, { ...names, kexAlgorithms }));
    const handshake = (algorithm: string, init: Uint8Array): readonly Chunk[] => [
      fromServer(text('Welcome\r\nSSH-2.0-server\r\n')),
      fromClient(text('SSH-2.0-client\r\n')),
      fromClient(kexInit('other', algorithm)),
      fromServer(kexInit(algorithm)),
      fromClient(binaryPacket(init)),
      fromServer(binaryPacket(encodeMessage(transport.NewKeys, {}))),
      fromServer(new Uint8Array(40).fill(9)),
    ];

    test('shows lines, packets, and what is encrypted', async () => {
      const init = encodeMessage(transport.EcdhInit, { clientPublic: new Uint8Array(32) });
      const packets = await show('nacre.ssh', handshake('curve25519-sha256', init), {}, 50);
      const all = (field: string) => packets.flatMap(packet => packet.get(field) ?? []);
      expect(all('nacre.ssh.identification')).toEqual(['Welcome', 'SSH-2.0-server', 'SSH-2.0-client']);
      expect(all('nacre.ssh.message_number')).toEqual(['20', '20', '30', '21']);
      expect(all('nacre.transport.kex_algorithms')).toEqual(['other,curve25519-sha256', 'curve25519-sha256']);
      expect(all('nacre.ssh.encrypted')).toHaveLength(1);
      expect(all('nacre.malformed')).toEqual([]);
    });

    test.each([false, true])('knows where encryption starts within a segment (twice: %s)', async twice => {
      const init = encodeMessage(transport.EcdhInit, { clientPublic: new Uint8Array(32) });
      const chunks = handshake('curve25519-sha256', init);
      const side = (from: Chunk['from']) => {
        const parts = chunks.filter(chunk => chunk.from === from);
        return { from, bytes: concatBytes(...parts.map(({ bytes }) => bytes)) };
      };
      for (const segment of [37, 64, 101, 500]) {
        const packets = await show('nacre.ssh', [side('server'), side('client')], { twice }, segment);
        const all = (field: string) => packets.flatMap(packet => packet.get(field) ?? []);
        expect(all('nacre.ssh.encrypted').join('').replaceAll(':', '')).toBe('09'.repeat(40));
        expect(all('nacre.malformed')).toEqual([]);
      }
    });

    test.each([
      ['curve25519-sha256', 'EcdhInit', encodeMessage(transport.EcdhInit, { clientPublic: none })],
      ['diffie-hellman-group14-sha256', 'DhInit', encodeMessage(transport.DhInit, { clientPublic: Uint8Array.of(5) })],
    ])('reads number 30 by the key exchange %s', async (algorithm, name, init) => {
      const packets = await show('nacre.ssh', handshake(algorithm, init));
      const [packet] = packets.filter(shown => first(shown, 'nacre.ssh.message_number') === '30');
      expect(first(packet, 'nacre.ssh.message')).toBe(name);
      expect(packet?.has('nacre.transport.client_public')).toBe(true);
      expect(packet?.has('nacre.undecoded')).toBe(false);
    });

    test('shows octets where the key exchange is not known', async () => {
      const packets = await show(
        'nacre.ssh',
        handshake('odd', encodeMessage(transport.EcdhInit, { clientPublic: none })),
      );
      const [packet] = packets.filter(shown => first(shown, 'nacre.ssh.message_number') === '30');
      expect(packet?.has('nacre.undecoded')).toBe(true);
    });
  });

  describe('of broken octets', () => {
    const open = { requestId: 7, path: text('/tmp/x'), flags: 3, attrs: { size: 5 } };
    const whole = encodeMessage(sftp.SftpOpen, open, v3);

    test('marks every message that is cut', async () => {
      const cuts = Array.from({ length: whole.length - 1 }, (_, length) => whole.subarray(0, length + 1));
      const packets = await show(
        'nacre.sftp',
        cuts.map(cut => fromClient(framed(cut))),
      );
      expect(packets).toHaveLength(cuts.length);
      for (const packet of packets) expect(packet.has('nacre.malformed')).toBe(true);
    });

    test('never fails itself', async () => {
      const broken = (protocol: string): readonly Uint8Array[] => {
        const seeds = [whole, ...vectors.filter(vector => vector.protocol === protocol).map(({ payload }) => payload)];
        return Array.from({ length: 600 }, (_, seed) => mutate(seeds[seed % seeds.length] as Uint8Array, seed));
      };
      const streams: Readonly<Record<string, readonly Uint8Array[]>> = {
        'nacre.sftp': broken('nacre.sftp').map(framed),
        'nacre.agent': broken('nacre.agent').map(framed),
        'nacre.mux': broken('nacre.mux').map(framed),
        'nacre.ssh_payload': broken('nacre.ssh_payload'),
        'nacre.ssh': [text('SSH-2.0-x\r\n'), ...broken('nacre.ssh_payload').map(binaryPacket)],
      };
      for (const [protocol, pieces] of Object.entries(streams)) {
        const packets = await show(protocol, pieces.map(fromClient), {}, 65_000);
        expect(packets).toHaveLength(pieces.length);
        expect(packets.flatMap(faultsOfDissector)).toEqual([]);
      }
    });

    test('does not wait for a packet that is longer than any', async () => {
      const [packet] = await show('nacre.sftp', [fromClient(Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 1))]);
      expect(packet?.has('nacre.malformed')).toBe(true);
    });
  });

  describe('of octets from elsewhere', () => {
    test.each([...new Set(vectors.map(({ protocol }) => protocol))])('reads the vectors of %s', async protocol => {
      for (const group of groupsOf(vectors.filter(vector => vector.protocol === protocol))) {
        const { preferences } = group[0] as (typeof group)[number];
        const packets = await show(
          protocol,
          group.map(({ chunk }) => chunk),
          { preferences },
          65_000,
        );
        const shown = packets.flatMap(packet => packet.get(`${protocol.replace('_payload', '')}.message_number`) ?? []);
        expect(shown).toEqual(group.map(({ number }) => String(number)));
        const faults = packets.flatMap(packet => packet.get('_ws.expert.message') ?? []);
        expect(faults.filter(fault => !/^the packet is not complete|should be/.test(fault))).toEqual([]);
      }
    });
  });
});

/** Messages in expert notes that tell of a fault of the dissector. */
function faultsOfDissector(packet: Shown): readonly string[] {
  return [...packet.values()].flat().filter(value => /dissector:|lua error/i.test(value));
}

/** Changes some octets, cuts or lengthens; always the same for a seed. */
function mutate(bytes: Uint8Array, seed: number): Uint8Array {
  let state = seed + 1;
  const random = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  const changed = [...bytes];
  if (seed % 3 === 0) changed[0] = random(256);
  for (let count = random(4); count >= 0; count--) changed[random(changed.length)] = random(2) * 255 || random(256);
  if (seed % 5 === 0) changed.length = 1 + random(changed.length);
  if (seed % 7 === 0) changed.push(...Array.from({ length: random(40) }, () => random(256)));
  return Uint8Array.from(changed, octet => octet ?? 0);
}

interface MessageVector {
  readonly protocol: string;
  readonly number: number;
  readonly payload: Uint8Array;
  readonly preferences: readonly string[];
  readonly chunk: Chunk;
}

interface WireMessage {
  readonly name: string;
  readonly message?: {
    readonly space: string;
    readonly number: number;
    readonly direction: string;
    readonly frame?: number;
    readonly context?: string;
  };
}

/** The vectors of messages that a stream can carry; a reply needs its request and is tested above. */
function readVectors(): readonly MessageVector[] {
  const wire = JSON.parse(readFileSync(join(spec, 'wire.json'), 'utf8')) as {
    readonly files: readonly { readonly structs?: readonly WireMessage[] }[];
  };
  const messages = new Map(wire.files.flatMap(file => file.structs ?? []).map(struct => [struct.name, struct.message]));
  const files = readdirSync(join(spec, 'vectors'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.json'),
  );
  return files.sort().flatMap((name): readonly MessageVector[] => {
    const vector = JSON.parse(readFileSync(join(spec, 'vectors', name), 'utf8')) as {
      readonly of: string;
      readonly hex: string;
      readonly params?: Readonly<Record<string, string | number>>;
    };
    const message = messages.get(vector.of);
    if (message === undefined || message.number === 0) return [];
    const payload = fromHex(vector.hex);
    const params = Object.entries(vector.params ?? {});
    if (params.some(([param]) => param !== 'version' && param !== 'layout')) return [];
    const { space, number, direction, frame, context } = message;
    const preferences = params.map(([param, value]) => `nacre.${space}.${param}:${value}`);
    const bytes = frame === undefined ? payload : framed(payload);
    const chunk = /^(c2|both)/.test(direction) ? fromClient(bytes) : fromServer(bytes);
    const protocol = frame === undefined ? `nacre.${space}_payload` : `nacre.${space}`;
    const all = context === undefined ? preferences : [...preferences, `${protocol}.context:${context}`];
    return [{ protocol, number, payload, preferences: all, chunk }];
  });
}

/** Vectors that can be in one capture. */
function groupsOf(vectors: readonly MessageVector[]): readonly (readonly MessageVector[])[] {
  const groups = new Map<string, MessageVector[]>();
  for (const vector of vectors) {
    const key = vector.preferences.join(' ');
    groups.set(key, [...(groups.get(key) ?? []), vector]);
  }
  return [...groups.values()];
}
