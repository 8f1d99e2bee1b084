import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { ByteDuplex } from '@nacre/core';
import { serveSftp } from '@nacre/sftp';

import { localFiles } from './local-files.js';

const CLIENT = '/usr/bin/sftp';
const installed = existsSync(CLIENT);
if (!installed && process.env['NACRE_REQUIRE_PEERS'] === '1') throw new Error(`${CLIENT} is not installed`);

const random = { fill: (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>) };

function socketDuplex(socket: Socket): ByteDuplex {
  const chunks = socket[Symbol.asyncIterator]();
  socket.on('error', () => {});
  return {
    read: async () => {
      const { value, done } = await chunks.next();
      return done === true ? undefined : (value as Uint8Array);
    },
    write: (...parts) => {
      const sent = parts.map(
        part => new Promise<void>((resolve, reject) => socket.write(part, e => (e ? reject(e) : resolve()))),
      );
      return Promise.all(sent).then(() => undefined);
    },
    end: async () => void socket.end(),
    close: () => void socket.destroySoon(),
  };
}

describe.skipIf(!installed)('peer: the sftp program of OpenSSH against this server', () => {
  let world: string;
  let server: Server;

  beforeEach(async () => {
    world = await mkdtemp(join(tmpdir(), 'nacre-program-'));
    await mkdir(join(world, 'root/sub'), { recursive: true });
    await mkdir(join(world, 'here'));
    const bridge =
      "const s = require('node:net').connect(process.argv[2]); process.stdin.pipe(s); s.pipe(process.stdout);";
    await writeFile(join(world, 'bridge.cjs'), bridge);
    server = createServer(socket => {
      void serveSftp(socketDuplex(socket), localFiles({ root: join(world, 'root') }), { random, now: Date.now }).catch(
        () => {},
      );
    });
    await new Promise<void>(resolve => server.listen(join(world, 'socket'), resolve));
  });

  afterEach(async () => {
    server.close();
    await rm(world, { recursive: true, force: true });
  });

  /** What the program prints for these commands; a command that fails ends it with an error. */
  async function sftp(...commands: string[]): Promise<string> {
    const batch = join(world, 'batch');
    await writeFile(batch, `${commands.join('\n')}\n`);
    const direct = `${process.execPath} ${join(world, 'bridge.cjs')} ${join(world, 'socket')}`;
    return new Promise((resolve, reject) => {
      execFile(CLIENT, ['-b', batch, '-D', direct], { cwd: join(world, 'here') }, (error, stdout, stderr) => {
        if (error) reject(new Error(stderr));
        else resolve(stdout);
      });
    });
  }

  test('files go both ways unchanged, with permissions and times', async () => {
    const content = randomBytes(3_000_001);
    await writeFile(join(world, 'here/up'), content, { mode: 0o640 });
    await sftp('put -p up sub/copy', 'get -p sub/copy down');
    expect((await readFile(join(world, 'root/sub/copy'))).equals(content)).toBe(true);
    expect((await readFile(join(world, 'here/down'))).equals(content)).toBe(true);
    const [up, copy, down] = await Promise.all(
      ['here/up', 'root/sub/copy', 'here/down'].map(path => stat(join(world, path))),
    );
    expect([copy?.mode, down?.mode]).toEqual([up?.mode, up?.mode]);
    expect(Math.floor((down?.mtimeMs ?? 0) / 1000)).toBe(Math.floor((up?.mtimeMs ?? 1) / 1000));
  });

  test('[SEC-222] folders, links and names are as the program expects', async () => {
    const text = await sftp(
      'pwd',
      'mkdir a',
      'put /etc/hostname a/f',
      'symlink f a/link',
      'rename a/f a/g',
      'ls -l a',
      'ls -l sub',
    );
    expect(text).toContain('Remote working directory: /');
    expect(text).toMatch(/^-rw.* g$/m);
    expect(await readlink(join(world, 'root/a/link'))).toBe('f');
    await expect(sftp('rmdir a')).rejects.toThrow();
    await sftp('rm a/*', 'rmdir a');
    expect(await readdir(join(world, 'root'))).toEqual(['sub']);
  });

  test('a whole tree goes both ways', async () => {
    await mkdir(join(world, 'here/tree/x'), { recursive: true });
    for (let i = 0; i < 40; i++) await writeFile(join(world, `here/tree/x/f${i}`), String(i));
    await sftp('put -r tree', 'get -r tree back');
    expect((await readdir(join(world, 'here/back/x'))).length).toBe(40);
  });

  test('nothing outside of the root can be reached', async () => {
    await writeFile(join(world, 'secret'), 'SECRET');
    await expect(sftp('get ../../secret stolen')).rejects.toThrow('not found');
    await expect(sftp('ls ../..')).resolves.toContain('sub');
  });
});
