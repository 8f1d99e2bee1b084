import { describe, expect, test } from 'vitest';

import { ED25519, make, numbers, talk } from '../../test/server.js';
import { client, drain, message } from '../../test/wire.js';
import type { ServerAuthOptions } from './options.js';

/** An Ed25519 key that nobody has. */
const BLOB = message(0, ED25519, new Uint8Array(32).fill(1)).subarray(1);

describe('[SEC-110] messages that only servers send', () => {
  test.each([6, 51, 52, 53, 60, 61, 79, 90])(
    '%d from a client ends the connection and authenticates nobody',
    async number => {
      const seen = await talk(make({ methods: ['none', 'password', 'publickey'] }), [message(number)], () => true);
      expect([seen.events, seen.asked, seen.closed]).toEqual([[], [], { code: 'PROTOCOL_ERROR', disconnect: 2 }]);
    },
  );
});

describe('[SEC-113] one user and one service', () => {
  test('another user name ends the connection', async () => {
    const seen = await talk(make(), [client.password('x', 'alice'), client.password('secret', 'bob')], () => false);
    expect([seen.asked.length, seen.closed]).toEqual([1, { code: 'PROTOCOL_ERROR', disconnect: 2 }]);
  });

  test('another service than ssh-connection ends the connection', async () => {
    const seen = await talk(make(), [message(50, 'alice', 'x', 'password', false, 'secret')], () => true);
    expect([seen.asked, seen.closed]).toEqual([[], { code: 'PROTOCOL_ERROR', disconnect: 7 }]);
  });
});

describe('[SEC-117] attempts of all methods are counted together', () => {
  test('the sixth failure ends the connection', async () => {
    const attempts = [
      client.none(),
      client.password('a'),
      client.probe(ED25519, BLOB),
      client.other('keyboard-interactive', '', ''),
      client.other('x'),
      client.none(),
      client.password('b'),
      client.password('c'),
    ];
    const seen = await talk(make(), attempts);
    expect(numbers(seen)).toEqual([51, 51, 51, 51, 51, 51]);
    expect(seen.closed).toEqual({ code: 'AUTH_FAILED', disconnect: 2 });
    expect(seen.asked).toHaveLength(3);
  });

  test('there is a limit on requests of any outcome', async () => {
    const limits = { requests: 5, probes: 1000, authTries: 1000 };
    const probes = Array.from({ length: 100 }, () => client.probe(ED25519, BLOB));
    const seen = await talk(make({ limits }), probes, () => true);
    expect([numbers(seen).length, seen.closed?.code]).toEqual([5, 'AUTH_FAILED']);
  });

  test('10^5 probes in one connection are impossible', async () => {
    const server = make();
    const probe = client.probe(ED25519, BLOB);
    const seen = await talk(
      server,
      Array.from({ length: 100_000 }, () => probe),
      () => true,
    );
    expect(seen.asked.length).toBeLessThanOrEqual(16);
  });
});

describe('[SEC-119] huge passwords', () => {
  test.each([1025, 64 * 1024, 250_000])('%d bytes are refused like a wrong one, without a check', async length => {
    const seen = await talk(make(), [client.password('x'.repeat(length))], () => true);
    expect([numbers(seen), seen.asked, seen.closed]).toEqual([[51], [], undefined]);
  });

  test('the refusal takes as long as that of a wrong one', async () => {
    const time = (payload: Uint8Array): number | undefined => {
      const server = make({ minimumDelay: 5 });
      server.receive(payload);
      for (const output of drain(server)) if (output.type === 'effect') server.resolve(output.id, false);
      server.tick(100);
      server.tick(100);
      return server.nextTimeout();
    };
    expect(time(client.password('x'.repeat(100_000)))).toBe(105);
    expect(time(client.password('wrong'))).toBe(105);
  });
});

describe('[SEC-120] password change', () => {
  test.each([
    ['', ''],
    ['\0', '\0'],
    ['secret', 'new'],
  ])('%j to %j is refused without a check unless it is turned on', async (old, fresh) => {
    const seen = await talk(make(), [client.changePassword(old, fresh)], () => true);
    expect([numbers(seen), seen.asked]).toEqual([[51], []]);
  });

  test('turned on, the old password is passed to the check; empty ones are refused still', async () => {
    const server = make({ passwordChange: true });
    const seen = await talk(server, [client.changePassword('', ''), client.changePassword('old', 'new')], () => true);
    expect(seen.asked).toEqual([{ type: 'check-password', user: 'alice', password: 'old', newPassword: 'new' }]);
    expect(numbers(seen)).toEqual([51, 52]);
  });
});

describe('methods that are not offered', () => {
  test.each([
    ['none', 'password', client.none()],
    ['password', 'publickey', client.password('secret')],
    ['publickey', 'password', client.probe(ED25519, BLOB)],
    ['keyboard-interactive', 'password', client.other('keyboard-interactive', '', '')],
  ] as const)('%s is refused without a check', async (_method, offered, request) => {
    const seen = await talk(make({ methods: [offered] }), [request], () => true);
    expect([numbers(seen), seen.asked, seen.closed]).toEqual([[51], [], undefined]);
  });
});

describe('passwords', () => {
  test('an empty password is refused without a check unless that is turned on', async () => {
    const off = await talk(make(), [client.password('')], () => true);
    expect([numbers(off), off.asked]).toEqual([[51], []]);
    const on = await talk(make({ dangerous: { emptyPasswords: true } }), [client.password('')], () => true);
    expect(numbers(on)).toEqual([52]);
  });

  test('the bytes of the message belong to the caller and are not touched', async () => {
    const payload = client.password('secret');
    const before = payload.slice();
    await talk(make(), [payload]);
    expect(payload).toEqual(before);
  });

  test('a user name over the limit is refused without a check', async () => {
    const seen = await talk(make(), [client.password('x', 'u'.repeat(257))], () => true);
    expect([numbers(seen), seen.asked]).toEqual([[51], []]);
  });
});

describe('none', () => {
  test('is refused unless it is turned on, and is never listed', async () => {
    const off = await talk(make(), [client.none()], () => true);
    expect([off.written, off.asked]).toEqual([[message(51, 'publickey,password', false)], []]);
    const on = make({ methods: ['none', 'password'] });
    const seen = await talk(on, [client.none(), client.none()], () => false);
    expect(seen.written).toEqual([message(51, 'password', false), message(51, 'password', false)]);
    expect(numbers(await talk(make({ methods: ['none'] }), [client.none()], () => 'guest'))).toEqual([52]);
  });

  test('method names of no sense reach no check', async () => {
    const seen = await talk(make(), [client.other('')], () => true);
    expect([numbers(seen), seen.asked]).toEqual([[51], []]);
    const zero = await talk(make(), [client.other('\0')], () => true);
    expect([zero.asked, zero.closed?.disconnect]).toEqual([[], 2]);
  });
});

describe('one request at a time', () => {
  test('a second request waits for the check of the first, a third ends the connection', () => {
    const server = make();
    server.receive(client.password('first'));
    const [first] = drain(server);
    server.receive(client.password('second'));
    expect([drain(server), server.wantsInput]).toEqual([[], false]);
    if (first?.type !== 'effect') throw new Error('no check');
    server.resolve(first.id, false);
    const outputs = drain(server);
    expect(outputs.map(output => output.type)).toEqual(['event', 'write', 'effect']);
    expect(outputs[2]).toMatchObject({ effect: { password: 'second' } });
    server.receive(client.password('third'));
    server.receive(client.password('fourth'));
    expect(drain(server)).toMatchObject([{ type: 'closed', error: { code: 'PROTOCOL_ERROR', disconnect: 2 } }]);
  });

  test('after success further requests are ignored, one that waited too', () => {
    const server = make();
    server.receive(client.password('right'));
    const [first] = drain(server);
    server.receive(client.password('other'));
    if (first?.type !== 'effect') throw new Error('no check');
    server.resolve(first.id, { id: 1 });
    server.receive(client.password('more'));
    expect(drain(server).map(output => output.type)).toEqual(['write', 'event']);
    expect(server.wantsInput).toBe(true);
  });

  test('an answer after the end does nothing', () => {
    const server = make();
    server.receive(client.password('right'));
    const [first] = drain(server);
    server.end();
    if (first?.type === 'effect') server.resolve(first.id, { id: 1 });
    expect(drain(server)).toEqual([{ type: 'closed', error: undefined }]);
  });
});

describe('the time of a refusal', () => {
  /** The virtual time at which a refusal comes, when the check takes `checkTime`. */
  const refusedAt = (checkTime: number, options: Partial<ServerAuthOptions> = {}): number => {
    const server = make({ minimumDelay: 5, ...options });
    server.receive(client.password('wrong'));
    const [effect] = drain(server);
    expect(server.nextTimeout()).toBe(0);
    server.tick(1000);
    expect(server.nextTimeout()).toBeUndefined();
    if (effect?.type === 'effect') server.resolve(effect.id, false);
    server.tick(1000 + checkTime);
    const due = server.nextTimeout();
    if (due === undefined) return 1000 + checkTime;
    expect(drain(server)).toEqual([]);
    server.tick(due - 0.1);
    expect(drain(server)).toEqual([]);
    server.tick(due);
    expect(drain(server).map(output => output.type)).toEqual(['event', 'write']);
    return due;
  };

  test.each([
    [0, 1005],
    [4.9, 1005],
    [5, 1005],
    [5.1, 1010],
    [11, 1020],
  ])('a check of %d ms is answered at %d', (checkTime, due) => {
    expect(refusedAt(checkTime)).toBe(due);
  });

  test('with a secret it differs from user to user, up to twice the minimum', () => {
    const due = refusedAt(0, { delaySecret: new Uint8Array(16).fill(3) });
    expect(due).toBeGreaterThanOrEqual(1005);
    expect(due).toBeLessThan(1010);
    expect(refusedAt(0, { delaySecret: new Uint8Array(16).fill(4) })).not.toBe(due);
  });

  test('acceptance does not wait', async () => {
    const seen = await talk(make({ minimumDelay: 5 }), [client.password('right')], () => true);
    expect(numbers(seen)).toEqual([52]);
  });
});

test('a malformed request ends the connection, cut at any byte', async () => {
  const whole = client.password('secret');
  for (let length = 1; length < whole.length; length++) {
    const seen = await talk(make(), [whole.subarray(0, length)], () => true);
    expect([seen.asked, seen.closed?.disconnect]).toEqual([[], 2]);
  }
});

test('options that cannot work are misuse', () => {
  expect(() => make({ limits: { authTries: 0 } })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  expect(() => make({ minimumDelay: -1 })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  expect(() => make({ banner: 'x'.repeat(70_000) })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  expect(() => make({ userKeyAlgorithms: ['rot13'] })).toThrow(expect.objectContaining({ code: 'MISUSE' }));
});
