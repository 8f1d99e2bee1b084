import { describe, expect, test } from 'vitest';

import { type Engine, OutputQueue, protocolError } from '@nacre/core';

import type { Chunking } from '../wire/chunking.js';
import { unanswered } from './engine-end.js';
import { enginePair } from './engine-pair.js';

type Effect = { readonly type: 'compute'; readonly run: () => unknown } | { readonly type: 'ask' };

/** Answers every byte below 10 with the next number, after a computation; 10 is the end. Times out 100 ms after a start. */
class CountingEngine implements Engine<number, Effect> {
  readonly queue = new OutputQueue<number, Effect>();
  wantsInput = true;
  #deadline: number | undefined;

  start(now: number): void {
    this.#deadline = now + 100;
    this.queue.write(Uint8Array.of(1));
  }
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#onByte(byte);
  }
  #onByte(byte: number): void {
    this.queue.event(byte);
    if (byte === 10) return this.queue.close(undefined);
    this.wantsInput = false;
    const run = (): unknown => (byte % 2 === 0 ? byte + 1 : Promise.resolve(byte + 1));
    this.queue.effect<number>(
      byte === 5 ? { type: 'ask' } : { type: 'compute', run },
      next => this.#send(next),
      () => {},
    );
  }
  #send(next: number): void {
    this.wantsInput = true;
    this.queue.write(Uint8Array.of(next));
    if (next === 10) this.queue.close(undefined);
  }
  poll() {
    return this.queue.poll();
  }
  resolve(id: number, value: unknown): void {
    this.queue.resolve(id, value);
  }
  reject(id: number, error: unknown): void {
    this.queue.reject(id, error);
  }
  nextTimeout(): number | undefined {
    return this.queue.closed ? undefined : this.#deadline;
  }
  tick(now: number): void {
    if (this.#deadline !== undefined && now >= this.#deadline) this.queue.close(protocolError('too late'));
  }
}

describe.each<Chunking>(['whole', 'byte', 42])('chunking %s', chunk => {
  test('shuttles bytes, runs computations, answers questions, and tells both ends', async () => {
    const [client, server] = [new CountingEngine(), new CountingEngine()];
    const ended: string[] = [];
    const onEnd = { client: () => ended.push('client'), server: () => ended.push('server') };
    const pair = enginePair(client, server, { chunk, onEnd, answers: { server: () => Promise.resolve(6) } });
    client.start(pair.clock.now());
    await pair.run();
    expect(pair.server.events).toEqual([1, 3, 5, 7, 9]);
    expect(pair.client.events).toEqual([2, 4, 6, 8, 10]);
    expect(pair.client.closed).toEqual({ error: undefined });
    expect(ended.sort()).toEqual(['client', 'server']);
  });

  test('leaves a question to the test, and time runs out meanwhile', async () => {
    const [client, server] = [new CountingEngine(), new CountingEngine()];
    const pair = enginePair(client, server, { chunk, answers: { server: () => unanswered } });
    client.start(pair.clock.now());
    await pair.run();
    expect(pair.server.waiting.map(({ effect }) => effect.type)).toEqual(['ask']);
    await pair.advance(99);
    expect(pair.client.closed).toBeUndefined();
    await pair.advance(1);
    expect(pair.client.closed?.error?.message).toBe('too late');
  });
});
