import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { AwaitedReplies, OwedReplies } from './replies.js';

describe('AwaitedReplies', () => {
  test('replies belong to requests in their order, whatever the mixture', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), pushes => {
        const replies = new AwaitedReplies(1000);
        const model: number[] = [];
        for (const [token, push] of pushes.entries()) {
          if (push) {
            replies.push(token);
            model.push(token);
          } else if (model.length > 0) {
            expect(replies.take()).toBe(model.shift());
          } else {
            expect(() => replies.take()).toThrow(expect.objectContaining({ code: 'PROTOCOL_ERROR' }));
          }
          expect(replies.length).toBe(model.length);
        }
      }),
    );
  });

  test('one over the limit is refused and does not shift the queue', () => {
    const replies = new AwaitedReplies(1);
    replies.push(7);
    expect(() => replies.push(8)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED', origin: 'local' }));
    expect(replies.take()).toBe(7);
  });
});

describe('OwedReplies', () => {
  test('a reply that is known early waits for those in front of it', () => {
    const replies = new OwedReplies<string>(10);
    replies.push();
    replies.push('early');
    replies.push();
    expect(replies.next()).toBeUndefined();
    expect(replies.settle('first')).toBe(true);
    expect([replies.next(), replies.next(), replies.next()]).toEqual(['first', 'early', undefined]);
    expect(replies.settle('third')).toBe(true);
    expect(replies.settle('nobody asked')).toBe(false);
    expect([replies.next(), replies.next()]).toEqual(['third', undefined]);
  });

  test("one over the limit is the peer's fault", () => {
    const replies = new OwedReplies<string>(1);
    replies.push();
    expect(() => replies.push()).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED', origin: 'peer' }));
  });
});
