import { describe, expect, test } from 'vitest';

import { Pending } from './pending.js';

describe('a question to the peer', () => {
  test('settles with its own answer, once', async () => {
    const pending = new Pending<string>();
    const [first, second] = [pending.wait(1, undefined), pending.wait(2, undefined)];
    pending.resolve(2, 'b');
    pending.reject(1, new Error('a'));
    pending.resolve(1, 'late');
    pending.resolve(9, 'nobody asked');
    await expect(first).rejects.toThrow('a');
    expect(await second).toBe('b');
  });

  test('that is given up rejects at once, and its late answer is handed over', async () => {
    const pending = new Pending<string>();
    const stop = new AbortController();
    const late: string[] = [];
    const answer = pending.wait(1, stop.signal, value => late.push(value));
    stop.abort();
    await expect(answer).rejects.toMatchObject({ code: 'ABORTED' });
    pending.resolve(1, 'x');
    expect(late).toEqual(['x']);
  });

  test('that was answered hears no more of its signal', async () => {
    const pending = new Pending<string>();
    const stop = new AbortController();
    const answer = pending.wait(1, stop.signal);
    pending.resolve(1, 'x');
    stop.abort();
    expect(await answer).toBe('x');
  });

  test('rejects with all others when the connection ends', async () => {
    const pending = new Pending<string>();
    const answers = [pending.wait(1, undefined), pending.wait(2, undefined)];
    pending.rejectAll(new Error('gone'));
    for (const answer of answers) await expect(answer).rejects.toThrow('gone');
  });
});
