/** A client and a server over memory with a folder on the disk for each, for the tests of transfers. */

import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach } from 'vitest';

import {
  duplexPair,
  fileError,
  openSftp,
  type SftpClient,
  type SftpClientLimits,
  type SftpFileSystem,
  type SftpServerOptions,
  serveSftp,
} from '@nacre/sftp';

import { localFiles } from '../../src/files/local-files.js';
import { nodeLocalFiles } from '../../src/files/node-local-files.js';

const random = { fill: (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>) };
/** The client's folder and the server's, new for each test. */
export let here: string;
export let there: string;
const open: { client: SftpClient; served: Promise<unknown> }[] = [];

beforeEach(async () => {
  here = await mkdtemp(join(tmpdir(), 'nacre-here-'));
  there = await mkdtemp(join(tmpdir(), 'nacre-there-'));
});

afterEach(async () => {
  for (const { client, served } of open.splice(0)) {
    await client.end();
    await served;
  }
  await rm(here, { recursive: true, force: true });
  await rm(there, { recursive: true, force: true });
});

export async function connect(
  files: SftpFileSystem = localFiles({ root: there }),
  options: { limits?: Partial<SftpClientLimits>; server?: Partial<SftpServerOptions> } = {},
): Promise<SftpClient> {
  const [near, far] = duplexPair();
  const served = serveSftp(far, files, { random, ...options.server }).catch((error: unknown) => error);
  const client = await openSftp(near, { local: nodeLocalFiles(), ...(options.limits && { limits: options.limits }) });
  open.push({ client, served });
  return client;
}

export function content(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
}

export async function makeTree(root: string): Promise<void> {
  await mkdir(join(root, 'tree/a/b'), { recursive: true });
  await mkdir(join(root, 'tree/empty'), { mode: 0o750 });
  for (let i = 0; i < 50; i++) await writeFile(join(root, `tree/a/f${i}`), content(i * 100, i), { mode: 0o600 });
  await writeFile(join(root, 'tree/a/b/large'), content(700_000), { mode: 0o755 });
  await writeFile(join(root, 'tree/größe ☃'), 'snow');
  await symlink('a/b/large', join(root, 'tree/link'));
  await utimes(join(root, 'tree/a/b/large'), 1000, 2000);
  await utimes(join(root, 'tree/a'), 3000, 4000);
}

/** `files` with reads and writes that `fault` may change. */
export function faulty(
  files: SftpFileSystem,
  fault: (kind: 'read' | 'write', position: number) => 'short' | 'fail' | undefined,
): SftpFileSystem {
  return {
    ...files,
    open: async (path, how) => {
      const file = await files.open(path, how);
      return {
        ...file,
        read: (position, buffer) => {
          const what = fault('read', position);
          if (what === 'fail') throw fileError('EIO', 'read');
          return file.read(position, what === 'short' ? buffer.subarray(0, Math.ceil(buffer.length / 3)) : buffer);
        },
        write: (position, pieces) => {
          if (fault('write', position) === 'fail') throw fileError('ENOSPC', 'write');
          return file.write(position, pieces);
        },
      };
    },
  };
}
