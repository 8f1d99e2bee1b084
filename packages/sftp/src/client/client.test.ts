import { afterEach, describe, expect, test } from 'vitest';

import { encodeUtf8, equalBytes, isSshError } from '@nacre/core';

import { random } from '../../test/support.js';
import { duplexPair, memoryFiles, openSftp, type SftpClient, SftpError, serveSftp } from '../index.js';

const open: { client: SftpClient; served: Promise<void> }[] = [];

async function pair(chunk?: number, options: Parameters<typeof memoryFiles>[0] = {}): Promise<SftpClient> {
  const [near, far] = duplexPair({ chunk });
  const served = serveSftp(far, memoryFiles({ now: () => 1_700_000_000_000, ...options }), { random });
  const client = await openSftp(near);
  open.push({ client, served });
  return client;
}

afterEach(async () => {
  for (const { client, served } of open.splice(0)) {
    await client.end();
    await served;
  }
});

function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

async function refusal(promise: Promise<unknown>): Promise<SftpError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SftpError);
  return error as SftpError;
}

describe.each([
  ['whole chunks', undefined],
  ['a byte at a time', 1],
])('client and server back to back, %s', (_name, chunk) => {
  const size = chunk === 1 ? 3000 : 3_000_001;

  test('knows version, extensions and limits', async () => {
    const sftp = await pair(chunk);
    expect(sftp.version).toBe(3);
    expect([...sftp.extensions.keys()]).toEqual([
      'posix-rename@openssh.com',
      'fsync@openssh.com',
      'limits@openssh.com',
    ]);
    expect(sftp.limits.server).toMatchObject({ maxRead: 261120, maxWrite: 261120, maxHandles: 256 });
  });

  test('reads back what it wrote', async () => {
    const sftp = await pair(chunk);
    const content = pattern(size);
    await sftp.writeFile('/a', content, { mode: 0o640 });
    expect(equalBytes(await sftp.readFile('/a'), content)).toBe(true);
    const stats = await sftp.stat('/a');
    expect(stats).toMatchObject({ size, mode: 0o100640, mtimeMs: 1_700_000_000_000 });
    expect(stats.isFile()).toBe(true);
  });

  test('reads and writes parts of an open file', async () => {
    const sftp = await pair(chunk);
    await sftp.writeFile('/a', 'hello world');
    await using file = await sftp.open('/a', 'r+');
    const buffer = new Uint8Array(5);
    expect(await file.read(buffer, { position: 6 })).toEqual({ bytesRead: 5, buffer });
    expect(buffer).toEqual(encodeUtf8('world'));
    await file.write('HELLO', { position: 0 });
    await file.truncate(8);
    expect(await sftp.readFile('/a', 'utf8')).toBe('HELLO wo');
    await file.write('12');
    await file.write('34');
    await file.sync();
    expect(await file.readFile({ encoding: 'utf8' })).toBe('1234O wo');
    await file.chmod(0o600);
    await file.utimes(1, new Date(2000));
    expect(await file.stat()).toMatchObject({ mode: 0o100600, atimeMs: 1000, mtimeMs: 2000 });
  });

  test('appends', async () => {
    const sftp = await pair(chunk);
    await sftp.appendFile('/log', 'one ');
    await sftp.appendFile('/log', 'two');
    expect(await sftp.readFile('/log', 'utf8')).toBe('one two');
  });

  test('streams in order both ways', async () => {
    const sftp = await pair(chunk);
    const content = pattern(size);
    await using file = await sftp.open('/s', 'w+');
    const source = (function* () {
      for (let at = 0; at < size; at += 1000) yield content.subarray(at, at + 1000);
    })();
    expect(await file.writeFrom(source)).toBe(size);
    const parts: Uint8Array[] = [];
    for await (const piece of file.readable({ start: 10, end: size - 11 })) parts.push(piece);
    expect(Buffer.concat(parts).equals(content.subarray(10, size - 10))).toBe(true);
  });

  test('works with folders and links', async () => {
    const sftp = await pair(chunk);
    expect(await sftp.mkdir('/x/y/z', { recursive: true })).toBe('/x');
    expect(await sftp.mkdir('/x/y/z', { recursive: true })).toBe(undefined);
    await sftp.writeFile('/x/y/f', 'f');
    await sftp.symlink('f', '/x/y/link');
    expect(await sftp.readlink('/x/y/link')).toBe('f');
    expect(await sftp.readFile('/x/y/link', 'utf8')).toBe('f');
    expect((await sftp.lstat('/x/y/link')).isSymbolicLink()).toBe(true);
    expect(await sftp.realpath('x/./y/../y/link')).toBe('/x/y/f');
    expect(await sftp.readdir('/x/y')).toEqual(['z', 'f', 'link']);
    const entries = await sftp.readdir('/x/y', { withFileTypes: true });
    expect(entries.map(entry => [entry.name, entry.kind, entry.parentPath])).toEqual([
      ['z', 'directory', '/x/y'],
      ['f', 'file', '/x/y'],
      ['link', 'symlink', '/x/y'],
    ]);
    expect(entries[1]?.longname).toBe('-rw-rw-rw-    1 0        0               1 Nov 14  2023 f');
    expect((await refusal(sftp.rmdir('/x'))).serverMessage).toBe('Directory not empty');
    await sftp.rm('/x', { recursive: true });
    expect(await sftp.exists('/x')).toBe(false);
    await sftp.rm('/x', { force: true });
  });

  test('renames with and without replacing', async () => {
    const sftp = await pair(chunk, { files: { '/a': 'A', '/b': 'B' } });
    expect((await refusal(sftp.rename('/a', '/b', { overwrite: false }))).serverMessage).toBe('File already exists');
    await sftp.rename('/a', '/b');
    expect(await sftp.readFile('/b', 'utf8')).toBe('A');
    expect(await sftp.exists('/a')).toBe(false);
  });
});

test('an error says what was asked, the status and the familiar code', async () => {
  const sftp = await pair();
  const error = await refusal(sftp.readFile('/missing'));
  expect(error).toMatchObject({
    code: 'SFTP_STATUS',
    status: 2,
    statusName: 'no-such-file',
    fsCode: 'ENOENT',
    syscall: 'open',
  });
  expect(error.message).toBe("ENOENT: open '/missing': No such file");
});

test('everything that waits fails when the connection is lost, and later calls fail at once', async () => {
  const [near, far] = duplexPair();
  const served = serveSftp(far, { ...memoryFiles(), stat: () => new Promise(() => {}) }, { random });
  served.catch(() => {});
  const client = await openSftp(near);
  const waiting = [client.stat('/a'), client.stat('/b')].map(p => p.catch((error: unknown) => error));
  far.close();
  for (const error of await Promise.all(waiting)) expect(isSshError(error, 'CONNECTION_LOST')).toBe(true);
  await client.closed;
  await expect(client.stat('/c')).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
});
