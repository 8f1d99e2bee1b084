/**
 * A peer that speaks SSH by hand over a socket, as client or server, and can lie about every length, number and order.
 * It has its own encoders and its own crypto; it is a test instrument and trusts everybody.
 */

import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net';

import { Fields, payload, str } from './bytes.js';
import { direction, keySizes, RAW_MAC, type RawCipher } from './ciphers.js';
import type { RawMessage } from './inbox.js';
import {
  deriveKeys,
  Ephemeral,
  exchangeHash,
  generateHostKey,
  type KexInitOptions,
  kexInit,
  type RawHostKey,
  type RawRole,
  verifyHostKey,
} from './key-exchange.js';
import { type PacketOptions, PacketStream } from './packet-stream.js';
import type { RawMac } from './with-mac.js';

const VERSION = 'SSH-2.0-RawPeer';
/** Long enough for a loaded machine; a test of a deadline passes its own. */
const PATIENCE_MS = 5000;
/** Shorter ones (a missing IV, a counter) would be found by chance. */
const MIN_SECRET = 16;
const Msg = { newKeys: 21, ecdhInit: 30, ecdhReply: 31, kexInit: 20, serviceRequest: 5, serviceAccept: 6 } as const;

interface Exchange {
  readonly secret: Buffer;
  readonly hash: Buffer;
}

export class RawPeer {
  readonly role: RawRole;
  readonly stream: PacketStream;
  /** As server: what it signs with. As client: unused. */
  readonly hostKey: RawHostKey;
  #version = VERSION;
  #ownKexInit: Buffer | undefined;
  #peerKexInit: Buffer | undefined;
  #cipher: RawCipher = 'aes256-gcm@openssh.com';
  #mac: RawMac = RAW_MAC;
  #sessionId: Buffer | undefined;
  #strict = false;
  #ephemeral: Ephemeral | undefined;
  #exchange: Exchange | undefined;

  constructor(socket: Socket, role: RawRole, hostKey: RawHostKey = generateHostKey()) {
    this.role = role;
    this.stream = new PacketStream(socket);
    this.hostKey = hostKey;
  }

  /** A client whose socket is open; nothing is sent yet. */
  static connect(port: number, host = '127.0.0.1'): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = connectSocket({ port, host }, () => {
        socket.off('error', reject);
        resolve(peer);
      });
      const peer = new RawPeer(socket, 'client');
      socket.once('error', reject);
    });
  }

  /** Waits for connections on a free loopback port, as server. */
  static listen(hostKey: RawHostKey = generateHostKey()): Promise<RawListener> {
    return RawListener.start(hostKey);
  }

  /** The session id, once a key exchange is done. */
  get sessionId(): Buffer | undefined {
    return this.#sessionId;
  }

  /** Both sides offered strict key exchange in their first KEXINIT. */
  get strict(): boolean {
    return this.#strict;
  }

  /** The shared secret and the keys of both directions: what must show up nowhere. */
  get secrets(): readonly Uint8Array[] {
    if (this.#exchange === undefined) return [];
    const keys = (['client', 'server'] as const).flatMap(sender => Object.values(this.#keysOf(sender)) as Buffer[]);
    return [this.#exchange.secret, ...keys].filter(secret => secret.length >= MIN_SECRET);
  }

  /** Every message that arrived so far. */
  get seen(): readonly RawMessage[] {
    return this.stream.inbox.seen;
  }

  sendRaw(bytes: Uint8Array): void {
    this.stream.sendRaw(bytes);
  }

  /** A packet in clear, whatever the state. */
  sendPlain(message: Uint8Array, options?: PacketOptions): void {
    if (this.stream.encrypted) throw new Error('keys are in use: send ciphertext with sendEnc or octets with sendRaw');
    this.stream.sendPacket(message, options);
  }

  /** A packet under the keys in use. */
  sendEnc(message: Uint8Array, options?: PacketOptions): void {
    if (!this.stream.encrypted) throw new Error('no keys are in use yet');
    this.stream.sendPacket(message, options);
  }

  /** A packet in whatever state the stream is. */
  send(...parts: readonly (number | string | Uint8Array)[]): void {
    this.stream.sendPacket(payload(...parts));
  }

  corrupt(offset: number, xor: number): void {
    this.stream.corrupt(offset, xor);
  }

  setSeq(out?: number, incoming?: number): void {
    this.stream.setSequences(out, incoming);
  }

  /** Leaves out `count` outgoing sequence numbers, as if packets had been lost. */
  skipSeq(count: number): void {
    this.stream.setSequences(this.stream.sequences.out + count);
  }

  /** A message by number (one of several), the DISCONNECT, or the end of the stream. */
  expect(what: number | readonly number[], withinMs?: number): Promise<RawMessage>;
  expect(what: 'disconnect', withinMs?: number): Promise<RawMessage>;
  expect(what: 'close', withinMs?: number): Promise<void>;
  expect(
    what: number | readonly number[] | 'disconnect' | 'close',
    withinMs = PATIENCE_MS,
  ): Promise<RawMessage | void> {
    const { inbox } = this.stream;
    if (what === 'close') return inbox.end(withinMs);
    return what === 'disconnect'
      ? inbox.disconnect(withinMs)
      : inbox.message(typeof what === 'number' ? [what] : what, withinMs);
  }

  /** Waits for DISCONNECT and the end of the stream; the reason code. */
  async refused(withinMs = PATIENCE_MS): Promise<number> {
    const message = await this.expect('disconnect', withinMs);
    await this.expect('close', withinMs);
    return message.payload.readUInt32BE(1);
  }

  sendVersion(version = VERSION): void {
    this.#version = version;
    this.stream.sendRaw(Buffer.from(`${version}\r\n`, 'latin1'));
  }

  version(withinMs = PATIENCE_MS): Promise<string> {
    return this.stream.version(withinMs);
  }

  sendKexInit(options: KexInitOptions = {}): void {
    this.#cipher = options.cipher ?? this.#cipher;
    this.#mac = options.mac ?? this.#mac;
    this.#ownKexInit = kexInit(this.role, { cipher: this.#cipher, mac: this.#mac, ...options });
    this.stream.sendPacket(this.#ownKexInit);
  }

  async receiveKexInit(withinMs = PATIENCE_MS): Promise<Fields> {
    this.#peerKexInit = (await this.expect(Msg.kexInit, withinMs)).payload;
    return new Fields(this.#peerKexInit, 17);
  }

  /** As client. */
  sendEcdhInit(): void {
    this.#ephemeral = new Ephemeral();
    this.send(Msg.ecdhInit, str(this.#ephemeral.publicKey));
  }

  /** As client: takes the reply, checks its signature, and has the keys. */
  async receiveEcdhReply(withinMs = PATIENCE_MS): Promise<{ readonly hostKey: Buffer }> {
    const fields = new Fields((await this.expect(Msg.ecdhReply, withinMs)).payload, 1);
    const [hostKey, serverPublic, signature] = [fields.str(), fields.str(), fields.str()];
    const ephemeral = this.#ephemeral;
    if (ephemeral === undefined) throw new Error('send the ECDH init first');
    this.#finish(hostKey, ephemeral.publicKey, serverPublic, ephemeral.agree(serverPublic));
    if (!verifyHostKey(hostKey, this.#done.hash, signature)) throw new Error('the host key signature is wrong');
    return { hostKey };
  }

  /** As server: takes the client's public value, answers it, and has the keys. */
  async answerEcdhInit(withinMs = PATIENCE_MS): Promise<void> {
    const clientPublic = new Fields((await this.expect(Msg.ecdhInit, withinMs)).payload, 1).str();
    const ephemeral = new Ephemeral();
    this.#finish(this.hostKey.blob, clientPublic, ephemeral.publicKey, ephemeral.agree(clientPublic));
    const signature = this.hostKey.sign(this.#done.hash);
    this.send(Msg.ecdhReply, str(this.hostKey.blob), str(ephemeral.publicKey), str(signature));
  }

  /** NEWKEYS, and from then on ciphertext. */
  sendNewKeys(): void {
    this.send(Msg.newKeys);
    this.stream.protectOutput(direction(this.#cipher, this.#mac, this.#keysOf(this.role), 'seal'), this.#strict);
  }

  async receiveNewKeys(withinMs = PATIENCE_MS): Promise<void> {
    await this.expect(Msg.newKeys, withinMs);
  }

  /** A whole key exchange, the first (with identification) or a later one. As client, the server's host key. */
  async kex(options: KexInitOptions = {}): Promise<Buffer> {
    if (this.#sessionId === undefined) {
      this.sendVersion(this.#version);
      await this.version();
    }
    this.sendKexInit(options);
    await this.receiveKexInit();
    let hostKey = this.hostKey.blob;
    if (this.role === 'client') {
      this.sendEcdhInit();
      hostKey = (await this.receiveEcdhReply()).hostKey;
    } else await this.answerEcdhInit();
    this.sendNewKeys();
    await this.receiveNewKeys();
    return hostKey;
  }

  /** As client: everything up to a login with a password, which the server must take. */
  async login(user = 'alice', password = 'correct horse'): Promise<void> {
    await this.kex();
    await this.service();
    this.send(50, user, 'ssh-connection', 'password', 0, password);
    await this.expect(52);
  }

  /** As server: everything up to letting a client in that asks without credentials. */
  async letIn(): Promise<void> {
    await this.kex();
    await this.expect(5);
    this.send(6, 'ssh-userauth');
    await this.expect(50);
    this.send(52);
  }

  /** As client: asks for a service and waits for the answer. */
  async service(name = 'ssh-userauth', withinMs = PATIENCE_MS): Promise<void> {
    this.send(Msg.serviceRequest, name);
    await this.expect(Msg.serviceAccept, withinMs);
  }

  close(): void {
    this.stream.destroy();
  }

  get #done(): Exchange {
    if (this.#exchange === undefined) throw new Error('no key exchange is done');
    return this.#exchange;
  }

  #finish(hostKey: Uint8Array, clientPublic: Uint8Array, serverPublic: Uint8Array, secret: Buffer): void {
    const [own, peer] = [this.#ownKexInit, this.#peerKexInit];
    if (own === undefined || peer === undefined) throw new Error('a KEXINIT is missing');
    const client = this.role === 'client';
    const [ownVersion, peerVersion] = [this.#version, this.stream.peerVersion ?? ''];
    const transcript = {
      clientVersion: client ? ownVersion : peerVersion,
      serverVersion: client ? peerVersion : ownVersion,
      clientKexInit: client ? own : peer,
      serverKexInit: client ? peer : own,
    };
    const hash = exchangeHash(transcript, hostKey, clientPublic, serverPublic, secret);
    if (this.#sessionId === undefined) this.#strict = offersStrict(own) && offersStrict(peer);
    this.#sessionId ??= hash;
    this.#exchange = { secret, hash };
    const peerRole = client ? 'server' : 'client';
    this.stream.protectInput(direction(this.#cipher, this.#mac, this.#keysOf(peerRole), 'open'), this.#strict);
  }

  #keysOf(sender: RawRole): ReturnType<typeof deriveKeys> {
    const { secret, hash } = this.#done;
    return deriveKeys(keySizes(this.#cipher, this.#mac), sender, secret, hash, this.#sessionId ?? hash);
  }
}

/** A listening raw server. */
export class RawListener {
  readonly port: number;
  readonly hostKey: RawHostKey;
  readonly #server: Server;
  readonly #arrived: RawPeer[];
  #waiting: ((peer: RawPeer) => void)[] = [];

  private constructor(server: Server, port: number, hostKey: RawHostKey) {
    this.#server = server;
    this.port = port;
    this.hostKey = hostKey;
    this.#arrived = [];
    server.on('connection', socket => this.#onSocket(socket));
  }

  static start(hostKey: RawHostKey): Promise<RawListener> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (address === null || typeof address === 'string') return reject(new Error('no port'));
        resolve(new RawListener(server, address.port, hostKey));
      });
    });
  }

  /** The next connection, as the server of it. */
  accept(): Promise<RawPeer> {
    const peer = this.#arrived.shift();
    return peer !== undefined ? Promise.resolve(peer) : new Promise(resolve => this.#waiting.push(resolve));
  }

  close(): void {
    this.#server.close();
    for (const peer of this.#arrived) peer.close();
  }

  #onSocket(socket: Socket): void {
    const peer = new RawPeer(socket, 'server', this.hostKey);
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#arrived.push(peer);
    else waiter(peer);
  }
}

function offersStrict(kexInitPayload: Uint8Array): boolean {
  return new Fields(kexInitPayload, 17).names().some(name => /^kex-strict-[cs]-v00@openssh\.com$/.test(name));
}
