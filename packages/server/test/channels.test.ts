/** Windows and channel numbers on a running server, against a client that writes its own packets. */

import { describe, expect, test } from 'vitest';

import { Fields, RawPeer, u32 } from '@nacre/testkit';

import { startServer } from './support.js';

const WINDOW = 2 * 1024 * 1024;
const PACKET = 32 * 1024;

/** A client that is logged in, and its session channel with our number of it. */
async function opened(
  port: number,
  window: number,
  maxPacket: number,
): Promise<{ readonly peer: RawPeer; readonly channel: Uint8Array; readonly confirmed: Fields }> {
  const peer = await RawPeer.connect(port);
  await peer.kex();
  await peer.service();
  peer.send(50, 'alice', 'ssh-connection', 'password', 0, 'correct horse');
  await peer.expect(52);
  peer.send(90, 'session', u32(5), u32(window), u32(maxPacket));
  const confirmed = new Fields((await peer.expect(91)).payload.subarray(1));
  expect(confirmed.u32()).toBe(5);
  return { peer, channel: u32(confirmed.u32()), confirmed };
}

/** The data of the next message for our channel. */
async function data(peer: RawPeer): Promise<number> {
  const fields = new Fields((await peer.expect(94)).payload.subarray(1));
  fields.u32();
  return fields.str().length;
}

describe('[PRO-11] windows', () => {
  test('the server grants 2 MiB in packets of 32 KiB, and more once half of it is used', async () => {
    const exec = ({ stdin }: { stdin: NodeJS.ReadableStream }) => {
      stdin.resume();
      return new Promise<void>(() => {});
    };
    const { port } = await startServer({ session: { exec } });
    const { peer, channel, confirmed } = await opened(port, 0, PACKET);
    expect([confirmed.u32(), confirmed.u32()]).toEqual([WINDOW, PACKET]);
    peer.send(98, channel, 'exec', 1, 'swallow');
    await peer.expect(99);
    const chunk = 'x'.repeat(PACKET);
    for (let sent = 0; sent < WINDOW / 2 - PACKET; sent += PACKET) peer.send(94, channel, chunk);
    peer.send(80, 'keepalive@openssh.com', 1);
    await peer.expect(81); // and no window adjust before it
    peer.send(94, channel, chunk);
    const adjust = new Fields((await peer.expect(93)).payload.subarray(1));
    expect([adjust.u32(), adjust.u32()]).toEqual([5, WINDOW / 2]);
    peer.close();
  });

  test('what it sends fits the packets and the window of the client', async () => {
    const exec = async ({ stdout }: { stdout: NodeJS.WritableStream }) => void stdout.write('y'.repeat(1000));
    const { port } = await startServer({ session: { exec } });
    const { peer, channel } = await opened(port, 250, 100);
    peer.send(98, channel, 'exec', 1, 'write');
    await peer.expect(99);
    expect([await data(peer), await data(peer), await data(peer)]).toEqual([100, 100, 50]);
    peer.send(80, 'keepalive@openssh.com', 1);
    await peer.expect(81); // nothing more came before it
    peer.send(93, channel, u32(1000));
    let rest = 0;
    while (rest < 750) rest += await data(peer);
    expect(rest).toBe(750);
    peer.close();
  });

  test.each([
    ['more than the window', WINDOW / PACKET + 1, PACKET],
    ['more than a packet', 1, PACKET + 1],
  ])('%s is a protocol error', async (_, count, size) => {
    const { port } = await startServer({ session: { exec: () => new Promise(() => {}) } }); // reads nothing
    const { peer, channel } = await opened(port, 0, PACKET);
    peer.send(98, channel, 'exec', 1, 'hold');
    await peer.expect(99);
    for (let i = 0; i < count; i++) peer.send(94, channel, 'x'.repeat(size));
    expect(await peer.refused()).toBe(2);
  });
});

describe('[PRO-12] channel numbers', () => {
  const unknown = u32(77);
  test.each<[string, readonly (number | string | Uint8Array)[]]>([
    ['data', [94, unknown, 'x']],
    ['extended data', [95, unknown, u32(1), 'x']],
    ['window adjust', [93, unknown, u32(1)]],
    ['EOF', [96, unknown]],
    ['close', [97, unknown]],
    ['a request', [98, unknown, 'exec', 1, 'true']],
    ['an answer', [99, unknown]],
    ['a confirmation', [91, unknown, u32(1), u32(1), u32(1)]],
    ['a refusal', [92, unknown, u32(1), 'no', '']],
  ])('%s for a channel that does not exist is a protocol error', async (_, message) => {
    const { port } = await startServer();
    const { peer } = await opened(port, 1000, 1000);
    peer.send(...message);
    expect(await peer.refused()).toBe(2);
  });

  test.each<[string, readonly number[]]>([
    ['data after EOF', [96, 94]],
    ['EOF twice', [96, 96]],
    ['data after close', [97, 94]],
    ['close twice', [97, 97]],
  ])('%s never gets through', async (_, numbers) => {
    const { port } = await startServer();
    const { peer, channel } = await opened(port, 1000, 1000);
    for (const number of numbers) peer.send(number, channel, ...(number === 94 ? ['x'] : []));
    if (numbers[1] === 96) {
      // what was said twice is no fault of the kind that harms: the channel lives until its close
      peer.send(97, channel);
      await peer.expect(97);
    } else expect(await peer.refused()).toBe(2);
    peer.close();
  });

  test('the end of one channel leaves the others alone, and its number is not used again soon', async () => {
    const { port } = await startServer();
    const { peer, channel } = await opened(port, 1000, 1000);
    peer.send(97, channel);
    await peer.expect(97);
    peer.send(90, 'session', u32(6), u32(1000), u32(1000));
    const fields = new Fields((await peer.expect(91)).payload.subarray(1));
    expect(fields.u32()).toBe(6);
    const next = u32(fields.u32());
    expect(Buffer.compare(next, channel)).not.toBe(0);
    peer.send(98, next, 'exec', 1, 'true');
    await peer.expect(99);
    peer.close();
  });
});
