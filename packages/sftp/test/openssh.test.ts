import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openSftp, type SftpClient } from '../src/index.js';
import { childDuplex } from './child-duplex.js';

const SERVER = '/usr/lib/openssh/sftp-server';
const installed = existsSync(SERVER);

if (!installed && process.env['NACRE_REQUIRE_PEERS'] === '1') throw new Error(`${SERVER} is not installed`);

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(!installed)('peer: sftp-server of OpenSSH over stdio', () => {
  let folder: string;
  let sftp: SftpClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nacre-peer-'));
    const child = spawn(SERVER, [], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    sftp = await openSftp(childDuplex(child as never));
  });

  afterAll(async () => {
    await sftp.end();
    await rm(folder, { recursive: true, force: true });
  });

  test('tells version 3, its extensions and its limits', () => {
    expect(sftp.version).toBe(3);
    expect([...sftp.extensions.keys()]).toContain('posix-rename@openssh.com');
    expect(sftp.limits.server.maxRead).toBe(261120);
  });

  test('5 MB written and read with many requests in flight are the same', async () => {
    const content = randomBytes(5_000_003);
    await sftp.writeFile('big', content, { mode: 0o600 });
    expect(digest(await readFile(join(folder, 'big')))).toBe(digest(content));
    expect(digest(await sftp.readFile('big'))).toBe(digest(content));
    expect((await stat(join(folder, 'big'))).mode & 0o777).toBe(0o600);
  });

  test('streams both ways', async () => {
    const content = randomBytes(1_000_001);
    await using file = await sftp.open('stream', 'w+');
    await file.writeFrom([content.subarray(0, 400_000), content.subarray(400_000)]);
    const parts: Uint8Array[] = [];
    for await (const piece of file.readable()) parts.push(piece);
    expect(digest(Buffer.concat(parts))).toBe(digest(content));
    await file.sync();
  });

  test('links have their arguments in the order that OpenSSH reads', async () => {
    await sftp.symlink('big', 'link');
    expect(await sftp.readlink('link')).toBe('big');
    expect((await sftp.lstat('link')).isSymbolicLink()).toBe(true);
    expect((await sftp.stat('link')).size).toBe(5_000_003);
  });

  test('folders are made, listed and removed', async () => {
    await sftp.mkdir('a/b/c', { recursive: true });
    await Promise.all(Array.from({ length: 300 }, (_, i) => sftp.writeFile(`a/f${i}`, String(i))));
    const names = await sftp.readdir('a');
    expect(names.length).toBe(301);
    const first = (await sftp.readdir('a', { withFileTypes: true })).find(entry => entry.name === 'b');
    expect(first?.isDirectory()).toBe(true);
    for await (const entry of await sftp.opendir('a')) {
      expect(entry.parentPath).toBe('a');
      break;
    }
    await sftp.rm('a', { recursive: true });
    expect(await sftp.exists('a')).toBe(false);
  });

  test('renames replace or not as asked', async () => {
    await sftp.writeFile('x', 'X');
    await sftp.writeFile('y', 'Y');
    await expect(sftp.rename('x', 'y', { overwrite: false })).rejects.toMatchObject({ status: 4 });
    await sftp.rename('x', 'y', { overwrite: true });
    expect(await sftp.readFile('y', 'utf8')).toBe('X');
  });

  test('attributes are set', async () => {
    await sftp.writeFile('attrs', 'abcdef');
    await sftp.chmod('attrs', 0o640);
    await sftp.utimes('attrs', 1_000_000, new Date(2_000_000_000));
    await sftp.truncate('attrs', 3);
    expect(await sftp.stat('attrs')).toMatchObject({ size: 3, mode: 0o100640 });
    await sftp.utimes('attrs', 1_000_000, 2_000_000);
    expect(await sftp.stat('attrs')).toMatchObject({ atimeMs: 1_000_000_000, mtimeMs: 2_000_000_000 });
    await sftp.appendFile('attrs', 'XYZ');
    expect(await sftp.readFile('attrs', 'utf8')).toBe('abcXYZ');
  });

  test('errors carry the status and the familiar code', async () => {
    await expect(sftp.stat('missing')).rejects.toMatchObject({ fsCode: 'ENOENT', syscall: 'stat', path: 'missing' });
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full/f'), '');
    await expect(sftp.rmdir('full')).rejects.toMatchObject({ statusName: 'failure' });
    expect(await sftp.realpath('.')).toBe(folder);
    await chmod(join(folder, 'full'), 0o755);
  });

  test('1,000 requests at one time are all answered', async () => {
    const stats = await Promise.all(Array.from({ length: 1000 }, () => sftp.stat('big')));
    expect(stats.every(entry => entry.size === 5_000_003)).toBe(true);
  });
});
