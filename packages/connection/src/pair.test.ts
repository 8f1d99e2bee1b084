import { describe, expect, test } from 'vitest';

import { drain } from '../test/wire.js';
import { ConnectionEngine } from './engine.js';
import type { ConnectionLimits } from './limits.js';

/** A side that sends `data` on channel 0, keeps what it gets, and closes when both directions have ended. */
class Side {
  readonly engine: ConnectionEngine;
  readonly received: number[] = [];
  readonly stderr: number[] = [];
  readonly #data: Uint8Array;
  #offset = 0;
  #eofSent = false;

  constructor(role: 'client' | 'server', limits: Partial<ConnectionLimits>, data: Uint8Array) {
    this.engine = new ConnectionEngine({ role, limits });
    this.#data = data;
  }

  push(): void {
    if (this.#eofSent) return;
    this.#offset += this.engine.sendData(0, this.#data.subarray(this.#offset));
    if (this.#offset < this.#data.length) return;
    this.engine.sendEof(0);
    this.#eofSent = true;
  }

  /** Moves what is written to the other side and acts on events; true if there was anything to do. */
  step(other: Side): boolean {
    const { events, written, closed } = drain(this.engine);
    expect(closed).toBeUndefined();
    for (const event of events) {
      if (event.type === 'channel-open') this.engine.acceptChannel(event.channel);
      if (['channel-open', 'open-confirmed', 'writable'].includes(event.type)) this.push();
      if (event.type === 'data' || event.type === 'extended-data') {
        (event.type === 'data' ? this.received : this.stderr).push(...event.data);
        this.engine.consumed(0, event.data.length);
      }
    }
    for (const payload of written) other.engine.receive(payload);
    if (this.engine.channel(0)?.state === 'eof-both') this.engine.closeChannel(0);
    return events.length + written.length > 0;
  }
}

function run(client: Side, server: Side): void {
  client.engine.openChannel({ channelType: 'session' });
  for (let busy = true; busy; ) {
    const forth = client.step(server);
    busy = server.step(client) || forth;
  }
}

describe('two engines', () => {
  const data = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

  test.each([
    [1, 1, 1, 1],
    [7, 3, 5, 2],
    [3, 100, 1000, 7],
    [1 << 20, 1 << 15, 1 << 20, 1 << 15],
  ])(
    'windows and packets %d/%d and %d/%d carry all data both ways, then close',
    (window, maxPacket, window2, maxPacket2) => {
      const client = new Side('client', { window, minimumWindow: window, maxPacket }, data);
      const server = new Side('server', { window: window2, minimumWindow: window2, maxPacket: maxPacket2 }, data);
      run(client, server);
      expect([client.received, server.received]).toEqual([[...data], [...data]]);
      expect([client.engine.channels, server.engine.channels]).toEqual([0, 0]);
    },
  );
});
