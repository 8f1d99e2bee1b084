/** Strict key exchange, one message too many at every place: the raw peer against our server and our client. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { payload, RawPeer, u32 } from '@nacre/testkit';

import { assertContained, Victim } from './victim.js';

const PROTOCOL_ERROR = 2;
const DISCONNECT = 1;
const AT_A_TIME = 4;
const NUMBERS = Array.from({ length: 256 }, (_, number) => number);

/** Bodies of messages that would be legal without strict key exchange, so that nothing but their place is wrong. */
const wellFormed: Readonly<Record<number, Buffer>> = {
  2: payload('padding'),
  3: payload(u32(0)),
  4: payload(0, 'a debug message', ''),
  7: payload(u32(1), 'server-sig-algs', 'ssh-ed25519'),
};
/** So many attacks run at a time, each with the memory of one. */
const SWEEP = { memoryGrowth: AT_A_TIME * 8 * 1024 * 1024 };

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.start();
});
afterAll(() => victim.stop());

interface Place {
  readonly name: string;
  /** The message that belongs there. */
  readonly expected: number;
  /** Goes as far as the place, on either side. */
  readonly reach: (peer: RawPeer) => Promise<void>;
  /** What has to follow for the peer to know that the exchange is strict. */
  readonly follow?: (peer: RawPeer) => void;
}

const beforeKexInit: Place = {
  name: 'before KEXINIT',
  expected: 20,
  reach: async peer => {
    peer.sendVersion();
    await peer.version();
  },
  follow: peer => peer.sendKexInit(),
};

async function reachKexInit(peer: RawPeer): Promise<void> {
  await beforeKexInit.reach(peer);
  peer.sendKexInit();
  await peer.receiveKexInit();
}

const asClient: readonly Place[] = [
  beforeKexInit,
  { name: 'after KEXINIT', expected: 30, reach: reachKexInit },
  {
    name: 'after the reply',
    expected: 21,
    reach: async peer => {
      await reachKexInit(peer);
      peer.sendEcdhInit();
      await peer.receiveEcdhReply();
    },
  },
];

const asServer: readonly Place[] = [
  beforeKexInit,
  { name: 'after KEXINIT', expected: 31, reach: reachKexInit },
  {
    name: 'after the reply',
    expected: 21,
    reach: async peer => {
      await reachKexInit(peer);
      await peer.answerEcdhInit();
    },
  },
];

/** Sends `number` at the place; true if that was refused as a breach of the protocol. */
async function intrude(peer: RawPeer, place: Place, number: number): Promise<boolean> {
  await place.reach(peer);
  peer.sendPlain(payload(number, wellFormed[number] ?? Buffer.alloc(16)));
  place.follow?.(peer);
  const reason = await peer.refused(1000);
  peer.close();
  return reason === PROTOCOL_ERROR;
}

/** The numbers that were not refused as they must be. */
async function sweep(place: Place, one: (number: number) => Promise<boolean>): Promise<readonly string[]> {
  const wrong: string[] = [];
  const numbers = NUMBERS.filter(number => number !== place.expected && number !== DISCONNECT);
  for (let at = 0; at < numbers.length; at += AT_A_TIME) {
    const results = numbers.slice(at, at + AT_A_TIME).map(async number => {
      const good = await one(number).catch((error: unknown) => String(error));
      if (good !== true) wrong.push(`${number}: ${good === false ? 'another reason' : good}`);
    });
    await Promise.all(results);
  }
  return wrong;
}

describe('[SEC-031] our server refuses every message but the expected one', () => {
  test.each(asClient)('$name', async place => {
    await assertContained(
      victim,
      async () => {
        const wrong = await sweep(place, async number => intrude(await RawPeer.connect(victim.port), place, number));
        expect(wrong).toEqual([]);
      },
      SWEEP,
    );
  });

  test.each(asClient)('and takes a DISCONNECT without an answer: $name', async place => {
    await assertContained(victim, async () => {
      const peer = await RawPeer.connect(victim.port);
      await place.reach(peer);
      peer.send(DISCONNECT, Buffer.from([0, 0, 0, 11]), 'bye', '');
      await peer.expect('close', 1000);
      expect(peer.seen.map(message => message.number)).not.toContain(DISCONNECT);
    });
  });
});

describe('[SEC-031] our client refuses every message but the expected one', () => {
  test.each(asServer)('$name', async place => {
    const listener = await RawPeer.listen();
    await assertContained(
      victim,
      async () => {
        const wrong = await sweep(place, async number => {
          const connecting = victim.connect({ port: listener.port });
          const refused = await intrude(await listener.accept(), place, number);
          const result = await connecting;
          return refused && !result.connected && result.code === 'PROTOCOL_ERROR';
        });
        expect(wrong).toEqual([]);
      },
      SWEEP,
    );
    listener.close();
  });
});

describe('[SEC-031] sequence numbers start again at NEWKEYS', () => {
  test.each(['chacha20-poly1305@openssh.com', 'aes256-ctr'] as const)('in both directions: %s', async cipher => {
    await assertContained(victim, async () => {
      const peer = await RawPeer.connect(victim.port);
      await peer.kex({ cipher });
      expect(peer.strict).toBe(true);
      await peer.service(); // its sequence number is in the nonce or under the MAC
      expect(peer.stream.sequences.out).toBe(1);
      peer.close();
      return peer.secrets;
    });
  });

  test('and one that does not is refused', async () => {
    await assertContained(victim, async () => {
      const peer = await RawPeer.connect(victim.port);
      await peer.kex({ cipher: 'chacha20-poly1305@openssh.com' });
      peer.skipSeq(3);
      peer.send(5, 'ssh-userauth');
      await peer.expect('close', 1000);
      expect(peer.seen.map(message => message.number)).not.toContain(6);
    });
  });
});
