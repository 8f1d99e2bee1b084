import { afterEach, describe, expect, test } from 'vitest';

import { random } from '../../test/support.js';
import {
  duplexPair,
  memoryFiles,
  openSftp,
  type ServedFile,
  type SftpClient,
  type SftpFileSystem,
  serveSftp,
} from '../index.js';

let sftp: SftpClient;
let served: Promise<void>;
let calls: unknown[][];

afterEach(async () => {
  await sftp.end();
  await served;
});

/** Memory files of which every call is written down, and answered at once or later. */
function recorded(later: boolean): SftpFileSystem {
  calls = [];
  const answer = <T>(value: T): T => (later ? (Promise.resolve(value) as T) : value);
  const record = <T extends object>(target: T, skip: readonly string[]): T => {
    const methods = Object.entries(target).map(([name, method]: [string, (...args: unknown[]) => unknown]) => [
      name,
      (...args: unknown[]) => {
        if (!skip.includes(name)) calls.push([name, ...args]);
        return answer(method(...args));
      },
    ]);
    return Object.fromEntries(methods) as T;
  };
  const base = memoryFiles({ files: { '/f': 'content' } });
  return record({ ...base, open: (path, how) => record(base.open(path, how) as ServedFile, []) } as SftpFileSystem, []);
}

async function connect(later: boolean): Promise<void> {
  const [near, far] = duplexPair();
  served = serveSftp(far, recorded(later), { random });
  sftp = await openSftp(near);
}

/** One row of the feature list: what the client does, and the calls that the file system sees. */
const rows: [string, (sftp: SftpClient) => Promise<unknown>, unknown[][]][] = [
  [
    '[SFS-03] open',
    async () => (await sftp.open('x/../f', 'r+', { mode: 0o600 })).path,
    [
      [
        'open',
        '/f',
        {
          read: true,
          write: true,
          append: false,
          create: false,
          truncate: false,
          exclusive: false,
          attributes: { mode: 0o600 },
        },
      ],
    ],
  ],
  ['[SFS-12] mkdir', () => sftp.mkdir('/d', { mode: 0o700 }), [['mkdir', '/d', { mode: 0o700 }]]],
  ['[SFS-12] rmdir', () => sftp.rmdir('/d').catch(() => {}), [['rmdir', '/d']]],
  ['[SFS-13] remove', () => sftp.unlink('/f'), [['remove', '/f']]],
  ['[SFS-14] realpath', () => sftp.realpath('a/./b/..'), [['realpath', '/a']]],
  [
    '[SFS-15] rename',
    () => sftp.rename('/f', '/g', { overwrite: false }),
    [['rename', '/f', '/g', { overwrite: false }]],
  ],
  [
    '[SFS-16] posix-rename',
    () => sftp.rename('/f', '/g', { overwrite: true }),
    [['rename', '/f', '/g', { overwrite: true }]],
  ],
  ['[SFS-17] symlink', () => sftp.symlink('../f', '/l'), [['symlink', '../f', '/l']]],
  ['[SFS-17] readlink', () => sftp.readlink('/f').catch(() => {}), [['readlink', '/f']]],
  ['[SFS-08] stat', () => sftp.stat('/f'), [['stat', '/f']]],
  ['[SFS-08] lstat', () => sftp.lstat('/f'), [['lstat', '/f']]],
  ['[SFS-09] setstat of the mode', () => sftp.chmod('/f', 0o640), [['setstat', '/f', { mode: 0o640 }]]],
  ['[SFS-09] setstat of the times', () => sftp.utimes('/f', 1, 2), [['setstat', '/f', { atime: 1, mtime: 2 }]]],
  ['[SFS-09] setstat of the size', () => sftp.truncate('/f', 3), [['setstat', '/f', { size: 3 }]]],
  ['[SFS-11] opendir', () => sftp.readdir('/'), [['opendir', '/']]],
];

describe.each([false, true])('[SFS-02] hooks that answer later: %s', later => {
  test.each(rows)('%s', async (_name, work, expected) => {
    await connect(later);
    await work(sftp);
    expect(calls).toEqual(expected);
  });

  test('[SFS-05] [SFS-06] [SFS-07] [SFS-20] an open file: read to its end, write, fsync, close', async () => {
    await connect(later);
    const file = await sftp.open('/f', 'r+');
    expect(await file.readFile({ encoding: 'utf8' })).toBe('content');
    await file.write('C', { position: 0 });
    await file.truncate(4);
    await file.sync();
    await file.close();
    const names = calls.map(call => call[0]).filter(name => name !== 'read');
    expect(names).toEqual(['open', 'stat', 'write', 'setstat', 'sync', 'close']);
    expect(await sftp.readFile('/f', 'utf8')).toBe('Cont');
  });

  test('[SFS-05] what is open at the end of the session is closed', async () => {
    await connect(later);
    await sftp.open('/f');
    await sftp.end();
    await served;
    expect(calls.map(call => call[0])).toEqual(['open', 'close']);
  });
});
