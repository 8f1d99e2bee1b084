/** Messages that have no business before login: the raw peer as client against our server. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { payload, RawPeer, str, u32 } from '@nacre/testkit';

import { assertContained, type Containment, Victim } from './victim.js';
import { USER } from './victim-protocol.js';

const PROTOCOL_ERROR = 2;
const SERVICE_NOT_AVAILABLE = 7;
const UNIMPLEMENTED = 3;
const DISCONNECT = 1;
const Success = 52;

const openSession = payload(90, 'session', u32(0), u32(1 << 20), u32(32_768));
const exec = payload(98, u32(0), 'exec', 1, 'id');
const globalRequest = payload(80, 'keepalive@openssh.com', 1);

/** Messages of the connection protocol (RFC 4254 section 9). */
const connectionMessages = new Set([80, 81, 82, ...Array.from({ length: 11 }, (_, index) => 90 + index)]);

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.start();
});
afterAll(() => victim.stop());

const authRequest = (method: string, ...rest: readonly (number | string | Uint8Array)[]): Buffer =>
  payload(50, USER, 'ssh-connection', method, ...rest);

/** How far a client has got. */
const states: Readonly<Record<string, (peer: RawPeer) => Promise<void>>> = {
  'before the key exchange': async peer => {
    peer.sendVersion();
    await peer.version();
    peer.sendKexInit();
    await peer.receiveKexInit();
  },
  'after the key exchange': async peer => void (await peer.kex()),
  'after the service was accepted': async peer => {
    await peer.kex();
    await peer.service();
  },
  'after a failed login': async peer => {
    await peer.kex();
    await peer.service();
    peer.sendEnc(authRequest('none'));
    await peer.expect(51);
  },
};

/** Runs an attack from a state and checks that nothing answered it as if it were legal. */
async function attackFrom(
  state: string,
  messages: readonly Uint8Array[],
  expected: 'refused' | 'not processed',
): Promise<number | undefined> {
  const peer = await RawPeer.connect(victim.port);
  await states[state]?.(peer);
  const before = peer.seen.length;
  for (const message of messages) peer.stream.sendPacket(message);
  const reason = expected === 'refused' ? await peer.refused(1000) : await outcome(peer);
  const answers = peer.seen.slice(before).map(message => message.number);
  expect(answers.filter(number => number === Success || number === 51 || number >= 80)).toEqual([]);
  peer.close();
  return reason;
}

/** The reason of a refusal, or undefined when the server said that it does not know the message. */
async function outcome(peer: RawPeer): Promise<number | undefined> {
  const first = await peer.expect([UNIMPLEMENTED, DISCONNECT], 1000);
  return first.number === DISCONNECT ? peer.refused(1000) : undefined;
}

describe('[SEC-038] channel messages before login reach no handler and end the connection', () => {
  test.each(Object.keys(states))('open and exec, %s', async state => {
    await assertContained(victim, async () => {
      expect(await attackFrom(state, [openSession, exec], 'refused')).toBe(PROTOCOL_ERROR);
    });
  });

  test('open and exec in clear, before KEXINIT', async () => {
    await assertContained(victim, async () => {
      const peer = await RawPeer.connect(victim.port);
      peer.sendVersion();
      await peer.version();
      peer.sendPlain(openSession);
      peer.sendPlain(exec);
      expect(await peer.refused(1000)).toBe(PROTOCOL_ERROR);
    });
  });

  test.each(Object.keys(states))('every number from 80 to 127, %s', async state => {
    await assertContained(victim, async () => {
      for (let number = 80; number < 128; number++) {
        const expected = connectionMessages.has(number) ? 'refused' : 'not processed';
        const reason = await attackFrom(state, [payload(number, Buffer.alloc(16))], expected);
        // a number that nobody has defined may be answered with UNIMPLEMENTED (RFC 4253 section 11.4)
        if (expected === 'refused' || reason !== undefined) expect(reason, `message ${number}`).toBe(PROTOCOL_ERROR);
      }
    });
  });
});

describe('[SEC-110] a client cannot say that it is logged in', () => {
  test.each([52, 51, 53, 60, 6])('message %i instead of a request', async number => {
    await assertContained(victim, async () => {
      const state = 'after the service was accepted';
      const reason = await attackFrom(state, [payload(number, 'ssh-connection', 0, u32(0))], 'not processed');
      if (reason !== undefined) expect(reason).toBe(PROTOCOL_ERROR);
      // and the rest of the attack, in case the message changed something
      await attackFrom(state, [payload(number, 'ssh-connection', 0, u32(0)), openSession, exec], 'refused');
    });
  });
});

describe('[SEC-111] no channel before login is complete', () => {
  const messages = { 'channel open': openSession, 'global request': globalRequest, 'channel request': exec };

  async function afterAuth(requests: readonly Uint8Array[], message: Uint8Array): Promise<void> {
    const peer = await RawPeer.connect(victim.port);
    await peer.kex();
    await peer.service();
    for (const request of requests) {
      peer.sendEnc(request);
      await peer.expect([51, 60, DISCONNECT], 1000);
    }
    peer.sendEnc(message);
    expect(await peer.refused(1000)).toBe(PROTOCOL_ERROR);
    expect(peer.seen.some(seen => seen.number === Success || seen.number > 80)).toBe(false);
    peer.close();
  }

  for (const [name, message] of Object.entries(messages)) {
    test(`${name} right after the service was accepted`, () => contained(() => afterAuth([], message)));
    test(`${name} after a failed none`, () => contained(() => afterAuth([authRequest('none')], message)));
    test(`${name} after an empty method`, () => contained(() => afterAuth([authRequest('')], message)));
    test(`${name} after a method of one zero byte`, () => contained(() => afterAuth([authRequest('\0')], message)));
    test(`${name} after a key was found acceptable`, () =>
      contained(() => afterAuth([authRequest('publickey', 0, 'ssh-ed25519', str(victim.userKey))], message), {
        handlers: [`publickey ${USER}`],
      }));
  }
});

describe('[SEC-112] no login before the service is requested', () => {
  test('a request for login at once', () =>
    contained(async () => {
      const reason = await attackFrom('after the key exchange', [authRequest('password', 0, 'x')], 'not processed');
      if (reason !== undefined) expect([PROTOCOL_ERROR, SERVICE_NOT_AVAILABLE]).toContain(reason);
    }));

  test('the connection service instead of login', () =>
    contained(async () => {
      const reason = await attackFrom('after the key exchange', [payload(5, 'ssh-connection')], 'not processed');
      if (reason !== undefined) expect([PROTOCOL_ERROR, SERVICE_NOT_AVAILABLE]).toContain(reason);
    }));
});

async function contained(attack: () => Promise<void>, allowed?: Containment): Promise<void> {
  await assertContained(victim, attack, allowed);
}
