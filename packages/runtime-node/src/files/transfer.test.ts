import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { TransferProgress } from '@nacre/sftp';

import { connect, content, here, makeTree, there } from '../../test/files/transfer-session.js';

const sizes = [0, 1, 32767, 32768, 32769, 261120, 261121, 3_000_001];

describe.each(sizes)('a file of %i bytes', size => {
  test('arrives whole by get, with no temporary file left', async () => {
    await writeFile(join(there, 'f'), content(size));
    const sftp = await connect();
    const result = await sftp.get('/f', join(here, 'g'));
    expect(result).toEqual({ files: 1, bytes: size, skipped: [] });
    expect((await readFile(join(here, 'g'))).equals(content(size))).toBe(true);
    expect(await readdir(here)).toEqual(['g']);
  });

  test.each([false, true])('arrives whole by put, atomic %s', async atomic => {
    await writeFile(join(here, 'f'), content(size));
    const sftp = await connect();
    await sftp.put(join(here, 'f'), '/', { atomic });
    expect((await readFile(join(there, 'f'))).equals(content(size))).toBe(true);
    expect(await readdir(there)).toEqual(['f']);
  });
});

async function expectTree(root: string): Promise<void> {
  expect((await readdir(join(root, 'tree'))).sort()).toEqual(['a', 'empty', 'größe ☃']);
  for (let i = 0; i < 50; i++) {
    expect((await readFile(join(root, `tree/a/f${i}`))).equals(content(i * 100, i))).toBe(true);
    expect((await stat(join(root, `tree/a/f${i}`))).mode & 0o777).toBe(0o600);
  }
  const large = await stat(join(root, 'tree/a/b/large'));
  expect([large.mode & 0o777, large.atimeMs, large.mtimeMs]).toEqual([0o755, 1_000_000, 2_000_000]);
  expect((await stat(join(root, 'tree/a'))).mtimeMs).toBe(4_000_000);
  expect((await stat(join(root, 'tree/empty'))).mode & 0o777).toBe(0o750);
}

test('[SFC-09] [SFC-10] a whole folder arrives by get with permissions and times; links are left out and named', async () => {
  await makeTree(there);
  const sftp = await connect();
  const result = await sftp.get('tree', here, { recursive: true, preserve: true });
  expect(result).toMatchObject({ files: 52, skipped: ['tree/link'] });
  await expectTree(here);
});

test('[SFC-09] [SFC-10] a whole folder arrives by put with permissions and times; links are left out and named', async () => {
  await makeTree(here);
  const sftp = await connect();
  const result = await sftp.put(join(here, 'tree'), '/', { recursive: true, preserve: true });
  expect(result).toMatchObject({ files: 52, skipped: [join(here, 'tree/link')] });
  await expectTree(there);
});

test('links are followed on request, and a loop of links ends with an error', async () => {
  await mkdir(join(there, 't/sub'), { recursive: true });
  await writeFile(join(there, 't/f'), 'F');
  await symlink('f', join(there, 't/l'));
  const sftp = await connect();
  await sftp.get('/t', join(here, 'one'), { recursive: true, links: 'follow' });
  expect(await readFile(join(here, 'one/l'), 'utf8')).toBe('F');
  await symlink('..', join(there, 't/sub/up'));
  await expect(sftp.get('/t', join(here, 'two'), { recursive: true, links: 'follow' })).rejects.toThrow(
    'leads back to /t',
  );
});

test('a folder without recursive, and several sources into a file, are refused', async () => {
  await mkdir(join(there, 'd'));
  const sftp = await connect();
  await expect(sftp.get('/d', here)).rejects.toThrow('recursive');
  await expect(sftp.get(['/d', '/e'], join(here, 'x'))).rejects.toThrow('is not a folder');
  await expect(sftp.put(here, '/')).rejects.toThrow('recursive');
});

test('[SFC-15] progress is told per block, for empty files too, and never runs backwards', async () => {
  await writeFile(join(there, 'f'), content(1_000_000));
  await writeFile(join(there, 'empty'), '');
  const sftp = await connect();
  const seen: TransferProgress[] = [];
  await sftp.get(['/f', '/empty'], here, { onProgress: progress => seen.push(progress) });
  const large = seen.filter(progress => progress.path === '/f').map(progress => progress.bytes);
  expect(large).toEqual([...large].sort((a, b) => a - b));
  expect(large.at(-1)).toBe(1_000_000);
  expect(large.length).toBeGreaterThan(3);
  expect(seen.filter(progress => progress.path === '/empty')).toHaveLength(1);
});

test('[SFC-06] get takes patterns, and one without a match is ENOENT', async () => {
  for (const name of ['a.log', 'b.log', 'c.txt']) await writeFile(join(there, name), name);
  const sftp = await connect();
  const result = await sftp.get('/*.log', here, { glob: true });
  expect(result.files).toBe(2);
  expect((await readdir(here)).sort()).toEqual(['a.log', 'b.log']);
  await expect(sftp.get('/*.gz', here, { glob: true })).rejects.toMatchObject({ fsCode: 'ENOENT' });
});

test('[SFC-07] put takes patterns, and one without a match is ENOENT', async () => {
  for (const name of ['a.log', 'b.log', 'c.txt']) await writeFile(join(here, name), name);
  const sftp = await connect();
  await sftp.put([join(here, '*.log'), join(here, 'c.???')], '/', { glob: true });
  expect((await readdir(there)).sort()).toEqual(['a.log', 'b.log', 'c.txt']);
  await expect(sftp.put(join(here, '*.gz'), '/', { glob: true })).rejects.toMatchObject({ fsCode: 'ENOENT' });
});
