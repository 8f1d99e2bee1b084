import { afterEach, expect, test } from 'vitest';

import { equalBytes, isSshError } from '@nacre/core';

import { random } from '../../test/support.js';
import { duplexPair, memoryFiles, openSftp, type SftpClient, type SftpFileSystem, serveSftp } from '../index.js';

let sftp: SftpClient;
let served: Promise<void>;

afterEach(async () => {
  await sftp.end();
  await served;
});

async function connect(files: SftpFileSystem = memoryFiles({ files: FILES })): Promise<void> {
  const [near, far] = duplexPair();
  served = serveSftp(far, files, { random });
  sftp = await openSftp(near);
}

const FILES = { '/f': 'content', '/d/g': 'G', '/d/h': 'H' };
const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 9)) & 0xff);
const failure = { code: 'SFTP_STATUS', statusName: 'failure' };

test('[SFC-17] answers out of order and short reads give the same bytes, and the end of the file is found', async () => {
  const base = memoryFiles();
  const pause = () => new Promise(resolve => setTimeout(resolve, Math.random() * 3));
  let short = 0;
  await connect({
    ...base,
    open: async (path, how) => {
      const file = await base.open(path, how);
      return {
        ...file,
        read: async (position, buffer) => {
          await pause();
          return file.read(
            position,
            short++ % 2 === 0 ? buffer : buffer.subarray(0, 1 + Math.floor(Math.random() * buffer.length)),
          );
        },
      };
    },
  });
  const content = pattern(4_000_001);
  await sftp.writeFile('/big', content);
  expect(equalBytes(await sftp.readFile('/big'), content)).toBe(true);
  const buffer = new Uint8Array(1000);
  await using file = await sftp.open('/big');
  expect((await file.read(buffer, { position: content.length - 10 })).bytesRead).toBe(10);
  expect((await file.read(buffer, { position: content.length })).bytesRead).toBe(0);
});

test('[SFC-20] every open mode reads, writes, creates and refuses as in node:fs', async () => {
  await connect();
  await expect(sftp.open('/new', 'r')).rejects.toMatchObject({ fsCode: 'ENOENT' });
  await expect(sftp.open('/new', 'r+')).rejects.toMatchObject({ fsCode: 'ENOENT' });
  await expect(sftp.open('/f', 'wx')).rejects.toMatchObject(failure);
  await expect(sftp.open('/f', 'ax+')).rejects.toMatchObject(failure);
  await (await sftp.open('/f', 'a+')).write('!', { position: 0 });
  expect(await sftp.readFile('/f', 'utf8')).toBe('content!');
  await using file = await sftp.open('/f', 'w+');
  expect((await file.stat()).size).toBe(0);
  await file.write('w');
  expect(await file.readFile({ encoding: 'utf8' })).toBe('w');
  await expect(sftp.open('/f', 'rw' as 'r')).rejects.toMatchObject({ code: 'MISUSE' });
});

test('[SFC-22] a file is read in part or to its end, as bytes or text', async () => {
  await connect();
  await using file = await sftp.open('/f');
  expect(await file.readFile({ encoding: 'utf8' })).toBe('content');
  expect((await file.read(new Uint8Array(3))).buffer).toEqual(new TextEncoder().encode('con'));
  expect((await file.read(new Uint8Array(99))).bytesRead).toBe(4);
});

test('[SFC-24] write tells how much it wrote, goes on where it was, and in append mode to the end', async () => {
  await connect();
  await using file = await sftp.open('/f', 'r+');
  expect((await file.write('AB')).bytesWritten).toBe(2);
  await file.write(pattern(600_000).subarray(0, 500_000), { position: 2 });
  expect((await file.stat()).size).toBe(500_002);
});

test('[SFC-27] [SFC-28] [SFC-31] attributes are read and set by the open file', async () => {
  await connect();
  await using file = await sftp.open('/f', 'r+');
  await file.setstat({ size: 2, atime: 1, mtime: 2 });
  await file.chmod(0o611);
  expect(await file.stat()).toMatchObject({ size: 2, atimeMs: 1000, mtimeMs: 2000, mode: 0o100611 });
});

test('[SFC-34] fsync works where the server offers it, and is UNSUPPORTED elsewhere', async () => {
  await connect();
  await using file = await sftp.open('/f', 'r+');
  await file.sync();
  (sftp.extensions as Map<string, Uint8Array>).delete('fsync@openssh.com');
  await expect(file.sync()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});

test('[SFC-37] a file closes once; what is asked of it afterwards is misuse', async () => {
  await connect();
  const file = await sftp.open('/f');
  await Promise.all([file.close(), file.close()]);
  await expect(file.stat()).rejects.toMatchObject({ code: 'MISUSE' });
  await expect(file.read(new Uint8Array(1))).rejects.toMatchObject({ code: 'MISUSE' });
  await expect(file.write('x')).rejects.toMatchObject({ code: 'MISUSE' });
});

test('[SFC-38] [SFC-39] [SFC-45] [SFC-67] [SFC-68] links are followed by stat and exists, not by lstat and readlink', async () => {
  await connect();
  await sftp.symlink('f', '/l');
  await sftp.symlink('nothing', '/dangling');
  expect((await sftp.stat('/l')).isFile()).toBe(true);
  expect((await sftp.lstat('/l')).isSymbolicLink()).toBe(true);
  expect(await sftp.exists('/l')).toBe(true);
  expect(await sftp.exists('/dangling')).toBe(false);
  expect(await sftp.readlink('/dangling')).toBe('nothing');
});

test('[SFC-41] truncate', async () => {
  await connect();
  await sftp.truncate('/f', 3);
  expect(await sftp.readFile('/f', 'utf8')).toBe('con');
});

test('[SFC-54] unlink removes files, not folders and not what is missing', async () => {
  await connect();
  await sftp.unlink('/f');
  await expect(sftp.unlink('/f')).rejects.toMatchObject({ fsCode: 'ENOENT' });
  await expect(sftp.unlink('/d')).rejects.toMatchObject(failure);
});

test('[SFC-55] [SFC-56] rename replaces by posix-rename, never with overwrite false, and says when it cannot', async () => {
  await connect();
  await expect(sftp.rename('/f', '/d/g', { overwrite: false })).rejects.toMatchObject(failure);
  await sftp.rename('/f', '/d/g', { overwrite: true });
  expect(await sftp.readFile('/d/g', 'utf8')).toBe('content');
  (sftp.extensions as Map<string, Uint8Array>).delete('posix-rename@openssh.com');
  await expect(sftp.rename('/d/g', '/d/h', { overwrite: true })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  await expect(sftp.rename('/d/g', '/d/h')).rejects.toMatchObject(failure);
});

test('[SFC-57] [SFC-58] readdir gives names, or entries with attributes', async () => {
  await connect();
  expect(await sftp.readdir('/d')).toEqual(['g', 'h']);
  const [entry] = await sftp.readdir('/d', { withFileTypes: true });
  expect(entry).toMatchObject({ name: 'g', parentPath: '/d', path: '/d/g', kind: 'file' });
  expect(entry?.longname).toContain(' g');
  expect(entry?.stats.size).toBe(1);
});

test('[SFC-59] leaving a listing early closes the folder', async () => {
  const base = memoryFiles({ files: FILES });
  let closed = 0;
  await connect({
    ...base,
    opendir: async path => ({ ...(await base.opendir(path)), close: () => void closed++ }),
  });
  for await (const entry of await sftp.opendir('/d')) {
    expect(entry.name).toBe('g');
    break;
  }
  expect(closed).toBe(1);
});

test('[SFC-60] [SFC-61] [SFC-62] folders are made and removed; existing and full ones are refused', async () => {
  await connect();
  await expect(sftp.mkdir('/d')).rejects.toMatchObject(failure);
  await expect(sftp.rmdir('/d')).rejects.toMatchObject(failure);
  expect(await sftp.mkdir('/p/q/r', { recursive: true })).toBe('/p');
  await expect(sftp.mkdir('/f/x', { recursive: true })).rejects.toMatchObject({ code: 'SFTP_STATUS' });
  await expect(sftp.mkdir('/f', { recursive: true })).rejects.toMatchObject(failure);
  await sftp.rmdir('/p/q/r');
});

test('[SFC-73] end() ends the session: what waits fails with CONNECTION_LOST, and the server ends too', async () => {
  await connect();
  const waiting = sftp.stat('/f').catch((error: unknown) => error);
  await sftp.end();
  expect(isSshError(await waiting, 'CONNECTION_LOST')).toBe(true);
  await served;
  await sftp.closed;
});

test('times outside of what version 3 can say become the nearest end', async () => {
  await connect();
  await sftp.utimes('/f', -5, 2 ** 40);
  expect(await sftp.stat('/f')).toMatchObject({ size: 7, atimeMs: 0, mtimeMs: 0xffffffff * 1000 });
});
