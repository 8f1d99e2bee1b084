/** Peers that go on sending data between their KEXINIT and their NEWKEYS: taken from those that are known for it, and from nobody else. */

import { describe, expect, test } from 'vitest';

import { codeOf, message } from './pair.js';
import { RawPeer } from './raw-peer.js';

describe('a peer known to send on between its KEXINIT and its NEWKEYS', () => {
  async function sendOn(version: string, payload: Uint8Array, serve = true): Promise<RawPeer> {
    const peer = new RawPeer({ role: 'client' });
    await peer.version(`${version}\r\n`);
    await peer.send(peer.kexInit());
    await peer.finish();
    if (serve) await peer.send(Uint8Array.of(5, 0, 0, 0, 1, 0x78));
    peer.end.engine.authenticated();
    await peer.send(peer.kexInit());
    await peer.send(payload);
    return peer;
  }

  test.each(['SSH-2.0-AsyncSSH_2.10.1', 'SSH-2.0-AsyncSSH_2.0', 'SSH-2.0-AsyncSSH_2.19.0', 'SSH-2.0-AsyncSSH_1.18.1'])(
    '(%s) is let do so, and the exchange goes on',
    async version => {
      const peer = await sendOn(version, message(9, 1));
      await peer.finish();
      await peer.send(message(9, 2));
      expect(peer.end.payloads).toEqual([message(9, 1), message(9, 2)]);
      expect([codeOf(peer.end), peer.end.count('rekeyed')]).toEqual(['open', 1]);
    },
  );

  test.each([
    'SSH-2.0-AsyncSSH_2.20.0',
    'SSH-2.0-AsyncSSH_2.21',
    'SSH-2.0-AsyncSSH_3.0',
    'SSH-2.0-OpenSSH_9.2',
    'SSH-2.0-x AsyncSSH_2.10.1',
  ])('(not so %s) is a matter of its version line', async version => {
    expect(codeOf((await sendOn(version, message(9, 1))).end)).toBe('PROTOCOL_ERROR');
  });

  test('may not send messages of the transport, unknown ones, or anything before a service', async () => {
    const version = 'SSH-2.0-AsyncSSH_2.10.1';
    for (const number of [5, 6, 7, 20, 128, 192, 200])
      expect([number, codeOf((await sendOn(version, Uint8Array.of(number, 0, 0, 0, 0))).end)]).toEqual([
        number,
        'PROTOCOL_ERROR',
      ]);
    expect(codeOf((await sendOn(version, message(9, 1), false)).end)).toBe('PROTOCOL_ERROR');
  });

  test('is stopped by time all the same', async () => {
    const peer = await sendOn('SSH-2.0-AsyncSSH_2.10.1', message(9, 1));
    peer.end.engine.tick(0);
    await peer.send(message(9, 1));
    peer.end.engine.tick(60_000);
    await peer.take();
    expect(codeOf(peer.end)).toBe('TIMEOUT');
  });
});
