/** Hybrid key exchanges: between programs of OpenSSH, and one of our own whose hash a signature of OpenSSH proves. */

import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

import { test } from 'vitest';

import { nobleCrypto } from '@nacre/crypto-noble';
import { newerOpenSsh, type OpenSsh, type Sshd, startSshd, systemOpenSsh, Workspace } from '@nacre/peers';
import { HybridExchangeHashInput, HybridInit, HybridReply, KexInit } from '@nacre/transport/messages';
import { decodeMessage, encode, encodeMessage } from '@nacre/wire';

import { opensshReleases, save, strings } from '../save.js';
import { opensshClients, prepare } from '../ssh/programs.js';
import { SshSession } from '../ssh/session.js';
import { ClearPackets, clearPacket } from './clear-packets.js';

const MLKEM = 'mlkem768x25519-sha256';
const MLKEM_PUBLIC = 1184;
const MLKEM_CIPHERTEXT = 1088;
/** Of an Ed25519 SubjectPublicKeyInfo, the octets before the key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

const PAIRS: readonly (readonly [openSsh: OpenSsh | string, kex: string])[] = [
  [newerOpenSsh(), MLKEM],
  [newerOpenSsh(), 'sntrup761x25519-sha512'],
  [systemOpenSsh(), 'sntrup761x25519-sha512@openssh.com'],
];

for (const [openSsh, kex] of PAIRS) {
  test(`${kex} between programs of ${typeof openSsh === 'string' ? openSsh : openSsh.version}`, async () => {
    if (typeof openSsh === 'string') throw new Error(openSsh);
    await using workspace = await Workspace.create();
    prepare(workspace);
    const release = opensshReleases().find(({ name }) => name.replace(' ', '_') === openSsh.version);
    const client = opensshClients().find(({ short }) => short === release?.short);
    if (release === undefined || client === undefined) throw new Error(`no ${openSsh.version}`);
    const sshd = await startSshd(workspace, { openSsh });
    const server = { short: release.short, name: `${release.name} sshd` };
    const session = new SshSession({ client, server, tapped: 'client', action: kex });
    const port = await startTap(sshd.port, kex, session);
    const knownHosts = sshd.knownHosts.replaceAll(`:${sshd.port} `, `:${port} `);
    const login = { user: sshd.user, args: ['-o', `KexAlgorithms=${kex}`], command: ['true'] };
    await client.run(workspace, { port, knownHosts, fingerprints: [], use: () => {} }, login);
  });
}

test('the exchange hash of a hybrid exchange', async () => {
  const openSsh = newerOpenSsh();
  if (typeof openSsh === 'string') throw new Error(openSsh);
  await using workspace = await Workspace.create();
  const sshd = await startSshd(workspace, { openSsh });
  const { input, hash, hostKey, signature, sharedSecret, reply } = await exchange(sshd);
  const publicKey = { key: Buffer.concat([SPKI, hostKey.subarray(-32)]), format: 'der', type: 'spki' } as const;
  if (!verify(null, hash, createPublicKey(publicKey), signature.subarray(-64)))
    throw new Error('the signature is wrong');
  save('transport/hand-openssh100-HybridExchangeHashInput', {
    of: 'HybridExchangeHashInput',
    origin: 'hand',
    source: `Put together from an exchange with OpenSSH 10.0p2 sshd (${MLKEM}), whose signature verifies over its hash`,
    notes: 'The shared secret goes in as a string; with an mpint the signature of the server does not verify.',
    disagreement: 1,
    bytes: input,
  });
  const action = `${MLKEM}, in the exchange of hand-openssh100-HybridExchangeHashInput`;
  save('transport/openssh100-server-HybridReply-proof', {
    of: 'HybridReply',
    source: `OpenSSH 10.0p2 sshd as server: ${action}`,
    origin: 'peer',
    bytes: reply,
  });
  const source = 'Put together by RFC 10042 section 2 with the secret and hash of that exchange';
  const params = { hashLength: 32, layout: 'string' };
  const start = Buffer.concat([string(sharedSecret), hash]);
  const first = Buffer.concat([start, Buffer.from('C'), hash]);
  const key = createHash('sha256').update(first).digest();
  save('transport/hand-KeyDerivationInput-hybrid', {
    of: 'KeyDerivationInput',
    params,
    source,
    origin: 'hand',
    bytes: first,
  });
  const second = Buffer.concat([start, key]);
  save('transport/hand-KeyExtensionInput-hybrid', {
    of: 'KeyExtensionInput',
    params,
    source,
    origin: 'hand',
    bytes: second,
  });
});

function string(octets: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets.length);
  return Buffer.concat([length, octets]);
}

/** Passes one connection on and gives what goes through in clear to the session. */
async function startTap(target: number, kex: string, session: SshSession): Promise<number> {
  const server = createServer(client => {
    const upstream = connect(target, '127.0.0.1');
    for (const [sender, source, sink] of [
      ['own', client, upstream],
      ['peer', upstream, client],
    ] as const) {
      const packets = new ClearPackets();
      source.on('data', chunk => {
        for (const payload of packets.push(chunk)) session.add({ sender, kex, hex: payload.toString('hex') });
        sink.write(chunk);
      });
      source.on('end', () => sink.end());
      source.on('error', () => sink.destroy());
    }
    client.on('close', () => server.close());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

interface Exchange {
  readonly input: Uint8Array;
  readonly hash: Buffer;
  readonly hostKey: Buffer;
  readonly signature: Buffer;
  readonly sharedSecret: Buffer;
  readonly reply: Buffer;
}

/** As client up to the server's reply, in clear. */
async function exchange(sshd: Sshd): Promise<Exchange> {
  const clientVersion = 'SSH-2.0-Vector';
  const packets = new ClearPackets();
  const socket = connect(sshd.port, '127.0.0.1');
  const incoming = payloads(socket, packets);
  const both = ['aes256-ctr', 'aes256-ctr', 'hmac-sha2-256', 'hmac-sha2-256', 'none', 'none'].map(name => [name]);
  const clientKexInit = encodeMessage(KexInit, {
    cookie: randomBytes(16),
    kexAlgorithms: [MLKEM],
    serverHostKeyAlgorithms: ['ssh-ed25519'],
    encryptionClientToServer: both[0] ?? [],
    encryptionServerToClient: both[1] ?? [],
    macClientToServer: both[2] ?? [],
    macServerToClient: both[3] ?? [],
    compressionClientToServer: both[4] ?? [],
    compressionServerToClient: both[5] ?? [],
    languagesClientToServer: [],
    languagesServerToClient: [],
    firstKexPacketFollows: false,
  });
  const [kem, curve] = [await nobleCrypto.mlkem768.generate(), await nobleCrypto.x25519.generate()];
  const clientInit = Buffer.concat([kem.publicKey.subarray(0, MLKEM_PUBLIC), curve.publicKey]);
  socket.write(`${clientVersion}\r\n`);
  socket.write(clearPacket(clientKexInit));
  const serverKexInit = await incoming();
  socket.write(clearPacket(encodeMessage(HybridInit, { clientInit })));
  const reply = await incoming();
  const { hostKey, serverReply, signature } = decodeMessage(HybridReply, reply);
  socket.destroy();
  const secrets = [
    await nobleCrypto.mlkem768.decapsulate(kem.privateKey, serverReply.subarray(0, MLKEM_CIPHERTEXT)),
    await nobleCrypto.x25519.agree(curve.privateKey, serverReply.subarray(MLKEM_CIPHERTEXT)),
  ];
  const sharedSecret = createHash('sha256').update(Buffer.concat(secrets)).digest();
  const [client, server] = [clientVersion, packets.version ?? ''].map(text => Buffer.from(text));
  const versions = { clientVersion: client ?? Buffer.alloc(0), serverVersion: server ?? Buffer.alloc(0) };
  const rest = { clientKexInit, serverKexInit, hostKey, clientInit, serverReply, sharedSecret };
  const input = encode(HybridExchangeHashInput, { ...versions, ...rest });
  const hash = createHash('sha256').update(input).digest();
  const [, octets] = strings(Buffer.from(signature));
  if (octets === undefined) throw new Error('no signature');
  return { input, hash, hostKey: Buffer.from(hostKey), signature: octets, sharedSecret, reply };
}

/** A function that waits for the next payload. */
function payloads(socket: NodeJS.ReadableStream, packets: ClearPackets): () => Promise<Buffer> {
  const queue: Buffer[] = [];
  let wake = (): void => {};
  socket.on('data', (chunk: Buffer) => {
    queue.push(...packets.push(chunk));
    wake();
  });
  return async () => {
    while (queue.length === 0) await new Promise<void>(resolve => (wake = resolve));
    return queue.shift() as Buffer;
  };
}
