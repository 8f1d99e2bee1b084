/** A peer that speaks to one engine by hand, and may break every rule. A helper of the tests, not a test. */

import { encodeUtf8 } from '@nacre/core';
import { signWith } from '@nacre/keys';
import { decodeMessage, encodeMessage } from '@nacre/wire';

import { payloadDeflater, payloadInflater } from '../src/compression/payload-codecs.js';
import { KexInit, NewKeys } from '../src/generated/index.js';
import { type ConcludingMethod, concludeExchange, deriveKeys, type ExchangeResult } from '../src/kex/keys.js';
import type { KexFamily } from '../src/kex/families.js';
import type { KexStart, ShareMethod } from '../src/kex/method.js';
import { kexMethod } from '../src/kex/methods.js';
import { defaultLimits } from '../src/limits.js';
import { suiteFor } from '../src/packet/ciphers.js';
import { Opener } from '../src/packet/opener.js';
import { plainSeal } from '../src/packet/plain.js';
import type { SealProtection } from '../src/packet/protection.js';
import { Sealer } from '../src/packet/sealer.js';
import { clientOptions, crypto, End, hostKeys, type Overrides, random, serverOptions } from './pair.js';

export interface RawOptions {
  /** Our own role; the engine has the other. */
  readonly role: 'client' | 'server';
  readonly kex?: string;
  readonly cipher?: string;
  /** Used with a cipher that needs one. */
  readonly mac?: string;
  readonly compression?: string;
  /** Whether our first KEXINIT has the strict marker. */
  readonly strict?: boolean;
  readonly engine?: Overrides;
  /** Number of our first packet. */
  readonly sequence?: number;
}

export interface SuiteNames {
  readonly cipher: string;
  readonly mac: string;
  /** 'zlib', from the new keys on. */
  readonly compression?: string;
}

export interface ReplyOverrides {
  readonly hostKey?: Uint8Array;
  readonly share?: Uint8Array;
  readonly signature?: Uint8Array;
  /** Sign something else than H. */
  readonly signed?: Uint8Array;
  /** Which key signs: an index of `hostKeys`. */
  readonly signer?: number;
  /** The algorithm it signs with, if not the one agreed on. */
  readonly algorithm?: string;
}

const VERSION = 'SSH-2.0-Raw';

export class RawPeer {
  readonly end: End;
  readonly sealer: Sealer;
  readonly opener = new Opener({ maxLength: 300_000 });
  /** Payloads that came from the engine. */
  readonly inbox: Uint8Array[] = [];
  remoteVersion = '';
  ownInit: Uint8Array = new Uint8Array(0);
  peerInit: Uint8Array = new Uint8Array(0);
  start: KexStart | undefined;
  result: ExchangeResult | undefined;
  /** The method of an exchange of shares: the one of `kex`, or what a test makes of a group. */
  method: ShareMethod | undefined;
  /** What protects our packets now: with it packets can be sealed that a sealer would not make. */
  protection: SealProtection = plainSeal;
  /** What our next KEXINIT offers, and the keys that follow from it are for. */
  suite: SuiteNames;
  /** What the engine's packets have, when it is something else. */
  suiteOfEngine: SuiteNames | undefined;
  #sessionId: Uint8Array | undefined;
  #version = VERSION;
  #peerShare: Uint8Array = new Uint8Array(0);
  #pending = Buffer.alloc(0);
  #first = true;
  readonly #options: RawOptions;
  readonly #hostKeyIndex = 0;

  constructor(options: RawOptions) {
    this.#options = options;
    this.suite = {
      cipher: options.cipher ?? 'aes128-gcm@openssh.com',
      mac: options.mac ?? 'hmac-sha2-256-etm@openssh.com',
      ...(options.compression && { compression: options.compression }),
    };
    const method = kexMethod(this.kexName, crypto, random);
    this.method = method.flow === 'shares' ? method : undefined;
    this.sealer = new Sealer({ random, maxPayload: 300_000, sequence: options.sequence ?? 0 });
    const algorithms = {
      ...(options.kex && { kex: [options.kex] }),
      ...(options.cipher && { cipher: [options.cipher] }),
      ...(options.mac && { mac: [options.mac] }),
      ...(options.compression && { compression: [options.compression] }),
    };
    const overrides = { algorithms: { hostKey: ['ssh-ed25519'], ...algorithms }, ...options.engine };
    this.end = new End(options.role === 'client' ? serverOptions(overrides) : clientOptions(overrides));
  }

  get numbers(): readonly number[] {
    return this.inbox.map(payload => payload[0] as number);
  }

  get kexName(): string {
    return this.#options.kex ?? 'curve25519-sha256';
  }

  /** Delivers bytes as they are and takes what the engine answers. */
  async raw(bytes: Uint8Array): Promise<void> {
    this.end.engine.receive(bytes);
    await this.take();
  }

  async send(...payloads: readonly Uint8Array[]): Promise<void> {
    await this.raw(Buffer.concat(payloads.flatMap(payload => this.sealer.seal([payload]))));
  }

  /** Sends a packet with any length and padding length; its number must be given as the sealer does not know of it. */
  async lie(sequence: number, length: number, padding: number): Promise<void> {
    const packet = new Uint8Array(4 + length);
    new DataView(packet.buffer).setUint32(0, length);
    if (length > 0) packet[4] = padding;
    await this.raw(Buffer.concat(this.protection.seal(sequence, packet)));
  }

  /** Takes what the engine has written. */
  async take(): Promise<void> {
    this.#pending = Buffer.concat([this.#pending, await this.end.settle()]);
    if (this.remoteVersion === '') {
      const end = this.#pending.indexOf(10);
      if (end < 0) return;
      this.remoteVersion = this.#pending.toString('latin1', 0, end - 1);
      this.#pending = this.#pending.subarray(end + 1);
    }
    for (let used = this.opener.open(this.#pending, 0); used > 0; used = this.opener.open(this.#pending, 0)) {
      this.#pending = this.#pending.subarray(used);
      await this.#received(this.opener.payload);
    }
  }

  async version(line = `${VERSION}\r\n`): Promise<void> {
    this.#version = line.trimEnd();
    await this.raw(encodeUtf8(line));
  }

  kexInit(overrides: Partial<KexInit> = {}): Uint8Array {
    const marker = this.#options.role === 'client' ? 'kex-strict-c-v00@openssh.com' : 'kex-strict-s-v00@openssh.com';
    const markers = this.#first && this.#options.strict !== false ? [marker] : [];
    const [cipher, mac] = [[this.suite.cipher], [this.suite.mac]];
    const compression = [this.suite.compression ?? 'none'];
    this.ownInit = encodeMessage(KexInit, {
      cookie: new Uint8Array(16),
      kexAlgorithms: [this.kexName, ...markers],
      serverHostKeyAlgorithms: ['ssh-ed25519'],
      encryptionClientToServer: cipher,
      encryptionServerToClient: cipher,
      macClientToServer: mac,
      macServerToClient: mac,
      compressionClientToServer: compression,
      compressionServerToClient: compression,
      languagesClientToServer: [],
      languagesServerToClient: [],
      firstKexPacketFollows: false,
      ...overrides,
    });
    return this.ownInit;
  }

  /** Version and KEXINIT. */
  async begin(overrides: Partial<KexInit> = {}): Promise<void> {
    await this.version();
    await this.send(this.kexInit(overrides));
  }

  /** Client: our share. */
  async init(): Promise<Uint8Array> {
    this.start = await this.#method.start();
    return this.#family.encodeInit(this.start.share);
  }

  /** Server: our answer to the share that came, changed as asked. */
  async reply(overrides: ReplyOverrides = {}): Promise<Uint8Array> {
    const method = this.#method;
    const key = hostKeys[overrides.signer ?? this.#hostKeyIndex];
    const hostKey = overrides.hostKey ?? hostKeys[this.#hostKeyIndex]?.publicKey.blob;
    if (key === undefined || hostKey === undefined) throw new Error('no host key');
    const { share, secret } = await method.respond(this.#peerShare);
    const result = this.conclude(method, { hostKey, clientShare: this.#peerShare, serverShare: share }, secret);
    const data = overrides.signed ?? result.exchangeHash;
    const signature =
      overrides.signature ?? (await signWith(crypto, key, data, overrides.algorithm ?? key.algorithms[0] ?? ''));
    return this.#family.encodeReply({ hostKey, share: overrides.share ?? share, signature });
  }

  newKeys(): Uint8Array {
    return encodeMessage(NewKeys, {});
  }

  /** Our direction uses the new keys from now on. */
  switchKeys(): void {
    const keys = this.#keys(this.#options.role);
    this.protection = keys.suite.seal(crypto, keys.keys);
    this.sealer.install(this.protection, { resetSequence: this.#options.strict !== false });
    this.sealer.deflateWith(keys.compression === 'zlib' ? payloadDeflater(zlib()) : undefined);
    this.#first = false;
  }

  /** The whole rest of an exchange after `begin`, without faults. */
  async finish(): Promise<void> {
    await this.send(this.#options.role === 'client' ? await this.init() : await this.reply());
    await this.send(this.newKeys());
    this.switchKeys();
  }

  /** Notes what an exchange came to, so that keys may be switched. */
  conclude(
    method: ConcludingMethod,
    shares: { readonly hostKey: Uint8Array; readonly clientShare: Uint8Array; readonly serverShare: Uint8Array },
    secret: Uint8Array,
  ): ExchangeResult {
    const transcript = this.#transcript(shares.hostKey, shares.clientShare, shares.serverShare);
    this.result = concludeExchange(method, transcript, secret);
    this.#sessionId ??= this.result.exchangeHash;
    return this.result;
  }

  get #method(): ShareMethod {
    if (this.method === undefined) throw new Error(`${this.kexName} has other messages`);
    return this.method;
  }

  get #family(): KexFamily {
    return this.#method.family;
  }

  async #received(payload: Uint8Array): Promise<void> {
    this.inbox.push(payload);
    if (payload[0] === KexInit.number) this.peerInit = payload;
    const number = payload[0] as number;
    if (this.method?.family.initTable.messages.has(number)) this.#peerShare = this.#family.decodeInit(payload);
    if (this.method?.family.replyTable.messages.has(number)) await this.#replied(payload);
    if (payload[0] === NewKeys.number) {
      const keys = this.#keys(this.#options.role === 'client' ? 'server' : 'client');
      this.opener.install(keys.suite.open(crypto, keys.keys), { resetSequence: this.#options.strict !== false });
      this.opener.inflateWith(keys.compression === 'zlib' ? payloadInflater(zlib(), defaultLimits) : undefined);
    }
  }

  async #replied(payload: Uint8Array): Promise<void> {
    const method = this.#method;
    const { hostKey, share } = this.#family.decodeReply(payload);
    if (this.start === undefined) throw new Error('no share was sent');
    const secret = await this.start.finish(share);
    this.conclude(method, { hostKey, clientShare: this.start.share, serverShare: share }, secret);
  }

  #transcript(hostKey: Uint8Array, clientShare: Uint8Array, serverShare: Uint8Array) {
    const client = this.#options.role === 'client';
    const [own, peer] = [encodeUtf8(this.#version), encodeUtf8(this.remoteVersion)];
    return {
      clientVersion: client ? own : peer,
      serverVersion: client ? peer : own,
      clientKexInit: client ? this.ownInit : this.peerInit,
      serverKexInit: client ? this.peerInit : this.ownInit,
      hostKey,
      clientShare,
      serverShare,
    };
  }

  #keys(sender: 'client' | 'server') {
    const { result } = this;
    if (result === undefined || this.#sessionId === undefined) throw new Error('no exchange is done');
    const { cipher, mac, compression } =
      sender === this.#options.role ? this.suite : (this.suiteOfEngine ?? this.suite);
    const suite = suiteFor(cipher, mac);
    return { suite, compression, keys: deriveKeys(result, this.#sessionId, suite, sender) };
  }
}

function zlib(): NonNullable<typeof crypto.zlib> {
  if (crypto.zlib === undefined) throw new Error('no zlib');
  return crypto.zlib;
}

/** The reason code of the last DISCONNECT that the engine sent, if it sent one. */
export function disconnectReason(peer: RawPeer): number | undefined {
  const payload = peer.inbox.findLast(candidate => candidate[0] === 1);
  return payload === undefined ? undefined : new DataView(payload.buffer, payload.byteOffset).getUint32(1);
}

export function proposalOf(payload: Uint8Array): KexInit {
  return decodeMessage(KexInit, payload);
}
