import fc from 'fast-check';
import { expect, test } from 'vitest';

import { concatBytes, isSshError, SshError } from '@nacre/core';

import { start } from '../../test/server-session.js';
import { frame, message } from '../../test/support.js';
import { SftpInit, SftpOpen, SftpRead, SftpRename, SftpSetstat, SftpWrite } from '../generated/index.js';
import { encodeSftp } from '../packet/messages.js';
import { memoryFiles } from '../index.js';

const bytes = (maximum: number) => fc.uint8Array({ maxLength: maximum });
const id = fc.nat(3);
const attrs = fc.record({
  size: fc.option(fc.nat(5000), { nil: undefined }),
  permissions: fc.option(fc.nat(), { nil: undefined }),
});

/** Requests that are nearly right: valid ones, cut off, changed in one place, or with something behind them. */
const valid = fc.oneof(
  fc.record({ requestId: id, path: bytes(8), flags: fc.nat(63), attrs }).map(v => encodeSftp(SftpOpen, v)),
  fc
    .record({ requestId: id, handle: bytes(20), offset: fc.maxSafeNat(), length: fc.nat(0xffffffff) })
    .map(v => encodeSftp(SftpRead, v)),
  fc
    .record({ requestId: id, handle: bytes(20), offset: fc.maxSafeNat(), data: bytes(50) })
    .map(v => encodeSftp(SftpWrite, v)),
  fc.record({ requestId: id, oldPath: bytes(8), newPath: bytes(8) }).map(v => encodeSftp(SftpRename, v)),
  fc.record({ requestId: id, path: bytes(8), attrs }).map(v => encodeSftp(SftpSetstat, v)),
);
const mutated = fc
  .tuple(valid, fc.nat(), fc.nat(255), fc.nat(3), bytes(10))
  .map(([payload, place, value, kind, more]) => {
    const copy = payload.slice();
    if (kind === 1) return copy.subarray(0, 5 + (place % Math.max(1, copy.length - 5)));
    if (kind === 2) copy[place % copy.length] = value;
    return kind === 3 ? concatBytes(copy, more) : copy;
  });
const noise = fc.tuple(fc.nat(255), bytes(60)).map(([type, rest]) => concatBytes(Uint8Array.of(type), rest));

test('whatever a client sends, the server answers or ends the session with a typed error, and closes what is open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(mutated, noise), { maxLength: 12 }), async packets => {
      let open = 0;
      const base = memoryFiles({ files: { '/a': 'x' }, capacity: 100_000 });
      const { peer, served } = start({
        ...base,
        open: async (path, how) => {
          const file = await base.open(path, how);
          open++;
          return { ...file, close: () => void open-- };
        },
      });
      peer.send(message(SftpInit, { version: 3, extensions: [] }));
      for (const packet of packets) peer.send(frame(packet));
      await peer.duplex.end();
      let answers = 0;
      for (let packet = await peer.receive(); packet !== undefined; packet = await peer.receive()) answers++;
      const error = await served;
      if (error === undefined) expect(answers).toBe(packets.length + 1);
      else
        expect(
          error instanceof SshError && (isSshError(error, 'PROTOCOL_ERROR') || isSshError(error, 'DECODE_ERROR')),
        ).toBe(true);
      expect(open).toBe(0);
    }),
    { numRuns: 500 },
  );
});
