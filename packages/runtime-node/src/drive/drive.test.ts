import { Duplex } from 'node:stream';

import { describe, expect, test } from 'vitest';

import { type EffectId, OutputQueue, type SshError } from '@nacre/core';

import { duplexSource } from '../net/byte-source.js';
import type { DrivenEngine } from './contract.js';
import { Driver } from './drive.js';

type Effect = { readonly ask: string };

/** Echoes what it gets as events, and lets the test queue everything else. */
class ProbeEngine implements DrivenEngine<string, Effect> {
  readonly queue = new OutputQueue<string, Effect>();
  wantsInput = true;
  ended = 0;
  receive(bytes: Uint8Array): void {
    this.queue.event(`got ${bytes.length}`);
  }
  poll() {
    return this.queue.poll();
  }
  resolve(id: EffectId, value: unknown): void {
    this.queue.resolve(id, value);
  }
  reject(id: EffectId, error: unknown): void {
    this.queue.reject(id, error);
  }
  nextTimeout(): undefined {
    return undefined;
  }
  tick(): void {}
  endOfStream(): void {
    this.ended++;
    this.queue.close(undefined);
  }
  fail(error: SshError): void {
    this.queue.close(error);
  }
}

/** A stream whose far side takes bytes only when told to. */
class SlowStream extends Duplex {
  readonly written: Buffer[] = [];
  readonly #open: boolean;
  #release: (() => void) | undefined;
  constructor(open: boolean) {
    super({ highWaterMark: 1024 });
    this.#open = open;
  }
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.written.push(chunk);
    if (this.#open) callback();
    else this.#release = callback;
  }
  takeAll(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
    if (this.#release !== undefined) this.takeAll();
  }
}

function driven(stream: SlowStream, onEffect: (effect: Effect) => unknown = () => undefined) {
  const engine = new ProbeEngine();
  const events: string[] = [];
  const closed: (SshError | undefined)[] = [];
  const hooks = {
    onEvent: (event: string) => void events.push(event),
    onEffect,
    onClosed: (e?: SshError) => void closed.push(e),
  };
  const driver = new Driver(engine, duplexSource(stream), hooks);
  driver.start();
  return { engine, driver, events, closed };
}

const soon = () => new Promise(resolve => setImmediate(resolve));

describe('the driver', () => {
  test('writes, tells events and answers questions in the order of the queue', async () => {
    const order: string[] = [];
    const stream = new SlowStream(true);
    const { engine, driver, events } = driven(stream, ({ ask }) => (order.push(ask), `${ask}!`));
    engine.queue.write(Buffer.from('a'), Buffer.from('b'));
    engine.queue.effect<string>(
      { ask: 'q' },
      answer => order.push(answer),
      () => {},
    );
    engine.queue.event('after');
    driver.flush();
    await soon();
    expect(Buffer.concat(stream.written).toString()).toBe('ab');
    expect([order, events]).toEqual([['q', 'q!'], ['after']]);
  });

  test('passes a throw and a rejection on as reject', async () => {
    const rejected: unknown[] = [];
    const { engine, driver } = driven(new SlowStream(true), ({ ask }) => {
      if (ask === 'throws') throw new Error('thrown');
      return Promise.reject(new Error('rejected'));
    });
    for (const ask of ['throws', 'rejects']) {
      engine.queue.effect(
        { ask },
        () => {},
        error => rejected.push((error as Error).message),
      );
    }
    driver.flush();
    await soon();
    expect(rejected).toEqual(['thrown', 'rejected']);
  });

  test('does not read while the engine is busy', async () => {
    const stream = new SlowStream(true);
    const { engine, driver, events } = driven(stream);
    engine.wantsInput = false;
    driver.flush();
    stream.push('12345');
    await soon();
    expect(events).toEqual([]);
    engine.wantsInput = true;
    driver.flush();
    await soon();
    expect(events).toEqual(['got 5']);
  });

  test('does not read from a peer that takes none of the answers, and goes on when it does', async () => {
    const stream = new SlowStream(false);
    const { engine, driver, events } = driven(stream);
    for (let i = 0; i < 9; i++) engine.queue.write(Buffer.alloc(1024 * 1024));
    driver.flush();
    expect(stream.isPaused()).toBe(true);
    expect(driver.backPressure()).toBeInstanceOf(Promise);
    stream.push('more');
    await soon();
    expect(events).toEqual([]);
    for (let i = 0; i < 20; i++) {
      stream.takeAll();
      await soon();
    }
    expect(events).toEqual(['got 4']);
    expect(driver.backPressure()).toBeUndefined();
  });

  test('an error of the stream closes the engine with its cause, once', async () => {
    const stream = new SlowStream(true);
    const { closed } = driven(stream);
    stream.destroy(new Error('cable'));
    await soon();
    expect(closed).toHaveLength(1);
    expect(closed[0]).toMatchObject({
      code: 'CONNECTION_LOST',
      origin: 'io',
      message: expect.stringContaining('cable'),
    });
  });

  test('the end of the stream reaches the engine, and the driver ends its own side', async () => {
    const stream = new SlowStream(true);
    const { engine, closed } = driven(stream);
    stream.push(null);
    await soon();
    expect(engine.ended).toBe(1);
    expect(closed).toEqual([undefined]);
    expect(stream.writableEnded).toBe(true);
  });
});
