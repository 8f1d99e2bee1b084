import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { WINDOW_MAX } from '../limits.js';
import { ReceiveWindow, SendWindow } from './windows.js';

describe('SendWindow', () => {
  test('takes no more than the window, the maximum packet and what is wanted', () => {
    const window = new SendWindow(250, 100);
    expect([window.take(1000), window.take(30), window.take(1000), window.take(1000), window.take(1)]).toEqual([
      100, 30, 100, 20, 0,
    ]);
  });

  test('refuses to grow over 2^32-1 and keeps what it had', () => {
    const window = new SendWindow(1, 100);
    window.add(WINDOW_MAX - 1);
    expect(() => window.add(1)).toThrow(expect.objectContaining({ code: 'PROTOCOL_ERROR', disconnect: 2 }));
    expect(window.available).toBe(WINDOW_MAX);
  });
});

describe('ReceiveWindow', () => {
  test('grants nothing before half of the window is consumed, then all of it', () => {
    const window = new ReceiveWindow(100, 100);
    window.receive(100);
    window.consume(49);
    expect(window.grant()).toBe(0);
    window.consume(11);
    expect(window.grant()).toBe(60);
    expect([window.remaining, window.unread, window.grant()]).toEqual([60, 40, 0]);
  });

  test('a window of one byte goes on', () => {
    const window = new ReceiveWindow(1, 1);
    for (let i = 0; i < 3; i++) {
      window.receive(1);
      window.consume(1);
      expect(window.grant()).toBe(1);
    }
  });

  test.each([
    ['one byte over the window', 100, 1000, 101],
    ['one byte over the maximum packet', 1000, 100, 101],
  ])('refuses %s', (_name, size, maxPacket, bytes) => {
    const window = new ReceiveWindow(size, maxPacket);
    expect(() => window.receive(bytes)).toThrow(expect.objectContaining({ code: 'PROTOCOL_ERROR' }));
    expect(window.remaining).toBe(size);
  });

  test.each([-1, 0.5, 6, Number.NaN])('%d of 5 unread bytes cannot be consumed', bytes => {
    const window = new ReceiveWindow(100, 100);
    window.receive(5);
    expect(() => window.consume(bytes)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });

  test('remaining, unread and ungranted bytes always make the window', () => {
    const step = fc.record({ send: fc.nat(300), consume: fc.nat(300) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.array(step, { maxLength: 100 }), (size, steps) => {
        const window = new ReceiveWindow(size, size);
        let granted = 0;
        let consumed = 0;
        for (const { send, consume } of steps) {
          window.receive(Math.min(send, window.remaining));
          const bytes = Math.min(consume, window.unread);
          window.consume(bytes);
          consumed += bytes;
          granted += window.grant();
          expect(window.remaining + window.unread + (consumed - granted)).toBe(size);
          expect(2 * (consumed - granted)).toBeLessThan(size);
        }
      }),
    );
  });
});
