import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import { describe, expect, test } from 'vitest';

import type { SshError } from '../src/index.js';
import { rejection, startServer, startSftpServer, temporaryFolder, until } from './support.js';

const MIB = 1024 * 1024;

describe('sftp', () => {
  test('puts and gets a tree and a large file, with equal hashes and progress', async () => {
    const { connect, root } = await startSftpServer();
    const local = await temporaryFolder();
    await mkdir(join(local, 'tree/a/b'), { recursive: true });
    for (let i = 0; i < 40; i++) await writeFile(join(local, `tree/a/${i % 2 ? 'b/' : ''}${i}`), randomBytes(i * 1000));
    await writeFile(join(local, 'large'), randomBytes(24 * MIB));
    await using ssh = await connect();
    await using sftp = await ssh.sftp();
    let reports = 0;
    const put = await sftp.put(join(local, 'tree'), '/up', { recursive: true, onProgress: () => reports++ });
    expect(put.files).toBe(40);
    expect(reports).toBeGreaterThanOrEqual(40);
    await sftp.put(join(local, 'large'), '/large');
    await sftp.get('/up', join(local, 'back'), { recursive: true });
    await sftp.get('/large', join(local, 'large-back'));
    for (let i = 0; i < 40; i++) {
      const name = `a/${i % 2 ? 'b/' : ''}${i}`;
      expect(await readFile(join(local, 'back', name))).toEqual(await readFile(join(local, 'tree', name)));
    }
    const hash = async (path: string) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    const hashes = [join(local, 'large'), join(local, 'large-back'), join(root, 'large')].map(hash);
    expect(new Set(await Promise.all(hashes)).size).toBe(1);
  });

  test('streams read and write files, whole and in part', async () => {
    const { connect } = await startSftpServer();
    const ssh = await connect();
    const sftp = await ssh.sftp();
    const content = randomBytes(9 * MIB + 123);
    await pipeline(Readable.from(pieces(content, 100_000)), sftp.createWriteStream('/file', { mode: 0o600 }));
    expect(((await sftp.stat('/file')).mode ?? 0) & 0o777).toBe(0o600);
    expect(Buffer.compare(await buffer(sftp.createReadStream('/file')), content)).toBe(0);
    const part = await buffer(sftp.createReadStream('/file', { start: MIB, end: 2 * MIB - 1 }));
    expect(Buffer.compare(part, content.subarray(MIB, 2 * MIB))).toBe(0);
    await pipeline(Readable.from([Buffer.from('patch')]), sftp.createWriteStream('/file', { flags: 'r+', start: 10 }));
    expect((await buffer(sftp.createReadStream('/file', { start: 10, end: 14 }))).toString()).toBe('patch');
  });

  test('a stream that fails or is destroyed closes its file and leaves the session usable', async () => {
    const { connect } = await startSftpServer();
    const ssh = await connect();
    const sftp = await ssh.sftp();
    expect(await rejection<SshError>(buffer(sftp.createReadStream('/missing')))).toMatchObject({ fsCode: 'ENOENT' });
    const denied = pipeline(Readable.from([Buffer.alloc(10)]), sftp.createWriteStream('/no/such/folder'));
    expect(await rejection<SshError>(denied)).toMatchObject({ fsCode: 'ENOENT' });
    await sftp.writeFile('/big', randomBytes(8 * MIB));
    const reading = sftp.createReadStream('/big');
    for await (const _chunk of reading) break;
    const broken = pipeline(
      Readable.from(
        (function* () {
          yield Buffer.alloc(1000);
          throw new Error('source');
        })(),
      ),
      sftp.createWriteStream('/half'),
    );
    expect((await rejection(broken)).message).toBe('source');
    await until(() => sftp.outstanding === 0, 'all requests to be answered');
    expect(await sftp.readFile('/half')).toBeInstanceOf(Uint8Array);
  });

  test('a server without the subsystem refuses, and the connection goes on', async () => {
    const { connect } = await startServer();
    const ssh = await connect();
    expect(await rejection<SshError>(ssh.sftp())).toMatchObject({
      code: 'CHANNEL_REQUEST_FAILED',
      details: { subsystem: 'sftp' },
    });
    expect((await ssh.exec('echo on')).stdout).toBe('on');
  });

  test('ending a session closes its channel; several sessions stand side by side', async () => {
    const { connect, server } = await startSftpServer();
    const ssh = await connect();
    const sessions = await Promise.all([ssh.sftp(), ssh.sftp(), ssh.sftp()]);
    expect(server.connections[0]?.sessions).toBe(3);
    await Promise.all(sessions.map((sftp, i) => sftp.writeFile(`/${i}`, `file ${i}`)));
    expect(await sessions[0]?.readFile('/2', 'utf8')).toBe('file 2');
    for (const sftp of sessions) await sftp.end();
    await until(() => server.connections[0]?.sessions === 0, 'the channels to close');
    expect((await rejection<SshError>(sessions[0]?.stat('/') as Promise<unknown>)).code).toBe('CONNECTION_LOST');
  });
});

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
