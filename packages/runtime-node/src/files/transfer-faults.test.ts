import { mkdir, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { isSshError } from '@nacre/core';
import { fileError, memoryFiles, type SftpFileSystem } from '@nacre/sftp';

import { connect, content, faulty, here, makeTree, there } from '../../test/files/transfer-session.js';
import { localFiles } from './local-files.js';

test('[SEC-239] short reads are completed, whatever their pattern', async () => {
  await writeFile(join(there, 'f'), content(2_000_003));
  let turn = 0;
  const sftp = await connect(faulty(localFiles({ root: there }), () => (turn++ % 3 === 0 ? undefined : 'short')));
  await sftp.get('/f', join(here, 'f'));
  expect((await readFile(join(here, 'f'))).equals(content(2_000_003))).toBe(true);
});

test('a failing read leaves nothing behind, and the session goes on', async () => {
  await writeFile(join(there, 'f'), content(2_000_000));
  await writeFile(join(here, 'f'), 'old');
  const sftp = await connect(
    faulty(localFiles({ root: there }), (_, position) => (position > 1_000_000 ? 'fail' : undefined)),
  );
  await expect(sftp.get('/f', join(here, 'f'))).rejects.toMatchObject({ code: 'SFTP_STATUS', syscall: 'read' });
  expect(await readdir(here)).toEqual(['f']);
  expect(await readFile(join(here, 'f'), 'utf8')).toBe('old');
  expect(sftp.outstanding).toBe(0);
  expect((await sftp.stat('/f')).size).toBe(2_000_000);
});

test('a connection that is lost during get fails the copy and leaves nothing behind', async () => {
  await writeFile(join(there, 'f'), content(5_000_000));
  let lose = () => {};
  const files = faulty(localFiles({ root: there }), (_, position) => {
    if (position > 2_000_000) lose();
    return undefined;
  });
  const sftp = await connect(files);
  lose = () => void sftp.end();
  await expect(sftp.get('/f', join(here, 'f'))).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  expect(await readdir(here)).toEqual([]);
});

test('a full disk during put is told, and an atomic put leaves nothing behind', async () => {
  await writeFile(join(here, 'f'), content(2_000_000));
  const files = memoryFiles({ capacity: 1_000_000, files: { '/f': 'old' } });
  const sftp = await connect(files);
  await expect(sftp.put(join(here, 'f'), '/f', { atomic: true })).rejects.toMatchObject({
    serverMessage: 'No space left',
  });
  expect(await sftp.readdir('/')).toEqual(['f']);
  expect(await sftp.readFile('/f', 'utf8')).toBe('old');
});

test('onError gets each failure and copying goes on', async () => {
  await makeTree(there);
  const base = localFiles({ root: there });
  const files: SftpFileSystem = {
    ...base,
    open: (path, how) => {
      if (path.endsWith('7')) throw fileError('EACCES', 'open');
      return base.open(path, how);
    },
  };
  const sftp = await connect(files);
  const failed: string[] = [];
  const result = await sftp.get('/tree', here, { recursive: true, onError: (_, path) => failed.push(path) });
  expect(failed.sort()).toEqual(['/tree/a/f17', '/tree/a/f27', '/tree/a/f37', '/tree/a/f47', '/tree/a/f7']);
  expect(result.files).toBe(47);
});

test('a file that grows or shrinks during the copy is copied to its real end', async () => {
  await writeFile(join(there, 'f'), content(1_500_000));
  const base = localFiles({ root: there });
  for (const size of [1_900_000, 700_000]) {
    await truncate(join(there, 'f'), 1_500_000);
    const sftp = await connect({
      ...base,
      open: async (path, how) => {
        await truncate(join(there, 'f'), size);
        return base.open(path, how);
      },
    });
    await sftp.get('/f', join(here, 'f'));
    expect((await stat(join(here, 'f'))).size).toBe(size);
  }
});

test('[SFC-18] aborting a copy anywhere settles it, closes the handles and leaves the session usable', async () => {
  await makeTree(there);
  const base = localFiles({ root: there });
  let handles = 0;
  const files: SftpFileSystem = {
    ...base,
    open: async (path, how) => {
      const file = await base.open(path, how);
      handles++;
      return {
        ...file,
        close: () => {
          handles--;
          return file.close();
        },
      };
    },
  };
  const sftp = await connect(files);
  for (let step = 0; step < 40; step++) {
    const controller = new AbortController();
    let left = step;
    const copy = sftp.get('/tree', join(here, `t${step}`), {
      recursive: true,
      signal: controller.signal,
      onProgress: () => {
        if (left-- === 0) controller.abort();
      },
    });
    if (step % 2 === 1) setTimeout(() => controller.abort(), step / 8);
    const error = await copy.catch((reason: unknown) => reason);
    if (controller.signal.aborted) expect(isSshError(error, 'ABORTED')).toBe(true);
    const left_ = await readdir(join(here, `t${step}`), { recursive: true }).catch(() => []);
    expect(left_.filter(name => name.endsWith('.part'))).toEqual([]);
  }
  expect((await sftp.stat('/tree/a/b/large')).size).toBe(700_000);
  for (let i = 0; i < 50 && (handles > 0 || sftp.outstanding > 0); i++)
    await new Promise(resolve => setTimeout(resolve, 5));
  expect([handles, sftp.outstanding]).toEqual([0, 0]);
});

describe('resume', () => {
  test('get goes on where it stopped, and starts again when the original changed', async () => {
    await writeFile(join(there, 'f'), content(2_000_000));
    let broken = true;
    const positions: number[] = [];
    const sftp = await connect(
      faulty(localFiles({ root: there }), (_, position) => {
        positions.push(position);
        return broken && position > 1_000_000 ? 'fail' : undefined;
      }),
    );
    const target = join(here, 'f');
    await expect(sftp.get('/f', target, { resume: true })).rejects.toThrow('read');
    const partial = (await stat(`${target}.part`)).size;
    expect(partial).toBeGreaterThan(900_000);
    broken = false;
    positions.length = 0;
    await sftp.get('/f', target, { resume: true });
    expect(Math.min(...positions)).toBe(partial);
    expect((await readFile(target)).equals(content(2_000_000))).toBe(true);

    broken = true;
    await expect(sftp.get('/f', target, { resume: true })).rejects.toThrow('read');
    await writeFile(join(there, 'f'), content(2_000_000, 99));
    await utimes(join(there, 'f'), 5000, 5000);
    broken = false;
    await sftp.get('/f', target, { resume: true });
    expect((await readFile(target)).equals(content(2_000_000, 99))).toBe(true);
    expect(await readdir(here)).toEqual(['f']);
  });

  test('put goes on where it stopped', async () => {
    await writeFile(join(here, 'f'), content(2_000_000));
    let broken = true;
    const positions: number[] = [];
    const sftp = await connect(
      faulty(localFiles({ root: there }), (kind, position) => {
        if (kind === 'write') positions.push(position);
        return broken && position > 1_000_000 ? 'fail' : undefined;
      }),
    );
    await expect(sftp.put(join(here, 'f'), '/f', { resume: true })).rejects.toThrow('write');
    const partial = (await stat(join(there, 'f.part'))).size;
    expect(partial).toBeGreaterThan(900_000);
    broken = false;
    positions.length = 0;
    await sftp.put(join(here, 'f'), '/f', { resume: true });
    expect(Math.min(...positions)).toBe(partial);
    expect((await readFile(join(there, 'f'))).equals(content(2_000_000))).toBe(true);
    expect(await readdir(there)).toEqual(['f']);
  });
});

describe('a hostile server', () => {
  const evil = (name: string): SftpFileSystem => {
    const base = memoryFiles({ files: { '/d/f': 'x' } });
    return {
      ...base,
      opendir: () => {
        let done = false;
        const read = () => {
          if (done) return [];
          done = true;
          return [{ name, attributes: { mode: 0o100644, size: 1 } }];
        };
        return { read, close: () => {} };
      },
    };
  };

  test('[SEC-232] a link at the place of a folder in the target is refused, a link in place of a file is replaced', async () => {
    await mkdir(join(there, 'd/sub'), { recursive: true });
    await writeFile(join(there, 'd/sub/f'), 'x');
    await writeFile(join(there, 'd/g'), 'new');
    await mkdir(join(here, 'outside'));
    await writeFile(join(here, 'victim'), 'untouched');
    await mkdir(join(here, 'd'));
    await symlink(join(here, 'outside'), join(here, 'd/sub'));
    await symlink(join(here, 'victim'), join(here, 'd/g'));
    const sftp = await connect();
    await expect(sftp.get('/d', here, { recursive: true })).rejects.toThrow('in the way');
    await rm(join(here, 'd/sub'));
    await sftp.get('/d', here, { recursive: true });
    expect(await readdir(join(here, 'outside'))).toEqual([]);
    expect(await readFile(join(here, 'victim'), 'utf8')).toBe('untouched');
    expect(await readFile(join(here, 'd/g'), 'utf8')).toBe('new');
  });

  test('an endless tree ends at the depth limit', async () => {
    const base = evil('d');
    const files: SftpFileSystem = {
      ...base,
      stat: () => ({ mode: 0o040755 }),
      opendir: path => {
        let done = false;
        return {
          read: () => (done ? [] : ((done = true), [{ name: 'd', attributes: { mode: 0o040755, size: 0 } }])),
          close: () => void path,
        };
      },
    };
    const sftp = await connect(files, { limits: { maxDepth: 8 } });
    await expect(sftp.get('/d', here, { recursive: true })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  test('[SEC-233] setuid and setgid bits are not taken over', async () => {
    await writeFile(join(there, 'f'), 'x', { mode: 0o755 });
    const base = localFiles({ root: there });
    const sftp = await connect({ ...base, stat: async path => ({ ...(await base.stat(path)), mode: 0o106755 }) });
    await sftp.get('/f', join(here, 'f'), { preserve: true });
    expect((await stat(join(here, 'f'))).mode & 0o7777).toBe(0o755);
  });
});
