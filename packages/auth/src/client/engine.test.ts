import { describe, expect, test } from 'vitest';

import { client, drain, message, server, signedData } from '../../test/wire.js';
import { ClientAuth } from './engine.js';
import type { ClientAuthEffect, ClientAuthEvent, ClientAuthOptions, ClientCredential } from './options.js';

const SESSION_ID = new Uint8Array(32).fill(5);
const BLOB = Uint8Array.of(1, 2, 3);
const KEY: ClientCredential = {
  type: 'publickey',
  publicKey: BLOB,
  algorithms: ['ssh-ed25519'],
  fingerprint: 'SHA256:x',
};
const PASSWORD: ClientCredential = { type: 'password' };
const SIGNATURE = Uint8Array.of(9, 9);

function start(
  credentials: readonly ClientCredential[] = [KEY, PASSWORD],
  options: Partial<ClientAuthOptions> = {},
): ClientAuth {
  const engine = new ClientAuth({ user: 'alice', sessionId: SESSION_ID, credentials, ...options });
  engine.start();
  return engine;
}

interface Seen {
  readonly written: readonly Uint8Array[];
  readonly events: readonly ClientAuthEvent[];
  readonly asked: readonly ClientAuthEffect[];
  readonly closed: { readonly code: string | undefined; readonly disconnect: number | undefined } | undefined;
  readonly message: string | undefined;
}

/** Gives the messages one by one; effects are answered at once, with `answer` or with what fits. */
function talk(
  engine: ClientAuth,
  payloads: readonly Uint8Array[],
  answer?: (effect: ClientAuthEffect) => unknown,
): Seen {
  const written: Uint8Array[] = [];
  const events: ClientAuthEvent[] = [];
  const asked: ClientAuthEffect[] = [];
  let closed: Seen['closed'];
  let text: string | undefined;
  const settle = () => {
    for (let outputs = drain(engine); outputs.length > 0; outputs = drain(engine)) {
      for (const output of outputs) {
        if (output.type === 'write') written.push(output.payload);
        else if (output.type === 'event') events.push(output.event);
        else if (output.type === 'closed') {
          closed = { code: output.error?.code, disconnect: output.error?.disconnect };
          text = output.error?.message;
        } else {
          asked.push(output.effect);
          if (answer !== undefined) engine.resolve(output.id, answer(output.effect));
          else engine.resolve(output.id, output.effect.type === 'sign' ? SIGNATURE : `pass${output.effect.attempt}`);
        }
      }
    }
  };
  settle();
  for (const payload of payloads) {
    engine.receive(payload);
    settle();
  }
  return { written, events, asked, closed, message: text };
}

const LIST = server.failure('publickey,password');
const PROBE = client.probe('ssh-ed25519', BLOB);

test('the messages of a login are those of RFC 4252, byte for byte', () => {
  const seen = talk(start(), [
    LIST,
    server.keyOk('ssh-ed25519', BLOB),
    server.failure('password', true),
    server.success(),
  ]);
  expect(seen.written).toEqual([
    client.none(),
    PROBE,
    client.signed('ssh-ed25519', BLOB, SIGNATURE),
    client.password('pass1'),
  ]);
  expect(seen.asked).toEqual([
    {
      type: 'sign',
      credential: 0,
      algorithm: 'ssh-ed25519',
      data: signedData(SESSION_ID, 'alice', 'ssh-ed25519', BLOB),
    },
    { type: 'password', credential: 1, attempt: 1 },
  ]);
  expect(seen.events).toMatchObject([{ type: 'authenticated', method: 'password', credential: 1 }]);
  const report = seen.events[0]?.type === 'authenticated' ? seen.events[0].report : undefined;
  expect(report?.tries.map(entry => [entry.method, entry.answer])).toEqual([
    ['none', 'refused'],
    ['publickey', 'partial'],
    ['password', 'accepted'],
  ]);
});

test('[AUTH-26] after partial success only what the new list has is tried, and a key is not used twice', () => {
  const second: ClientCredential = { ...KEY, publicKey: Uint8Array.of(4), fingerprint: 'SHA256:y' };
  const seen = talk(start([KEY, PASSWORD, second]), [
    LIST,
    server.keyOk('ssh-ed25519', BLOB),
    server.failure('publickey', true),
    server.keyOk('ssh-ed25519', Uint8Array.of(4)),
    server.success(),
  ]);
  expect(seen.written.slice(3)).toEqual([
    client.probe('ssh-ed25519', Uint8Array.of(4)),
    client.signed('ssh-ed25519', Uint8Array.of(4), SIGNATURE),
  ]);
  expect(seen.events).toMatchObject([{ type: 'authenticated', credential: 2 }]);
});

test('after partial success a key that was refused before is tried again', () => {
  const second: ClientCredential = { ...KEY, publicKey: Uint8Array.of(4), fingerprint: 'SHA256:y' };
  const seen = talk(start([KEY, second]), [
    LIST,
    server.failure('publickey'),
    server.keyOk('ssh-ed25519', Uint8Array.of(4)),
    server.failure('publickey', true),
  ]);
  expect(seen.written.slice(1)).toEqual([
    PROBE,
    client.probe('ssh-ed25519', Uint8Array.of(4)),
    client.signed('ssh-ed25519', Uint8Array.of(4), SIGNATURE),
    PROBE,
  ]);
});

describe('a certificate whose key has several algorithms', () => {
  const certificate = (...hashes: readonly number[]): ClientCredential => ({
    ...KEY,
    algorithms: hashes.map(bits => `rsa-sha2-${bits}-cert-v01@openssh.com`),
  });
  test.each([
    ['the plain name of the second', ['ssh-ed25519', 'rsa-sha2-256'], 256],
    ['the plain names of both', ['rsa-sha2-256', 'rsa-sha2-512'], 512],
    ['the name of the certificate, as no OpenSSH does', ['rsa-sha2-256-cert-v01@openssh.com'], 256],
  ])('is tried when the server lists %s', (_, serverSigAlgs, bits) => {
    const { written } = talk(start([certificate(512, 256)], { serverSigAlgs }), [LIST]);
    expect(written.slice(1)).toEqual([client.probe(`rsa-sha2-${bits}-cert-v01@openssh.com`, BLOB)]);
  });

  test('is not tried when the server lists another hash, or another type of key', () => {
    for (const serverSigAlgs of [['ssh-rsa'], ['ssh-ed25519'], ['ssh-rsa-cert-v01@openssh.com'], []]) {
      const { written, closed } = talk(start([certificate(512, 256)], { serverSigAlgs }), [LIST]);
      expect([written.length, closed?.code]).toEqual([1, 'AUTH_FAILED']);
    }
  });
});

describe('[SEC-140] a server that asks for nothing', () => {
  test('is refused when there are credentials', () => {
    const seen = talk(start(), [server.success()]);
    expect([seen.events, seen.closed?.code]).toEqual([[], 'AUTH_FAILED']);
    expect(seen.message).toContain('rejectTrivialAuth');
  });

  test('is accepted when that is allowed, or when there are none; the event says none', () => {
    const allowed = talk(start([KEY], { rejectTrivialAuth: false }), [server.success()]);
    expect(allowed.events).toMatchObject([{ type: 'authenticated', method: 'none', credential: undefined }]);
    expect(talk(start([]), [server.success()]).events).toMatchObject([{ type: 'authenticated', method: 'none' }]);
  });
});

describe('[SEC-141] SUCCESS out of place', () => {
  const before = new ClientAuth({ user: 'alice', sessionId: SESSION_ID, credentials: [] });
  const unsigned = (): ClientAuth => {
    const engine = start();
    engine.receive(LIST);
    engine.receive(server.keyOk('ssh-ed25519', BLOB));
    drain(engine);
    return engine;
  };
  const unasked = (): ClientAuth => {
    const engine = start([PASSWORD]);
    engine.receive(LIST);
    drain(engine);
    return engine;
  };
  test.each([
    ['before any request', () => before, []],
    ['after a probe', start, [LIST]],
    ['while we sign', unsigned, []],
    ['while the user types the password', unasked, []],
  ])('%s ends the connection', (_name, make, payloads) => {
    const engine = make();
    for (const payload of payloads) engine.receive(payload);
    drain(engine);
    const seen = talk(engine, [server.success()]);
    expect([seen.events, seen.closed]).toEqual([[], { code: 'PROTOCOL_ERROR', disconnect: 2 }]);
  });

  test('[PRO-23] late answers after success change nothing, up to a limit', () => {
    const late = [server.failure('password'), server.success(), server.failure('', true), message(52, 'junk')];
    const engine = start([]);
    drain(engine);
    const seen = talk(engine, [server.success(), ...late]);
    expect([seen.events.map(event => event.type), seen.written, seen.closed]).toEqual([
      ['authenticated'],
      [],
      undefined,
    ]);
    const flood = Array.from({ length: 21 }, () => server.success());
    expect(talk(start([]), [server.success(), ...flood.slice(1)]).closed).toBeUndefined();
    expect(talk(start([]), [server.success(), ...flood]).closed?.code).toBe('LIMIT_EXCEEDED');
  });

  test('a banner after success ends the connection, too', () => {
    const seen = talk(start([]), [server.success(), server.banner('late')]);
    expect([seen.events.map(event => event.type), seen.closed?.disconnect]).toEqual([['authenticated'], 2]);
  });

  test('with bytes after it is no success', () => {
    const seen = talk(start([]), [message(52, 0)]);
    expect([seen.events, seen.closed?.code]).toEqual([[], 'DECODE_ERROR']);
  });
});

describe('[SEC-142] message 60 means what the current method says', () => {
  test.each([
    ['another key', server.keyOk('ssh-ed25519', Uint8Array.of(1, 2, 4))],
    ['another algorithm', server.keyOk('ssh-rsa', BLOB)],
  ])('approval of %s is a failure of the key: nothing is signed', (_name, ok) => {
    const seen = talk(start([KEY]), [LIST, ok]);
    expect(seen.asked).toEqual([]);
    expect(seen.message).toContain('publickey SHA256:x (ssh-ed25519): not signed, the server approved a different key');
  });

  test('for a password it asks for a change, which fails clearly with the text of the server', () => {
    const seen = talk(start([PASSWORD]), [LIST, server.changePassword('expired\x1b[2J')]);
    expect(seen.message).toContain(
      'password: the password has expired and must be changed on the server (expired\\x1b[2J)',
    );
    expect(seen.message).not.toContain('pass1');
  });

  test.each([
    ['the answer to none', [], server.keyOk('ssh-ed25519', BLOB)],
    ['the answer to a signature', [LIST, server.keyOk('ssh-ed25519', BLOB)], server.keyOk('ssh-ed25519', BLOB)],
    ['a probe, with the layout of a password change', [LIST], message(60, 'change it', '', 'x')],
  ])('instead of %s it ends the connection', (_name, payloads, odd) => {
    const seen = talk(start(), [...payloads, odd]);
    expect(seen.closed?.disconnect).toBe(2);
  });
});

describe('[SEC-144] servers that never come to an end', () => {
  test('partial success forever: given up after 20 attempts', () => {
    const keys = Array.from({ length: 100 }, (_, i): ClientCredential => ({ ...KEY, publicKey: Uint8Array.of(i) }));
    const engine = start(keys);
    const answers = keys.flatMap((_, i) => [
      server.keyOk('ssh-ed25519', Uint8Array.of(i)),
      server.failure('publickey', true),
    ]);
    const seen = talk(engine, [LIST, ...answers]);
    expect(seen.asked).toHaveLength(20);
    expect([seen.closed?.code, seen.message?.includes('given up after 20 attempts')]).toEqual(['AUTH_FAILED', true]);
  });

  test('a password is asked for three times, then the next credential has its turn', () => {
    const no = server.failure('publickey,password');
    const seen = talk(start([PASSWORD, KEY]), [LIST, no, no, no]);
    expect(seen.asked.map(effect => effect.type === 'password' && effect.attempt)).toEqual([1, 2, 3]);
    expect(seen.written.at(-1)).toEqual(PROBE);
  });
});

describe('[SEC-145] banners', () => {
  test('are events, wherever they come before success, and change nothing', () => {
    const seen = talk(start(), [server.banner('one'), LIST, server.banner('two\x1b[2J')]);
    expect(seen.events).toEqual([
      { type: 'banner', message: 'one' },
      { type: 'banner', message: 'two\x1b[2J' },
    ]);
    expect(seen.written).toEqual([client.none(), PROBE]);
  });

  test.each([
    ['10^5 empty ones', Array.from({ length: 100_000 }, () => server.banner(''))],
    ['two of 40 KiB', [server.banner('x'.repeat(40_000)), server.banner('x'.repeat(40_000))]],
    ['one of 1 MiB', [server.banner('x'.repeat(1 << 20))]],
  ])('%s end the connection', (_name, banners) => {
    const seen = talk(start(), banners);
    expect(seen.closed?.disconnect).toBe(2);
    const total = seen.events.reduce((sum, event) => sum + (event.type === 'banner' ? event.message.length : 0), 0);
    expect([total <= 65536, seen.events.length <= 1024]).toEqual([true, true]);
  });
});

describe('our own part', () => {
  test('a signer that fails passes to the next credential, and the report has its reason', () => {
    const engine = start();
    engine.receive(LIST);
    engine.receive(server.keyOk('ssh-ed25519', BLOB));
    const sign = drain(engine).find(output => output.type === 'effect');
    if (sign?.type === 'effect') engine.reject(sign.id, new Error('touch\nnot confirmed'));
    expect(engine.report.tries.at(-1)).toMatchObject({ answer: 'not-signed', detail: 'touch\\x0anot confirmed' });
    expect(drain(engine)).toMatchObject([{ type: 'effect', effect: { type: 'password', credential: 1 } }]);
  });

  test('no password passes to the next credential', () => {
    const seen = talk(start([PASSWORD, KEY]), [LIST], () => undefined);
    expect(seen.written).toEqual([client.none(), PROBE]);
  });

  test.each([
    ['a signature that is text', [KEY], [LIST, server.keyOk('ssh-ed25519', BLOB)], 'text'],
    ['a password that is a number', [PASSWORD], [LIST], 1],
    ['a password over 1024 bytes', [PASSWORD], [LIST], 'x'.repeat(1025)],
  ])('%s closes with MISUSE and sends nothing', (_name, credentials, payloads, answer) => {
    const seen = talk(start(credentials), payloads, () => answer);
    expect(seen.closed?.code).toBe('MISUSE');
    expect(seen.message).not.toContain('xxx');
  });

  test('an answer after the end does nothing', () => {
    const engine = start([PASSWORD]);
    engine.receive(LIST);
    const [, ask] = drain(engine);
    engine.end();
    if (ask?.type === 'effect') engine.resolve(ask.id, 'secret');
    expect(drain(engine)).toEqual([{ type: 'closed', error: undefined }]);
  });

  test('starting twice is misuse', () => {
    expect(() => start().start()).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});

test.each([0, 50, 54, 59, 61, 79, 90])('message %d from the server ends the connection', number => {
  expect(talk(start(), [message(number)]).closed).toEqual({ code: 'PROTOCOL_ERROR', disconnect: 2 });
});

test('a failure cut at any byte ends the connection', () => {
  for (let length = 1; length < LIST.length; length++) {
    expect(talk(start(), [LIST.subarray(0, length)]).closed?.code).toBe('DECODE_ERROR');
  }
});
