/** Two engines back to back in memory, with effects answered. A helper of the tests, not a test. */

import { isSshError, type Output, type SshError } from '@nacre/core';
import { type CryptoProvider, mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import { generateKey, type PrivateKey, signWith } from '@nacre/keys';

import { TransportEngine } from '../src/engine.js';
import type { TransportEffect, TransportEvent } from '../src/events.js';
import type { TransportOptions } from '../src/options.js';

export const crypto: CryptoProvider = mergeProviders(nodeCrypto, nobleCrypto);
if (crypto.random === undefined) throw new Error('no random source');
export const random = crypto.random;

export const hostKeys: readonly PrivateKey[] = await Promise.all([
  generateKey('ed25519', { crypto }),
  generateKey('ecdsa-nistp256', { crypto }),
  generateKey('rsa', { crypto, bits: 2048 }),
]);

export type Overrides = Partial<TransportOptions>;

/** One end: an engine, what it told, and how its questions are answered. */
export class End {
  readonly engine: TransportEngine;
  readonly events: TransportEvent[] = [];
  readonly effects: string[] = [];
  error: SshError | undefined;
  closed = false;
  /** Called instead of the usual answer when set. */
  answer: ((effect: TransportEffect) => unknown) | undefined;
  onEvent: ((event: TransportEvent) => void) | undefined;
  #written: Uint8Array[] = [];

  constructor(options: TransportOptions) {
    this.engine = new TransportEngine(options);
  }

  get payloads(): readonly Uint8Array[] {
    return this.events.flatMap(event => (event.type === 'payload' ? [event.payload] : []));
  }

  count(type: TransportEvent['type']): number {
    return this.events.filter(event => event.type === type).length;
  }

  /** Runs the engine until it waits for input; returns what it wrote. */
  async settle(): Promise<Uint8Array> {
    for (let output = this.engine.poll(); output !== undefined; output = this.engine.poll()) await this.#act(output);
    const written = Buffer.concat(this.#written);
    this.#written = [];
    return new Uint8Array(written);
  }

  async #act(output: Output<TransportEvent, TransportEffect>): Promise<void> {
    switch (output.type) {
      case 'write':
        this.#written.push(...output.parts);
        return;
      case 'event':
        this.events.push(output.event);
        this.onEvent?.(output.event);
        if (output.event.type === 'service-requested') this.engine.acceptService(output.event.service);
        return;
      case 'closed':
        this.closed = true;
        this.error = output.error;
        return;
      case 'effect':
        this.effects.push(output.effect.type === 'compute' ? output.effect.step : output.effect.type);
        try {
          this.engine.resolve(output.id, await (this.answer ?? usualAnswer)(output.effect));
        } catch (error) {
          this.engine.reject(output.id, error);
        }
    }
  }
}

export async function usualAnswer(effect: TransportEffect): Promise<unknown> {
  if (effect.type === 'compute') return effect.run();
  if (effect.type === 'verify-host-key') return undefined;
  const key = hostKeys.find(candidate => Buffer.compare(candidate.publicKey.blob, effect.hostKey) === 0);
  if (key === undefined) throw new Error('no such host key');
  return signWith(crypto, key, effect.data, effect.algorithm);
}

export function clientOptions(overrides: Overrides = {}): TransportOptions {
  return { role: 'client', crypto, random, software: 'NacreTest_1', ...overrides };
}

export function serverOptions(overrides: Overrides = {}): TransportOptions {
  const keys = hostKeys.map(key => ({ blob: key.publicKey.blob, algorithms: key.algorithms }));
  return { role: 'server', crypto, random, software: 'NacreTest_1 with a comment', hostKeys: keys, ...overrides };
}

export interface PairOptions {
  readonly client?: Overrides;
  readonly server?: Overrides;
  /** Bytes handed over at a time; everything at once if left out. */
  readonly chunk?: number;
  /** Changes what travels. */
  readonly tamper?: (bytes: Uint8Array, from: 'client' | 'server') => Uint8Array;
}

export class Pair {
  readonly client: End;
  readonly server: End;
  readonly #options: PairOptions;

  constructor(options: PairOptions = {}) {
    this.#options = options;
    this.client = new End(clientOptions(options.client));
    this.server = new End(serverOptions(options.server));
  }

  /** Carries bytes to and fro until neither side has anything to say. */
  async run(): Promise<void> {
    while (await this.step());
  }

  /** Carries once what both sides have to say; false when that is nothing. */
  async step(): Promise<boolean> {
    const fromClient = await this.client.settle();
    const fromServer = await this.server.settle();
    if (fromClient.length === 0 && fromServer.length === 0) return false;
    await this.#deliver(fromClient, 'client', this.server);
    await this.#deliver(fromServer, 'server', this.client);
    return true;
  }

  /** Runs the first exchange and a service request, so that payloads may travel. */
  async open(): Promise<void> {
    this.client.engine.requestService('ssh-userauth');
    await this.run();
    for (const end of [this.client, this.server]) if (end.error !== undefined) throw end.error;
  }

  async #deliver(bytes: Uint8Array, from: 'client' | 'server', to: End): Promise<void> {
    const sent = this.#options.tamper?.(bytes, from) ?? bytes;
    const chunk = this.#options.chunk ?? Math.max(1, sent.length);
    for (let at = 0; at < sent.length; at += chunk) {
      // a Buffer as Node gives it, spoilt afterwards: proves that nothing borrowed is kept
      const piece = Buffer.from(sent.subarray(at, at + chunk));
      to.engine.receive(piece);
      piece.fill(0xee);
    }
  }
}

export function codeOf(end: End): string {
  return isSshError(end.error) ? end.error.code : end.closed ? 'closed' : 'open';
}

/** A message of the layers above, recognisable by its content. */
export function message(size: number, seed: number): Uint8Array {
  const payload = new Uint8Array(size);
  for (let i = 0; i < size; i++) payload[i] = (i * 31 + seed) & 0xff;
  payload[0] = 94;
  return payload;
}
