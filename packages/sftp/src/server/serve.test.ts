import { describe, expect, test } from 'vitest';

import { concatBytes, isSshError } from '@nacre/core';

import { NO_ATTRS, openFile, path, session, start, status } from '../../test/server-session.js';
import { frame, message } from '../../test/support.js';
import {
  SftpClose,
  SftpExtended,
  SftpFsetstat,
  SftpHandle,
  SftpInit,
  SftpMkdir,
  SftpName,
  SftpOpendir,
  SftpRead,
  SftpReaddir,
  SftpRealpath,
  SftpRename,
  SftpStat,
  SftpVersion,
  SftpWrite,
} from '../generated/index.js';
import { decodeSftp, encodeSftp } from '../packet/messages.js';
import { fileError, memoryFiles, type SftpFileSystem } from '../index.js';

describe('[SEC-217] the start of a session and malformed packets', () => {
  test('VERSION names the extensions', async () => {
    const { peer } = start();
    peer.send(message(SftpInit, { version: 6, extensions: [] }));
    const { version, extensions } = decodeSftp(SftpVersion, await peer.bytes());
    expect(version).toBe(3);
    expect(extensions.map(pair => [pair.name, new TextDecoder().decode(pair.data)])).toEqual([
      ['posix-rename@openssh.com', '1'],
      ['fsync@openssh.com', '1'],
      ['limits@openssh.com', '1'],
    ]);
    peer.duplex.close();
  });

  const fatal: [string, Uint8Array[]][] = [
    ['a request before INIT', [message(SftpStat, { requestId: 1, path: path('/') })]],
    ['version 2', [message(SftpInit, { version: 2, extensions: [] })]],
    ['version 0', [message(SftpInit, { version: 0, extensions: [] })]],
    ['a truncated INIT', [frame(Uint8Array.of(1, 0, 0))]],
    [
      'INIT twice',
      [message(SftpInit, { version: 3, extensions: [] }), message(SftpInit, { version: 3, extensions: [] })],
    ],
    ['a length of 0', [message(SftpInit, { version: 3, extensions: [] }), new Uint8Array(4)]],
    ['a length of 2^32 - 1', [message(SftpInit, { version: 3, extensions: [] }), Uint8Array.of(255, 255, 255, 255)]],
    ['a packet over 256 KiB', [message(SftpInit, { version: 3, extensions: [] }), Uint8Array.of(0, 4, 8, 0)]],
    ['a packet without id', [message(SftpInit, { version: 3, extensions: [] }), frame(Uint8Array.of(17, 1, 2, 3))]],
  ];
  test.each(fatal)('%s ends the session', async (_name, packets) => {
    const { peer, served } = start();
    for (const packet of packets) peer.send(packet);
    const error = await served;
    expect(isSshError(error, 'PROTOCOL_ERROR') || isSshError(error, 'DECODE_ERROR')).toBe(true);
    let last = await peer.receive();
    while (last !== undefined) last = await peer.receive();
  });

  test('[SFS-32] a malformed request is answered with BAD_MESSAGE, an unknown one with OP_UNSUPPORTED', async () => {
    const { peer } = await session();
    peer.send(frame(Uint8Array.of(17, 0, 0, 0, 5, 0, 0, 1)));
    expect(await status(peer)).toMatchObject({ requestId: 5, code: 5 });
    peer.send(frame(Uint8Array.of(99, 0, 0, 0, 6, 1, 2, 3)));
    expect(await status(peer)).toMatchObject({ requestId: 6, code: 8 });
    const body = { request: undefined, name: 'statvfs@example.com', data: new Uint8Array(3) } as const;
    peer.send(message(SftpExtended, { requestId: 7, body }));
    expect(await status(peer)).toMatchObject({ requestId: 7, code: 8 });
    peer.duplex.close();
  });

  test('a request that others know is unsupported here, whatever its body', async () => {
    const { peer } = await session();
    const body = { request: undefined, name: 'statvfs@openssh.com', data: Uint8Array.of(1) } as const;
    peer.send(message(SftpExtended, { requestId: 8, body }));
    expect(await status(peer)).toMatchObject({ requestId: 8, code: 8 });
    peer.duplex.close();
  });

  test('what follows a complete request is ignored', async () => {
    const { peer } = await session();
    const payload = concatBytes(encodeSftp(SftpRealpath, { requestId: 9, path: path('a//../b/.') }), new Uint8Array(7));
    peer.send(frame(payload));
    expect(new TextDecoder().decode(decodeSftp(SftpName, await peer.bytes()).entries[0]?.filename)).toBe('/b');
    peer.duplex.close();
  });

  test('the end of the stream inside of a packet is told', async () => {
    const { peer, served } = await session();
    peer.send(message(SftpStat, { requestId: 1, path: path('/') }).subarray(0, 7));
    await peer.duplex.end();
    expect(isSshError(await served, 'PROTOCOL_ERROR')).toBe(true);
  });
});

describe('[SEC-220] order', () => {
  /** Memory files of which every read and write takes a while, each a different one. */
  function slow(): { files: SftpFileSystem; order: string[] } {
    const base = memoryFiles();
    const order: string[] = [];
    const wait = () => new Promise(resolve => setTimeout(resolve, Math.random() * 4));
    const files: SftpFileSystem = {
      ...base,
      open: async (name, how) => {
        const file = await base.open(name, how);
        return {
          ...file,
          read: async (position, buffer) => {
            await wait();
            return file.read(position, buffer);
          },
          write: async (position, pieces) => {
            await wait();
            order.push(`write ${position}`);
            return file.write(position, pieces);
          },
          close: () => void order.push('close'),
        };
      },
    };
    return { files, order };
  }

  test('64 mixed requests on one handle and CLOSE behind them act in the order in which they came', async () => {
    const { files, order } = slow();
    const { peer } = await session(files);
    const handle = await openFile(peer, '/f', 0x1b);
    for (let i = 0; i < 64; i++) {
      const requestId = 100 + i;
      if (i % 3 === 2) peer.send(message(SftpRead, { requestId, handle, offset: 0, length: 1 }));
      else if (i % 8 === 7) peer.send(message(SftpFsetstat, { requestId, handle, attrs: { size: 1 } }));
      else peer.send(message(SftpWrite, { requestId, handle, offset: 0, data: Uint8Array.of(i) }));
    }
    peer.send(message(SftpClose, { requestId: 999, handle }));
    let last = 0;
    for (let i = 0; i < 65; i++) {
      const packet = await peer.bytes();
      last = new DataView(packet.buffer, packet.byteOffset).getUint32(1);
      // A read sees exactly the last write that was asked for before it.
      if (packet[0] === 103) expect(packet[9]).toBe(lastWriteBefore(last - 100));
    }
    expect(last).toBe(999);
    expect(order.at(-1)).toBe('close');
    peer.duplex.close();
  });

  function lastWriteBefore(index: number): number {
    let i = index - 1;
    while (i % 3 === 2 || i % 8 === 7) i--;
    return i;
  }

  test('requests on different files do not wait for each other', async () => {
    let release = () => {};
    const base = memoryFiles({ files: { '/quick': '' } });
    const blocked = new Promise<void>(resolve => {
      release = resolve;
    });
    const files: SftpFileSystem = {
      ...base,
      stat: async name => {
        if (name === '/slow') await blocked;
        return base.stat('/quick');
      },
    };
    const { peer } = await session(files);
    peer.send(message(SftpStat, { requestId: 1, path: path('/slow') }));
    peer.send(message(SftpStat, { requestId: 2, path: path('/quick') }));
    expect((await peer.bytes())[4]).toBe(2);
    release();
    expect((await peer.bytes())[4]).toBe(1);
    peer.duplex.close();
  });
});

test('the server stops reading at maxOutstanding requests', async () => {
  let running = 0;
  let most = 0;
  const stops: (() => void)[] = [];
  const files: SftpFileSystem = {
    ...memoryFiles(),
    stat: async () => {
      most = Math.max(most, ++running);
      await new Promise<void>(resolve => stops.push(resolve));
      running--;
      return {};
    },
  };
  const { peer } = await session(files, { limits: { maxOutstanding: 4 } });
  for (let i = 0; i < 20; i++) peer.send(message(SftpStat, { requestId: i, path: path('/') }));
  for (let i = 0; i < 20; i++) {
    await new Promise(resolve => setTimeout(resolve, 1));
    stops.shift()?.();
    await peer.bytes();
  }
  expect(most).toBe(4);
  peer.duplex.close();
});

describe('[SEC-224] failures of the file system', () => {
  const cases: [string, unknown, number, string][] = [
    [
      'a host error',
      Object.assign(new Error("ENOENT: open '/srv/secret/x'"), { code: 'ENOENT', path: '/srv/secret/x' }),
      2,
      'No such file',
    ],
    ['EACCES', fileError('EACCES', 'stat', '/srv/secret'), 3, 'Permission denied'],
    ['ENOSPC', fileError('ENOSPC', 'write'), 4, 'No space left'],
    ['ENOSYS', fileError('ENOSYS', 'x'), 8, 'Operation unsupported'],
    ['a bug', new TypeError('/srv/secret is undefined'), 4, 'Failure'],
    ['not an error', 'oops /srv/secret', 4, 'Failure'],
  ];
  test.each(cases)('%s is told by number and fixed words', async (_name, error, code, words) => {
    const files: SftpFileSystem = {
      ...memoryFiles(),
      stat: () => {
        throw error;
      },
    };
    const { peer } = await session(files);
    peer.send(message(SftpStat, { requestId: 1, path: path('/') }));
    expect(await status(peer)).toMatchObject({ code, message: words });
    peer.duplex.close();
  });

  test('methods that are missing are unsupported', async () => {
    const { open, opendir, stat } = memoryFiles();
    const { peer } = await session({ open, opendir, stat });
    peer.send(message(SftpMkdir, { requestId: 1, path: path('/d'), attrs: NO_ATTRS }));
    expect(await status(peer)).toMatchObject({ code: 8 });
    peer.send(message(SftpRename, { requestId: 1, oldPath: path('/a'), newPath: path('/b') }));
    expect(await status(peer)).toMatchObject({ code: 8 });
    peer.duplex.close();
  });
});

test('[SFS-30] a large folder comes in batches, without names that are paths', async () => {
  let left = 1000;
  const files: SftpFileSystem = {
    ...memoryFiles(),
    opendir: () => ({
      read: count => {
        const batch = Array.from({ length: Math.min(count, left) }, () => ({
          name: left-- % 100 === 0 ? 'a/b' : `n${left}`,
          attributes: {},
        }));
        return batch;
      },
      close: () => {},
    }),
  };
  const { peer } = await session(files);
  peer.send(message(SftpOpendir, { requestId: 1, path: path('/') }));
  const { handle } = decodeSftp(SftpHandle, await peer.bytes());
  let names = 0;
  let batches = 0;
  for (;;) {
    peer.send(message(SftpReaddir, { requestId: 2, handle }));
    const packet = await peer.bytes();
    if (packet[0] !== 104) break;
    const { entries } = decodeSftp(SftpName, packet);
    expect(entries.length).toBeLessThanOrEqual(128);
    expect(entries.some(entry => entry.filename.includes(0x2f))).toBe(false);
    names += entries.length;
    batches++;
  }
  expect([names, batches]).toEqual([990, 8]);
  peer.duplex.close();
});
