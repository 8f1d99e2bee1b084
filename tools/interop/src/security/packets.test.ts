/** Packets that claim what cannot be: the raw peer as client against our server. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type RawCipher, RawPeer } from '@nacre/testkit';

import { assertContained, Victim } from './victim.js';

const MIB = 1024 * 1024;
const CIPHERS: readonly RawCipher[] = [
  'aes256-gcm@openssh.com',
  'aes128-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes256-ctr',
];
/** 'none' is the time before the first key exchange. */
type State = RawCipher | 'none';
const STATES: readonly State[] = ['none', ...CIPHERS];
const PROTOCOL_ERROR = 2;
const MAC_ERROR = 5;

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.start();
});
afterAll(() => victim.stop());

/** A client that has got so far that its next packet is protected as `state` says. */
async function peerIn(state: State): Promise<RawPeer> {
  const peer = await RawPeer.connect(victim.port);
  if (state === 'none') {
    peer.sendVersion();
    await peer.version();
  } else await peer.kex({ cipher: state });
  return peer;
}

async function growth(attack: () => Promise<void>): Promise<number> {
  await victim.reset();
  await attack();
  return (await victim.report()).memoryGrowth;
}

/** Sends one packet with a claimed length and body; the reason of the refusal. */
async function refusal(state: State, length: number, body: Uint8Array): Promise<number> {
  const peer = await peerIn(state);
  peer.stream.sendBody(length, body);
  const reason = await peer.refused(1000);
  peer.close();
  return reason;
}

describe('[SEC-005] a claimed packet length', () => {
  const LENGTHS = [0x7fffffff, 0xffffffff, 0x00040001];

  async function claim(state: State, length: number): Promise<void> {
    const peer = await peerIn(state);
    peer.stream.sendLengthOnly(length);
    expect([PROTOCOL_ERROR, MAC_ERROR]).toContain(await peer.refused(1000));
    peer.close();
  }

  test.each(CIPHERS)('is refused at its fourth byte: %s', async cipher => {
    await assertContained(victim, async () => {
      for (const length of LENGTHS) await claim(cipher, length);
    });
  });

  test('takes no memory, a thousand times', async () => {
    const storm = async (connections: number): Promise<void> => {
      for (let done = 0; done < connections; done += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, i) => claim('none', LENGTHS[i % 3] as number)));
      }
    };
    await assertContained(victim, async () => {
      // the heap of the runtime finds its size in some thousand connections; memory set aside for each would show in every round
      let smallest = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 10 && smallest >= MIB; round++) {
        smallest = Math.min(smallest, await growth(() => storm(1000)));
      }
      expect(smallest).toBeLessThan(MIB);
    });
  });
});

describe.each(STATES)('under %s', state => {
  test('[SEC-006] impossible packet and padding lengths are refused', async () => {
    await assertContained(victim, async () => {
      for (const length of [0, 1, 4, 5, 12]) {
        for (const pad of [0, 3, 255]) {
          const body = Buffer.alloc(length, 2);
          if (length > 0) body[0] = pad;
          expect([PROTOCOL_ERROR, MAC_ERROR], `length ${length}, padding ${pad}`).toContain(
            await refusal(state, length, body),
          );
        }
      }
    });
  });

  test('[SEC-006] lengths that are no multiple of the block size are refused', async () => {
    await assertContained(victim, async () => {
      for (const length of [17, 33, 35, 39]) {
        const body = Buffer.alloc(length, 2);
        body[0] = 4;
        expect([PROTOCOL_ERROR, MAC_ERROR], `length ${length}`).toContain(await refusal(state, length, body));
      }
    });
  });
});

test.each(CIPHERS)('[SEC-007] an empty payload is refused: %s', async cipher => {
  await assertContained(victim, async () => {
    for (const length of [5, 6, 7, 8, 16, 32]) {
      const body = Buffer.alloc(length);
      body[0] = length - 1;
      expect(await refusal(cipher, length, body), `length ${length}`).toBe(PROTOCOL_ERROR);
    }
  });
});
