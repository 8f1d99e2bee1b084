import { describe, expect, test } from 'vitest';

import { concatBytes, encodeUtf8 } from '@nacre/core';
import { decodeMessage } from '@nacre/wire';

import { NO_ATTRS, openFile, path, session, status } from '../../test/server-session.js';
import { frame, message, random } from '../../test/support.js';
import {
  SftpClose,
  SftpExtended,
  SftpExtendedReply,
  SftpFstat,
  SftpHandle,
  SftpMkdir,
  SftpOpen,
  SftpOpendir,
  SftpRead,
  SftpReaddir,
  SftpSetstat,
  SftpStatus,
  SftpWrite,
} from '../generated/index.js';
import { decodeSftp, encodeSftp } from '../packet/messages.js';
import { memoryFiles, type SftpFileSystem } from '../index.js';
import type { SftpServerOptions } from './options.js';

describe('[SEC-216] handles', () => {
  test('[SFS-31] forged, closed, foreign and wrong handles are refused', async () => {
    const files = memoryFiles({ files: { '/f': 'x' } });
    const { peer } = await session(files);
    const other = await session(files);
    const file = await openFile(peer, '/f', 1);
    const foreign = await openFile(other.peer, '/f', 1);
    expect(file.length).toBe(16);
    peer.send(message(SftpOpendir, { requestId: 2, path: path('/') }));
    const folder = decodeSftp(SftpHandle, await peer.bytes()).handle;
    peer.send(message(SftpClose, { requestId: 3, handle: file }));
    expect(await status(peer)).toMatchObject({ code: 0 });
    const forged = new Uint8Array(16);
    for (const handle of [forged, new Uint8Array(0), new Uint8Array(256), file, foreign, folder]) {
      peer.send(message(SftpRead, { requestId: 4, handle, offset: 0, length: 10 }));
      expect(await status(peer)).toMatchObject({ code: 4, message: 'Invalid handle' });
    }
    for (let i = 0; i < 1000; i++) {
      for (let j = 0; j < 100; j++) {
        random.fill(forged);
        peer.send(message(SftpRead, { requestId: j, handle: forged, offset: 0, length: 10 }));
      }
      for (let j = 0; j < 100; j++) expect((await peer.bytes())[0]).toBe(SftpStatus.number);
    }
    peer.send(message(SftpReaddir, { requestId: 5, handle: foreign }));
    expect(await status(peer)).toMatchObject({ code: 4 });
    peer.duplex.close();
    other.peer.duplex.close();
  });

  test('no more than maxHandles are open, and all are closed at the end', async () => {
    let open = 0;
    const base = memoryFiles({ files: { '/f': 'x' } });
    const files: SftpFileSystem = {
      ...base,
      open: async (name, how) => {
        const file = await base.open(name, how);
        open++;
        return { ...file, close: () => void open-- };
      },
    };
    const { peer, served } = await session(files, { limits: { maxHandles: 10 } });
    for (let i = 0; i < 10; i++) await openFile(peer, '/f', 1);
    peer.send(message(SftpOpen, { requestId: 1, path: path('/f'), flags: 1, attrs: NO_ATTRS }));
    expect(await status(peer)).toMatchObject({ code: 4, message: 'Too many open files' });
    expect(open).toBe(10);
    await peer.duplex.end();
    expect(await served).toBe(undefined);
    expect(open).toBe(0);
  });
});

describe('sizes (of SEC-218)', () => {
  test('[SFS-29] READ is shortened to 255 KiB; numbers that no file reaches are failures', async () => {
    const { peer } = await session(memoryFiles({ files: { '/f': new Uint8Array(400_000) } }));
    const handle = await openFile(peer, '/f', 3);
    peer.send(message(SftpRead, { requestId: 2, handle, offset: 0, length: 0xffffffff }));
    expect((await peer.bytes()).length).toBe(9 + 261_120);
    peer.send(message(SftpRead, { requestId: 2, handle, offset: 400_000, length: 10 }));
    expect(await status(peer)).toMatchObject({ code: 1 });
    for (const high of [0x00200000, 0x80000000, 0xffffffff]) {
      const read = encodeSftp(SftpRead, { requestId: 3, handle, offset: 0, length: 10 });
      new DataView(read.buffer).setUint32(1 + 4 + 4 + 16, high);
      peer.send(frame(read));
      expect(await status(peer)).toMatchObject({ requestId: 3, code: 4 });
      const write = encodeSftp(SftpWrite, { requestId: 4, handle, offset: 0, data: new Uint8Array(3) });
      new DataView(write.buffer).setUint32(1 + 4 + 4 + 16, high);
      peer.send(frame(write));
      expect(await status(peer)).toMatchObject({ requestId: 4, code: 4 });
    }
    peer.send(message(SftpWrite, { requestId: 5, handle, offset: Number.MAX_SAFE_INTEGER, data: new Uint8Array(3) }));
    expect(await status(peer)).toMatchObject({ requestId: 5, code: 4, message: 'File too large' });
    peer.duplex.close();
  });

  test('WRITE that claims more data than the packet has is a bad message; surplus is ignored', async () => {
    const { peer } = await session();
    const handle = await openFile(peer, '/f', 0x1b);
    const write = encodeSftp(SftpWrite, { requestId: 4, handle, offset: 0, data: encodeUtf8('abcdef') });
    peer.send(frame(write.subarray(0, -1)));
    expect(await status(peer)).toMatchObject({ code: 5 });
    peer.send(frame(concatBytes(write, encodeUtf8('junk'))));
    expect(await status(peer)).toMatchObject({ code: 0 });
    peer.send(message(SftpFstat, { requestId: 5, handle }));
    expect((await peer.bytes()).subarray(9, 17)).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 6));
    peer.duplex.close();
  });

  test('limits are told on request', async () => {
    const { peer } = await session();
    peer.send(message(SftpExtended, { requestId: 1, body: { request: 'limits@openssh.com' } }));
    const { body } = decodeMessage(SftpExtendedReply, await peer.bytes(), { request: 'limits@openssh.com' });
    expect(body).toEqual({
      request: 'limits@openssh.com',
      maxPacket: 263168n,
      maxRead: 261120n,
      maxWrite: 261120n,
      maxHandles: 256n,
    });
    peer.duplex.close();
  });
});

describe('attributes that clients may not set', () => {
  async function changes(attrs: SftpSetstat['attrs'], options: Partial<SftpServerOptions> = {}): Promise<unknown> {
    let seen: unknown;
    const base = memoryFiles({ files: { '/f': 'x' } });
    const { peer } = await session({ ...base, setstat: (_, change) => void (seen = change) }, options);
    peer.send(message(SftpSetstat, { requestId: 1, path: path('/f'), attrs }));
    const { code } = await status(peer);
    peer.duplex.close();
    return code === 0 ? seen : code;
  }

  test('setuid and setgid bits are dropped, owner and group are dropped or alone refused', async () => {
    expect(await changes({ permissions: 0o106755 })).toEqual({ mode: 0o755 });
    expect(await changes({ permissions: 0o106755 }, { allowSetId: true })).toEqual({ mode: 0o6755 });
    expect(await changes({ uid: 0, gid: 0 })).toBe(3);
    expect(await changes({ uid: 0, gid: 0, atime: 1, mtime: 2 })).toEqual({ atime: 1, mtime: 2 });
    expect(await changes({ uid: 0, gid: 0 }, { allowOwner: true })).toEqual({ uid: 0, gid: 0 });
  });

  test('a count of 2^32 - 1 extended attributes is a bad message', async () => {
    const { peer } = await session();
    const payload = concatBytes(
      encodeSftp(SftpMkdir, { requestId: 3, path: path('/d'), attrs: NO_ATTRS }).slice(0, -4),
      Uint8Array.of(0x80, 0, 0, 0, 255, 255, 255, 255),
    );
    peer.send(frame(payload));
    expect([4, 5]).toContain((await status(peer)).code);
    peer.duplex.close();
  });
});
