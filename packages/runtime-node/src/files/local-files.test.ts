import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { duplexPair, openSftp, type RemotePath, type SftpClient, SftpError, serveSftp } from '@nacre/sftp';

import type * as Anchor from './anchor.js';
import { ESCAPE_PATHS } from '../../test/files/escape-paths.js';
import { localFiles } from './local-files.js';

/** Whether folders are held by descriptors, as on Linux, or found by their real path, as elsewhere. */
const system = vi.hoisted(() => ({ held: true }));
vi.mock('./anchor.js', async original => {
  const real = await original<typeof Anchor>();
  return { ...real, openRoot: async (path: string) => ({ ...(await real.openRoot(path)), held: system.held }) };
});

const random = { fill: (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>) };

/** Holds the jail `j/u1`, neighbours with names that begin alike, and things outside that nobody may reach. */
let world: string;
/** What is around it, so that even a path that climbs out too far stays in our own folders. */
let surroundings: string;
let jail: string;
let sftp: SftpClient;
let served: Promise<unknown>;

beforeEach(async () => {
  surroundings = await mkdtemp(join(tmpdir(), 'nacre-jail-'));
  world = join(surroundings, 'around/world');
  jail = join(world, 'j/u1');
  for (const folder of ['j/u1/d/sub', 'j/u10', 'j/u1_backup', 'j/u1..', 'outside/deep'])
    mkdirSync(join(world, folder), { recursive: true });
  for (const file of [
    'j/u10/secret',
    'j/u1_backup/secret',
    'j/u1../secret',
    'outside/secret',
    'outside/deep/secret',
    'secret',
  ]) {
    writeFileSync(join(world, file), 'SECRET');
  }
  writeFileSync(join(jail, 'file'), 'inside');
  writeFileSync(join(jail, 'd/file'), 'inside d');
  await connect();
});

afterEach(async () => {
  system.held = true;
  await sftp.end();
  await served;
  await rm(surroundings, { recursive: true, force: true });
});

async function connect(readOnly = false): Promise<void> {
  const [near, far] = duplexPair();
  served = serveSftp(far, localFiles({ root: jail, readOnly }), { random });
  sftp = await openSftp(near);
}

/** A digest of all names, types, links and contents below `folder`. */
function treeHash(folder: string, skip?: string): string {
  const hash = createHash('sha256');
  const walk = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      const full = join(path, name);
      if (full === skip) continue;
      const stats = lstatSync(full);
      hash.update(`${full} ${stats.mode} ${stats.mtimeMs}\n`);
      if (stats.isDirectory()) walk(full);
      else hash.update(stats.isSymbolicLink() ? readlinkSync(full) : readFileSync(full));
    }
  };
  walk(folder);
  return hash.digest('hex');
}

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** Everything that a client can do with one path; what is made gets a name of its own. */
const operations: Record<string, (path: RemotePath, n: number) => Promise<unknown>> = {
  'open r': async path => (await sftp.open(path, 'r')).readFile({ encoding: 'utf8' }),
  'open w': path => sftp.writeFile(path, 'changed'),
  'open wx': path => sftp.writeFile(path, 'changed', { flag: 'wx' }),
  'open a': path => sftp.appendFile(path, 'changed'),
  opendir: path => sftp.readdir(path),
  stat: path => sftp.stat(path),
  lstat: path => sftp.lstat(path),
  chmod: path => sftp.chmod(path, 0o700),
  utimes: path => sftp.utimes(path, 1, 1),
  truncate: path => sftp.truncate(path, 1),
  readlink: path => sftp.readlink(path),
  realpath: path => sftp.realpath(path),
  mkdir: path => sftp.mkdir(path),
  rmdir: path => sftp.rmdir(path),
  remove: path => sftp.unlink(path),
  'rename from': (path, n) => sftp.rename(path, `/taken${n}`, { overwrite: false }),
  'rename to': path => sftp.rename('/d/file', path, { overwrite: false }),
  'posix-rename from': (path, n) => sftp.rename(path, `/taken-too${n}`, { overwrite: true }),
  'posix-rename to': path => sftp.rename('/d/file', path, { overwrite: true }),
  'symlink at': path => sftp.symlink('file', path),
  'symlink to': async (path, n) => {
    await sftp.symlink(path, `/link${n}`);
    return sftp.readFile(`/link${n}`, 'utf8');
  },
};

function plantLinks(): void {
  symlinkSync('../../outside', join(jail, 'out'));
  symlinkSync(join(world, 'outside'), join(jail, 'abs'));
  symlinkSync('..', join(jail, 'up'));
  symlinkSync('/proc/self/root', join(jail, 'proc'));
  symlinkSync('../../outside/secret', join(jail, 'outfile'));
  symlinkSync('out', join(jail, 'chain'));
  symlinkSync('../../outside/nothing', join(jail, 'dangling'));
  symlinkSync('loop', join(jail, 'loop'));
}

describe.each([true, false])('[SEC-210] [SEC-211] no path leads out of the root, folders held: %s', held => {
  test('the table has the size that is promised', () => expect(ESCAPE_PATHS.length).toBeGreaterThanOrEqual(80));

  test.each(Object.keys(operations))('%s', async name => {
    const operation = operations[name] as (path: RemotePath, n: number) => Promise<unknown>;
    system.held = held;
    plantLinks();
    const before = treeHash(world, jail);
    const rootBefore = lstatSync(world).mtimeMs;
    for (const [n, entry] of ESCAPE_PATHS.entries()) {
      const path = typeof entry === 'string' ? entry.replace('@', jail).replace('^', world) : entry;
      const result = await settled(operation(path, n));
      if (result instanceof Error) expect(result, `${String(path)}`).toBeInstanceOf(SftpError);
      const shown = result instanceof SftpError ? result.serverMessage : JSON.stringify(result ?? '');
      expect(shown).not.toContain('SECRET');
      if (name !== 'realpath') expect(shown).not.toContain('secret'); // inside of the root the name is the client's own
      if (name !== 'realpath' && name !== 'readlink')
        expect(shown.includes(world) && name !== 'symlink to').toBe(false);
    }
    expect(treeHash(world, jail)).toBe(before);
    expect(lstatSync(world).mtimeMs).toBe(rootBefore);
  });
});

describe.each([true, false])('[SEC-213] [SEC-214] nothing outside is told, folders held: %s', held => {
  beforeEach(() => {
    system.held = held;
  });

  test('what is outside looks the same whether it exists or not', async () => {
    plantLinks();
    for (const [there, absent] of [
      ['out', 'dangling'],
      ['out/secret', 'out/nothing'],
      ['abs/deep', 'abs/none'],
      ['up/u10', 'up/u99'],
      ['out/deep/secret', 'out/deep/x'],
    ]) {
      for (const name of ['stat', 'open r', 'opendir', 'chmod', 'realpath', 'truncate', 'posix-rename from', 'mkdir']) {
        if (name === 'posix-rename from' && !there?.includes('/')) continue; // moves the link itself
        if (name === 'mkdir' && !there?.includes('/')) continue;
        const operation = operations[name] as (path: RemotePath, n: number) => Promise<unknown>;
        const [a, b] = [
          await settled(operation(there as string, 1)),
          await settled(operation(absent as string, 2)),
        ] as SftpError[];
        expect(a).toBeInstanceOf(SftpError);
        expect([a?.status, a?.serverMessage], `${name} ${there}`).toEqual([b?.status, b?.serverMessage]);
      }
    }
  });

  test('links are told as the client sees them, and not at all if they lead out', async () => {
    plantLinks();
    symlinkSync(join(jail, 'd/file'), join(jail, 'd/absolute'));
    symlinkSync('../file', join(jail, 'd/relative'));
    expect(await sftp.readlink('/d/absolute')).toBe('/d/file');
    expect(await sftp.readFile('/d/absolute', 'utf8')).toBe('inside d');
    expect(await sftp.readlink('/d/relative')).toBe('../file');
    expect(await sftp.realpath('/d/relative')).toBe('/file');
    for (const link of ['out', 'abs', 'up', 'proc', 'outfile'])
      await expect(sftp.readlink(link)).rejects.toMatchObject({ status: 3 });
  });

  test('links that clients make cannot lead out; absolute ones start at the root that clients see', async () => {
    for (const target of ['../..', '../../outside', '..', 'd/../../x']) {
      await expect(sftp.symlink(target, '/link')).rejects.toMatchObject({ status: 3 });
    }
    await sftp.symlink('/file', '/d/sub/link');
    expect(readlinkSync(join(jail, 'd/sub/link'))).toBe('../../file');
    expect(await sftp.readFile('/d/sub/link', 'utf8')).toBe('inside');
    await sftp.symlink('/etc/passwd', '/passwd');
    await expect(sftp.readFile('/passwd')).rejects.toMatchObject({ fsCode: 'ENOENT' });
    await sftp.symlink('/', '/d/root');
    expect(await sftp.readFile('/d/root/file', 'utf8')).toBe('inside');
  });
});

test('[SEC-212] a folder that turns into a link and back while it is used never leads out', async () => {
  symlinkSync('../../outside', join(jail, 'evil'));
  mkdirSync(join(jail, 'good'));
  writeFileSync(join(jail, 'good/secret'), 'harmless');
  const name = join(jail, 'flip');
  renameSync(join(jail, 'good'), name);
  let flips = 0;
  const flip = (): void => {
    if (flips++ % 2 === 0) {
      renameSync(name, join(jail, 'good'));
      renameSync(join(jail, 'evil'), name);
    } else {
      renameSync(name, join(jail, 'evil'));
      renameSync(join(jail, 'good'), name);
    }
  };
  let opened = 0;
  let refused = 0;
  const rounds = Number(process.env['NACRE_RACE_OPENS'] ?? 3200) / 8;
  for (let round = 0; round < rounds; round++) {
    const reads = Array.from({ length: 8 }, () => settled(sftp.readFile('/flip/secret', 'utf8')));
    const writes = settled(sftp.writeFile('/flip/new', 'x'));
    for (let i = 0; i < 4; i++) {
      flip();
      await new Promise(resolve => setImmediate(resolve));
    }
    for (const result of await Promise.all(reads)) {
      if (result instanceof Error) refused++;
      else {
        expect(result).toBe('harmless');
        opened++;
      }
    }
    await writes;
  }
  expect(existsSync(join(world, 'outside/new'))).toBe(false);
  expect(Math.min(opened, refused)).toBeGreaterThan(0);
}, 600_000);

test('[SEC-215] read-only refuses every operation that changes something, with every combination of open flags', async () => {
  await sftp.end();
  await connect(true);
  const before = treeHash(world);
  for (let flags = 0; flags < 64; flags++) {
    const result = await settled(sftp.open(flags % 2 === 0 ? '/file' : '/new', flags));
    if (flags === 1) expect(result).toMatchObject({ fsCode: 'ENOENT' });
    else expect(result, `flags ${flags}`).toMatchObject({ status: 3 });
  }
  const file = await sftp.open('/file', 'r');
  expect(await file.readFile({ encoding: 'utf8' })).toBe('inside');
  const changes = [
    () => file.truncate(0),
    () => file.chmod(0o777),
    () => file.utimes(1, 1),
    () => file.write('x'),
    () => file.sync(),
    () => sftp.truncate('/file', 0),
    () => sftp.chmod('/file', 0o777),
    () => sftp.utimes('/file', 1, 1),
    () => sftp.mkdir('/new'),
    () => sftp.rmdir('/d/sub'),
    () => sftp.unlink('/file'),
    () => sftp.rename('/file', '/new'),
    () => sftp.rename('/file', '/new', { overwrite: false }),
    () => sftp.symlink('file', '/new'),
    () => sftp.chown('/file', 1, 1),
  ];
  for (const change of changes) expect(await settled(change())).toMatchObject({ status: 3 });
  expect(treeHash(world)).toBe(before);
  expect(await sftp.readdir('/')).toEqual(expect.arrayContaining(['d', 'file']));
});

describe.each([true, false])('what files do, folders held: %s', held => {
  beforeEach(() => {
    system.held = held;
  });

  test('[SEC-222] rename replaces only when asked', async () => {
    writeFileSync(join(jail, 'a'), 'A');
    writeFileSync(join(jail, 'b'), 'B');
    await expect(sftp.rename('/a', '/b', { overwrite: false })).rejects.toMatchObject({
      status: 4,
      serverMessage: 'File already exists',
    });
    await expect(sftp.rename('/d', '/b', { overwrite: false })).rejects.toMatchObject({ status: 4 });
    await sftp.rename('/a', '/c', { overwrite: false });
    await sftp.rename('/c', '/b', { overwrite: true });
    expect(readFileSync(join(jail, 'b'), 'utf8')).toBe('A');
    await sftp.rename('/d', '/e', { overwrite: false });
    expect(readdirSync(jail).sort()).toEqual(['b', 'e', 'file']);
  });

  test('attributes, modes and listings are those of the disk', async () => {
    await sftp.writeFile('/new', 'hello', { mode: 0o640 });
    expect(lstatSync(join(jail, 'new')).mode & 0o777).toBe(0o640);
    await sftp.chmod('/new', 0o6755);
    expect(lstatSync(join(jail, 'new')).mode & 0o7777).toBe(0o755);
    await sftp.utimes('/new', 1000, 2000);
    expect(lstatSync(join(jail, 'new')).mtimeMs).toBe(2_000_000);
    await sftp.mkdir('/m', { mode: 0o700 });
    expect(lstatSync(join(jail, 'm')).mode & 0o777).toBe(0o700);
    const entries = await sftp.readdir('/', { withFileTypes: true });
    const entry = entries.find(candidate => candidate.name === 'new');
    expect(entry?.longname).toMatch(/^-rwxr-xr-x +1 \d+ +\d+ +5 Jan +1 +1970 new$/);
    expect(entry?.stats).toMatchObject({ size: 5, mtimeMs: 2_000_000 });
  });

  test('chmod and times through a link reach its target', async () => {
    symlinkSync('file', join(jail, 'link'));
    await sftp.chmod('/link', 0o600);
    await sftp.utimes('/link', 5, 5);
    await sftp.truncate('/link', 2);
    expect(await sftp.stat('/file')).toMatchObject({ mode: 0o100600, size: 2 });
    expect(lstatSync(join(jail, 'link')).isSymbolicLink()).toBe(true);
  });

  test('pipes and folders are not opened as files', async () => {
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(jail, 'pipe')]);
    await expect(sftp.readFile('/pipe')).rejects.toMatchObject({ status: 3 });
    await expect(sftp.readFile('/d')).rejects.toMatchObject({ serverMessage: 'Is a directory' });
    await expect(sftp.unlink('/d')).rejects.toMatchObject({ serverMessage: 'Is a directory' });
  });

  test('the root itself cannot be removed, renamed or replaced', async () => {
    for (const call of [
      () => sftp.rmdir('/'),
      () => sftp.rename('/', '/x'),
      () => sftp.rename('/d', '/'),
      () => sftp.mkdir('/'),
    ]) {
      expect(await settled(call())).toMatchObject({ status: 4 });
    }
    expect((await sftp.stat('/')).isDirectory()).toBe(true);
    expect((await sftp.lstat('/')).isDirectory()).toBe(true);
  });

  test('no descriptor is left open', async () => {
    const count = (): number => readdirSync('/proc/self/fd').length;
    await sftp.stat('/file');
    const before = count();
    plantLinks();
    for (const path of ['/file', '/d/file', '/out/secret', '/abs', '/nothing', '/loop', '/d/x/y', '/chain/secret']) {
      for (const [name, operation] of Object.entries(operations))
        if (name !== 'open r') await settled(operation(path, 0));
    }
    expect(count()).toBeLessThanOrEqual(before);
  });
});
