/** A man in the middle of the first key exchange: between our client and our server, and as a server of our client. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type MiddleDirection, payload, RawMiddle, RawPeer, u32 } from '@nacre/testkit';

import { assertContained, Victim } from './victim.js';
import { USER } from './victim-protocol.js';

const NEWKEYS = 21;
const ignore = payload(2, '');
const extInfo = payload(7, u32(1), 'server-sig-algs', 'ssh-rsa');

const TAG_LENGTHS = {
  'chacha20-poly1305@openssh.com': undefined,
  'aes256-gcm@openssh.com': 16,
  'aes256-ctr': 32,
} as const;
const DIRECTIONS: readonly MiddleDirection[] = ['to client', 'to server'];

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.start();
});
afterAll(() => victim.stop());

/** Puts messages in front of NEWKEYS in one direction. */
function before(direction: MiddleDirection, messages: readonly Uint8Array[]) {
  return (at: MiddleDirection, message: Buffer): readonly Uint8Array[] =>
    at === direction && message[0] === NEWKEYS ? [...messages, message] : [message];
}

function truncationCases() {
  const ciphers = Object.entries(TAG_LENGTHS);
  return ciphers.flatMap(([cipher, tagLength]) =>
    DIRECTIONS.flatMap(direction => [1, 2, 3].map(count => ({ cipher, tagLength, direction, count }))),
  );
}

describe('[SEC-030] packets lost at the start of the encrypted stream are noticed', () => {
  test.each(truncationCases())(
    '$count packets $direction, $cipher',
    async ({ cipher, tagLength, direction, count }) => {
      const middle = await RawMiddle.start(victim.port, {
        edit: before(
          direction,
          Array.from({ length: count }, () => ignore),
        ),
        drop: { [direction]: count },
        ...(tagLength !== undefined && { tagLength }),
      });
      await assertContained(victim, async () => {
        const result = await victim.connect({ port: middle.port, cipher });
        expect(result.connected).toBe(false);
        if (direction === 'to client') expect(result).toMatchObject({ code: 'PROTOCOL_ERROR', message: /strict/i });
        else expect(result).toMatchObject({ code: 'DISCONNECTED', message: /strict/i });
      });
      middle.close();
    },
  );

  test('the same way through without an attacker works', async () => {
    const middle = await RawMiddle.start(victim.port, {});
    await assertContained(
      victim,
      async () => {
        expect(await victim.connect({ port: middle.port })).toEqual({ connected: true });
      },
      { handlers: [`password ${USER}`] },
    );
    middle.close();
  });

  test('a server without strict key exchange and a cipher that needs it: the client warns', async () => {
    const listener = await RawPeer.listen();
    await assertContained(victim, async () => {
      const connecting = victim.connect({ port: listener.port, cipher: 'chacha20-poly1305@openssh.com' });
      const peer = await listener.accept();
      await peer.kex({ cipher: 'chacha20-poly1305@openssh.com', strict: false });
      peer.close();
      expect((await connecting).connected).toBe(false);
      expect((await victim.report()).output).toMatch(/level: 'warn',\s+name: 'terrapin'/);
      return peer.secrets;
    });
    listener.close();
  });
});

describe('[SEC-034] extension info in clear is never applied', () => {
  test('between our client and our server the connection fails', async () => {
    const middle = await RawMiddle.start(victim.port, { edit: before('to client', [extInfo]) });
    await assertContained(victim, async () => {
      const result = await victim.connect({ port: middle.port, rsa: true });
      expect(result).toMatchObject({ connected: false, code: 'PROTOCOL_ERROR', message: /strict/i });
    });
    middle.close();
  });

  test.each([true, false])('from a server, strict %s', async strict => {
    const listener = await RawPeer.listen();
    await assertContained(victim, async () => {
      const connecting = victim.connect({ port: listener.port, rsa: true });
      const peer = await listener.accept();
      peer.sendVersion();
      await peer.version();
      peer.sendKexInit({ strict });
      await peer.receiveKexInit();
      await peer.answerEcdhInit();
      peer.sendPlain(extInfo);
      peer.sendNewKeys();
      expect(await peer.refused(1000)).toBe(2);
      expect(peer.seen.map(message => message.number)).not.toContain(50);
      expect(await connecting).toMatchObject({ connected: false, code: 'PROTOCOL_ERROR' });
    });
    listener.close();
  });
});
