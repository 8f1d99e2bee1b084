/** Client and server engines back to back: every method with every cipher, in one piece and byte by byte. */

import { describe, expect, test } from 'vitest';

import { readAlgorithms } from '../src/algorithms/lists.js';
import { crypto, message, Pair } from './pair.js';

const combinations = readAlgorithms('kex', undefined, 'client', crypto).flatMap(kex =>
  readAlgorithms('cipher', undefined, 'client', crypto).map(cipher => [kex, cipher] as const),
);

describe.each([
  ['in one piece', undefined],
  ['byte by byte', 1],
])('delivered %s', (_name, chunk) => {
  test.each(combinations)('%s with %s carries messages both ways', async (kex, cipher) => {
    const algorithms = { kex: [kex], cipher: [cipher] };
    const pair = new Pair({ client: { algorithms }, server: { algorithms }, ...(chunk && { chunk }) });
    await pair.open();
    const messages = [1, 2, 15, 16, 17, 1000].map((size, i) => message(size, i));
    for (const payload of messages) {
      pair.client.engine.send(payload);
      pair.server.engine.send(payload.subarray(0, 1), payload.subarray(1));
    }
    await pair.run();

    expect(pair.client.payloads).toEqual(messages);
    expect(pair.server.payloads).toEqual(messages);
    expect(pair.client.engine.sessionId).toEqual(pair.server.engine.sessionId);
    const { bytesIn, bytesOut, packetsIn, packetsOut, localVersion, remoteVersion, ...same } =
      pair.client.engine.info ?? {};
    expect(pair.server.engine.info).toMatchObject({
      ...same,
      bytesIn: bytesOut,
      bytesOut: bytesIn,
      packetsIn: packetsOut,
      packetsOut: packetsIn,
      localVersion: remoteVersion,
      remoteVersion: localVersion,
    });
    expect(same).toMatchObject({
      kex,
      cipher: { clientToServer: cipher, serverToClient: cipher },
      strictKex: true,
      rekeys: 0,
    });
  });
});
