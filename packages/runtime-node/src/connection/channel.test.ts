import { describe, expect, test } from 'vitest';

import { limitExceeded, SshError } from '@nacre/core';

import { Channel } from './channel.js';
import { channelDuplex } from './channel-duplex.js';
import type { ChannelHost } from './channel-host.js';

/** An engine that has room for `window` bytes, and a record of what it was told. */
function channelWith(window: number) {
  const told: string[] = [];
  const room = { bytes: window };
  const engine = {
    sendData(_id: number, ...parts: readonly Uint8Array[]) {
      const size = Math.min(
        room.bytes,
        parts.reduce((sum, part) => sum + part.length, 0),
      );
      room.bytes -= size;
      if (size > 0) told.push(`data ${size}`);
      return size;
    },
    sendEof: () => void told.push('eof'),
    closeChannel: () => void told.push('close'),
    consumed: (_id: number, bytes: number) => void told.push(`consumed ${bytes}`),
    request: () => {
      throw limitExceeded('pendingRequests', 2, 1, 'local');
    },
  };
  const host = { engine, changed: () => {}, backPressure: () => undefined, reportHandlerError: () => {} };
  return { channel: new Channel(host as unknown as ChannelHost, 0), told, room };
}

describe('a channel', () => {
  test('sends what the window allows, the rest when it opens, and EOF after all of it', async () => {
    const { channel, told, room } = channelWith(10);
    expect(channel.write([new Uint8Array(4), new Uint8Array(4)])).toBeUndefined();
    const waiting = channel.write([new Uint8Array(5), new Uint8Array(3)]) as Promise<void>;
    const ended = channel.end();
    expect(told).toEqual(['data 8', 'data 2']);
    room.bytes = 4;
    channel.onWritable();
    room.bytes = 9;
    channel.onWritable();
    await Promise.all([waiting, ended]);
    expect(told).toEqual(['data 8', 'data 2', 'data 4', 'data 2', 'eof']);
  });

  test('rejects, and does not throw, when a limit stops a request', async () => {
    const answer = channelWith(0).channel.request({ requestType: 'shell' });
    await expect(answer).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  test('shows its handler a request that nobody knows, name and octets as they came', () => {
    const { channel } = channelWith(0);
    const seen: unknown[] = [];
    channel.setRequestHandler(request => seen.push(request) > 0);
    const unknown = { requestType: undefined, name: 'unheard-of@acme.example', data: Uint8Array.of(1, 2, 0xff) };
    channel.onRequest(unknown, false);
    expect(seen).toEqual([unknown]);
  });

  test('rejects what waits when the connection is lost', async () => {
    const { channel } = channelWith(0);
    const waiting = channel.write([new Uint8Array(1)]);
    const lost = new SshError('CONNECTION_LOST', 'gone', { origin: 'io' });
    channel.onClosed(lost);
    await expect(waiting).rejects.toBe(lost);
    await expect(channel.write([new Uint8Array(1)])).rejects.toBe(lost);
    expect(await channel.closed).toBe(lost);
  });
});

describe('a channel as a byte stream', () => {
  test('gives credit for what was read, not for what came', async () => {
    const { channel, told } = channelWith(0);
    const stream = channelDuplex(channel);
    channel.onData(new Uint8Array(3));
    channel.onData(new Uint8Array(5));
    expect(told).toEqual([]);
    expect(await stream.read()).toHaveLength(3);
    expect(told).toEqual(['consumed 3']);
    expect(await stream.read()).toHaveLength(5);
    channel.onEof();
    expect(await stream.read()).toBeUndefined();
  });

  test('hands data that comes later to the read that waits, and fails it when the connection is lost', async () => {
    const { channel } = channelWith(0);
    const stream = channelDuplex(channel);
    const first = stream.read();
    channel.onData(new Uint8Array(2));
    expect(await first).toHaveLength(2);
    const second = stream.read();
    channel.onClosed(new SshError('CONNECTION_LOST', 'gone', { origin: 'io' }));
    await expect(second).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });
});
