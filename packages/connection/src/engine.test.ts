import { describe, expect, test } from 'vitest';

import { drain, feed, message, messageAnd, numbers, peer, types } from '../test/wire.js';
import { ConnectionEngine } from './engine.js';

const server = () => new ConnectionEngine({ role: 'server' });
const SESSION = { channelType: 'session' } as const;

/** A server with one open channel: ours is 0, the peer's 7. */
function opened(options: { window?: number; maxPacket?: number } = {}): ConnectionEngine {
  const engine = server();
  feed(engine, peer.open(7));
  engine.acceptChannel(0, options);
  drain(engine);
  return engine;
}

describe('opening', () => {
  test('our open has our window and maximum packet, and the confirmation makes it writable', () => {
    const engine = new ConnectionEngine({ role: 'client' });
    const id = engine.openChannel(SESSION, { window: 5, maxPacket: 3 });
    expect(drain(engine).written).toEqual([message(90, 'session', id, 5, 3)]);
    expect(engine.channel(id)).toMatchObject({
      state: 'opening',
      sendWindow: 0,
      openedBy: 'us',
      channelType: 'session',
    });
    expect(feed(engine, peer.confirm(id, 42, 10, 4)).events).toEqual([{ type: 'open-confirmed', channel: id }]);
    expect(engine.channel(id)).toMatchObject({ state: 'open', peerChannel: 42, sendWindow: 10, sendMaxPacket: 4 });
  });

  test('a refused open frees the channel and tells why', () => {
    const engine = new ConnectionEngine({ role: 'client' });
    const id = engine.openChannel(SESSION);
    expect(feed(engine, peer.refuse(id)).events).toEqual([
      { type: 'open-failed', channel: id, reason: 1, description: 'no' },
    ]);
    expect([engine.channels, engine.channel(id)]).toEqual([0, undefined]);
  });

  test('a refusal without its language tag is understood (RFC 4254 section 5.1 has it, some servers leave it out)', () => {
    const engine = new ConnectionEngine({ role: 'client' });
    const id = engine.openChannel(SESSION);
    expect(types(feed(engine, message(92, id, 2, 'no route')))).toEqual(['open-failed']);
  });

  test('an accepted open is confirmed with our window; a rejected one is refused with the reason', () => {
    const engine = server();
    const unknown = messageAnd(Uint8Array.of(1, 2), 90, 'x@y', 8, 1000, 100);
    expect(feed(engine, peer.open(7), unknown).events).toEqual([
      { type: 'channel-open', channel: 0, body: SESSION },
      { type: 'channel-open', channel: 1, body: { channelType: undefined, name: 'x@y', data: Uint8Array.of(1, 2) } },
    ]);
    engine.acceptChannel(0, { window: 300, maxPacket: 200 });
    engine.rejectChannel(1, 3, 'unknown channel type');
    expect(drain(engine).written).toEqual([message(91, 7, 0, 300, 200), message(92, 8, 3, 'unknown channel type', '')]);
    expect(engine.channels).toBe(1);
  });

  test('a wish that cannot be leaves the offer open', () => {
    const engine = server();
    feed(engine, peer.open(7));
    expect(() => engine.acceptChannel(0, { window: 0 })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    expect(() => engine.rejectChannel(0, 1, 'x'.repeat(5000))).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    engine.acceptChannel(0);
    expect(numbers(drain(engine))).toEqual([91]);
  });

  test('closing before the confirmation closes right after it, and the owner hears only of the end', () => {
    const engine = new ConnectionEngine({ role: 'client' });
    const id = engine.openChannel(SESSION);
    engine.closeChannel(id);
    expect(numbers(drain(engine))).toEqual([90]);
    const confirmed = feed(engine, peer.confirm(id, 42));
    expect([confirmed.events, confirmed.written]).toEqual([[], [message(97, 42)]]);
    expect(types(feed(engine, peer.close(id)))).toEqual(['channel-closed']);
  });

  test('numbers are not used again soon after a channel is gone', () => {
    const engine = new ConnectionEngine({ role: 'client' });
    const first = engine.openChannel(SESSION);
    feed(engine, peer.refuse(first));
    expect(engine.openChannel(SESSION)).not.toBe(first);
  });

  test('one channel over our limit is LIMIT_EXCEEDED', () => {
    const engine = new ConnectionEngine({ role: 'client', limits: { channels: 1 } });
    engine.openChannel(SESSION);
    expect(() => engine.openChannel(SESSION)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  });

  test.each([64, 1000])('windows of %d channels shrink down to one packet and stay in the budget', count => {
    const engine = server();
    for (let sender = 0; sender < count; sender++) feed(engine, peer.open(sender));
    const windows = Array.from({ length: count }, (_, id) => engine.channel(id)?.receiveWindow ?? 0);
    expect(windows[0]).toBe(2 * 1024 * 1024);
    expect(Math.min(...windows)).toBeGreaterThanOrEqual(32 * 1024);
    expect(windows.reduce((sum, window) => sum + window, 0)).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  test('a channel that is gone gives its part of the budget back', () => {
    const engine = server();
    for (let sender = 0; sender < 100; sender++) {
      feed(engine, peer.open(sender));
      engine.acceptChannel(sender);
      expect(engine.channel(sender)?.receiveWindow).toBe(2 * 1024 * 1024);
      feed(engine, peer.close(sender));
    }
  });
});

describe('data', () => {
  test('received data is a view of the message, and empty data says nothing', () => {
    const engine = opened();
    const payload = peer.data(0, 'hello');
    const { events } = feed(engine, payload, peer.data(0, ''));
    expect(events).toEqual([{ type: 'data', channel: 0, data: payload.subarray(9) }]);
    expect(events[0]?.type === 'data' && events[0].data.buffer).toBe(payload.buffer);
  });

  test('sent data is not copied, and is split at the maximum packet of the peer', () => {
    const engine = opened();
    const data = new Uint8Array(250).fill(1);
    expect(engine.sendData(0, data)).toBe(250);
    const parts = [engine.poll(), engine.poll(), engine.poll(), engine.poll()];
    expect(parts[0]).toEqual({
      type: 'write',
      parts: [message(94, 7, new Uint8Array(100)).subarray(0, 9), data.subarray(0, 100)],
    });
    expect(parts[0]?.type === 'write' && parts[0].parts[1]?.buffer).toBe(data.buffer);
    expect(parts[2]?.type === 'write' && parts[2].parts[1]?.length).toBe(50);
    expect(parts[3]).toBeUndefined();
  });

  test('we send no message over our own limit, whatever the peer accepts', () => {
    const engine = new ConnectionEngine({ role: 'client', limits: { sendPacket: 10 } });
    const id = engine.openChannel(SESSION);
    feed(engine, peer.confirm(id, 1, 0xffffffff, 0xffffffff));
    engine.sendData(id, new Uint8Array(25));
    expect(drain(engine).written.map(payload => payload.length - 9)).toEqual([10, 10, 5]);
  });

  test('a send into a closed window takes what fits; writable comes once, when there is room', () => {
    const engine = opened();
    expect(engine.sendData(0, new Uint8Array(1001))).toBe(1000);
    expect(engine.sendExtendedData(0, 1, new Uint8Array(1))).toBe(0);
    drain(engine);
    expect(types(feed(engine, peer.adjust(0, 0)))).toEqual([]);
    expect(feed(engine, peer.adjust(0, 5), peer.adjust(0, 5)).events).toEqual([{ type: 'writable', channel: 0 }]);
    expect(engine.sendExtendedData(0, 1, new Uint8Array(3))).toBe(3);
    expect(drain(engine).written).toEqual([message(95, 7, 1, new Uint8Array(3))]);
  });

  test('writable does not come to those who need it not: nothing was cut short, or EOF was sent', () => {
    const engine = opened();
    expect(engine.sendData(0, new Uint8Array(1000))).toBe(1000);
    expect(types(feed(engine, peer.adjust(0, 5)))).toEqual([]);
    expect(engine.sendData(0, new Uint8Array(6))).toBe(5);
    engine.sendEof(0);
    expect(types(feed(engine, peer.adjust(0, 5)))).toEqual([]);
  });

  test('parts are sent back to back and none is copied', () => {
    const engine = opened();
    expect(engine.sendData(0, new Uint8Array(60).fill(1), new Uint8Array(0), new Uint8Array(60).fill(2))).toBe(120);
    const joined = Uint8Array.of(...new Uint8Array(60).fill(1), ...new Uint8Array(60).fill(2));
    expect(drain(engine).written).toEqual([peer.data(7, joined.subarray(0, 100)), peer.data(7, joined.subarray(100))]);
  });

  test('consumed bytes go back as credit when they are half of the window', () => {
    const engine = opened({ window: 10 });
    feed(engine, peer.data(0, 'abcdefgh'));
    engine.consumed(0, 4);
    expect(drain(engine).written).toEqual([]);
    engine.consumed(0, 1);
    expect(drain(engine).written).toEqual([message(93, 7, 5)]);
    engine.consumed(0, 3);
    expect(engine.channel(0)).toMatchObject({ receiveWindow: 7, unread: 0 });
  });

  test("after the end of the peer's data no credit is sent", () => {
    const engine = opened({ window: 10 });
    feed(engine, peer.data(0, 'abcdefghij'), peer.eof(0));
    engine.consumed(0, 10);
    expect(drain(engine).written).toEqual([]);
  });

  test('stderr after EOF of our input arrives: the directions end apart', () => {
    const engine = opened();
    engine.sendEof(0);
    engine.sendEof(0);
    expect(numbers(drain(engine))).toEqual([96]);
    expect(types(feed(engine, peer.extended(0, 1, 'oops'), peer.eof(0)))).toEqual(['extended-data', 'eof']);
    expect(() => engine.sendData(0, new Uint8Array(1))).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});

describe('requests', () => {
  test('replies are matched in order, and requests that want none do not count', () => {
    const engine = opened();
    const first = engine.request(0, { requestType: 'shell' }, true);
    expect(engine.request(0, { requestType: 'signal', signal: 'INT' }, false)).toBeUndefined();
    const second = engine.request(0, { requestType: 'subsystem', name: 'sftp' }, true);
    expect(drain(engine).written).toEqual([
      message(98, 7, 'shell', true),
      message(98, 7, 'signal', false, 'INT'),
      message(98, 7, 'subsystem', true, 'sftp'),
    ]);
    expect(feed(engine, peer.failure(0), peer.success(0)).events).toEqual([
      { type: 'request-reply', channel: 0, token: first, success: false },
      { type: 'request-reply', channel: 0, token: second, success: true },
    ]);
  });

  test('a body that cannot be written leaves no request behind', () => {
    const engine = opened();
    expect(() => engine.request(0, { requestType: 'signal', signal: '\n' }, true)).toThrow();
    expect(() => engine.openChannel({ channelType: undefined, name: 'no name', data: new Uint8Array() })).toThrow();
    expect(engine.channels).toBe(1);
    expect(feed(engine, peer.success(0)).closed?.error?.code).toBe('PROTOCOL_ERROR');
  });

  test('a keepalive is answered by the engine, after the requests before it', () => {
    const engine = opened();
    const { events, written } = feed(engine, peer.request(0), peer.request(0, 'keepalive@openssh.com'));
    expect([events, written]).toEqual([
      [{ type: 'request', channel: 0, body: { requestType: 'shell' }, wantReply: true }],
      [],
    ]);
    engine.replyRequest(0, false);
    expect(drain(engine).written).toEqual([message(100, 7), message(99, 7)]);
    expect(() => engine.replyRequest(0, true)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });

  test('[CON-19] global keepalives are answered, in order with the other global requests', () => {
    const engine = server();
    const { events } = feed(
      engine,
      peer.global('x@y'),
      peer.global('keepalive@openssh.com'),
      peer.global('z@y', false),
    );
    expect(types({ events, written: [], closed: undefined })).toEqual(['global-request', 'global-request']);
    engine.replyGlobalRequest({ request: undefined, name: 'x@y', data: Uint8Array.of(5) });
    expect(drain(engine).written).toEqual([Uint8Array.of(81, 5), Uint8Array.of(81)]);
    engine.globalRequest({ requestName: 'keepalive@openssh.com' }, true);
    expect(drain(engine).written).toEqual([message(80, 'keepalive@openssh.com', true)]);
    expect(types(feed(engine, peer.globalFailure()))).toEqual(['global-reply']);
  });

  test('a success is decoded by the oldest request that waits', () => {
    const engine = server();
    engine.globalRequest({ requestName: undefined, name: 'x@y', data: new Uint8Array() }, true);
    engine.globalRequest({ requestName: 'tcpip-forward', address: '', port: 0 }, true);
    const port = messageAnd(Uint8Array.of(0, 0, 0x0f, 0xb6), 81);
    const replies = feed(engine, port, port).events.map(event => ('reply' in event ? event.reply : event));
    expect(replies).toEqual([
      { request: undefined, name: 'x@y', data: Uint8Array.of(0, 0, 0x0f, 0xb6) },
      { request: 'tcpip-forward', port: 4022 },
    ]);
  });

  test('[PRO-18] a reply to tcpip-forward may name the port, whether or not it was asked for, or none', () => {
    const engine = server();
    for (const port of [0, 4022, 4022]) engine.globalRequest({ requestName: 'tcpip-forward', address: '', port }, true);
    const named = messageAnd(Uint8Array.of(0, 0, 0x0f, 0xb6), 81);
    const { events, closed } = feed(engine, named, named, message(81));
    expect(events.map(event => ('reply' in event ? event.reply : event))).toEqual([
      { request: 'tcpip-forward', port: 4022 },
      { request: 'tcpip-forward', port: 4022 },
      { request: 'tcpip-forward', port: undefined },
    ]);
    expect(closed).toBeUndefined();
    const cut = server();
    cut.globalRequest({ requestName: 'tcpip-forward', address: '', port: 4022 }, true);
    expect(feed(cut, messageAnd(new Uint8Array(3), 81)).closed?.error?.code).toBe('DECODE_ERROR');
  });

  test('exit-status arrives after EOF', () => {
    const engine = opened();
    const { events } = feed(engine, peer.eof(0), messageAnd(Uint8Array.of(0, 0, 0, 3), 98, 0, 'exit-status', false));
    expect(events).toEqual([
      { type: 'eof', channel: 0 },
      { type: 'request', channel: 0, body: { requestType: 'exit-status', status: 3 }, wantReply: false },
    ]);
  });
});

describe('the end', () => {
  test('CLOSE of the peer is answered once, and the channel is gone', () => {
    const engine = opened();
    const { events, written } = feed(engine, peer.close(0));
    expect([events, written, engine.channels]).toEqual([[{ type: 'channel-closed', channel: 0 }], [message(97, 7)], 0]);
  });

  test('what the peer sent before it saw our CLOSE is not delivered, but must fit the window', () => {
    const engine = opened({ window: 10 });
    engine.closeChannel(0);
    engine.closeChannel(0);
    expect(numbers(drain(engine))).toEqual([97]);
    const late = feed(engine, peer.data(0, '12345'), peer.request(0), peer.adjust(0, 1), peer.eof(0), peer.close(0));
    expect([types(late), numbers(late)]).toEqual([['channel-closed'], []]);
    const strict = opened({ window: 10 });
    strict.closeChannel(0);
    expect(feed(strict, peer.data(0, '12345678901')).closed?.error?.code).toBe('PROTOCOL_ERROR');
  });

  test('calls for a channel that is gone do nothing; for one that never was they are misuse', () => {
    const engine = opened();
    feed(engine, peer.close(0));
    const calls = (id: number) => [
      () => engine.sendData(id, new Uint8Array(1)),
      () => engine.sendExtendedData(id, 1, new Uint8Array(1)),
      () => engine.sendEof(id),
      () => engine.closeChannel(id),
      () => engine.request(id, { requestType: 'shell' }, true),
      () => engine.replyRequest(id, true),
      () => engine.consumed(id, 1),
      () => engine.acceptChannel(id),
      () => engine.rejectChannel(id, 1, ''),
    ];
    for (const call of calls(0)) call();
    expect(drain(engine)).toEqual({ events: [], written: [], closed: undefined });
    for (const call of calls(99)) expect(call).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });

  test('after end nothing happens any more', () => {
    const engine = opened();
    engine.end();
    expect([engine.wantsInput, engine.channels]).toEqual([false, 0]);
    expect(feed(engine, peer.data(0, 'x'))).toEqual({ events: [], written: [], closed: { error: undefined } });
    expect(() => engine.openChannel(SESSION)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});

test('only the messages of this layer are accepted', () => {
  const engine = server();
  const accepted = Array.from({ length: 256 }, (_, number) => number).filter(number => engine.accepts(number));
  expect(accepted).toEqual([80, 81, 82, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
  expect(feed(engine, message(83)).closed?.error).toMatchObject({ code: 'PROTOCOL_ERROR', disconnect: 2 });
  expect(feed(server(), new Uint8Array()).closed?.error?.code).toBe('PROTOCOL_ERROR');
});
