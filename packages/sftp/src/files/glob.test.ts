import { afterEach, describe, expect, test } from 'vitest';

import { random } from '../../test/support.js';
import { duplexPair, memoryFiles, openSftp, type SftpClient, serveSftp } from '../index.js';
import { matchesName } from './glob.js';

describe('matchesName', () => {
  const cases: [string, string, boolean][] = [
    ['*', '', true],
    ['*', '.hidden', true],
    ['*.log', 'a.log', true],
    ['*.log', 'a.logs', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a?c', 'a☃c', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[]]', ']', true],
    ['[', '[', true],
    ['[a-]', '-', true],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['**', 'x', true],
  ];
  test.each(cases)('%j against %j is %s', (pattern, name, expected) =>
    expect(matchesName(pattern, name)).toBe(expected),
  );

  test('takes no time that explodes', () => {
    const start = performance.now();
    expect(matchesName(`${'*x'.repeat(64)}y`, 'x'.repeat(10_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('glob on a server', () => {
  let sftp: SftpClient;
  afterEach(() => sftp.end());

  async function connect(): Promise<void> {
    const files = { '/a/1.log': '', '/a/2.log': '', '/a/2.txt': '', '/b/c/3.log': '', '/.dot': '', '/b/c/d/4.log': '' };
    const [near, far] = duplexPair();
    void serveSftp(far, memoryFiles({ files }), { random });
    sftp = await openSftp(near);
  }

  const cases: [string, string[]][] = [
    ['/a/*.log', ['/a/1.log', '/a/2.log']],
    ['a/?.txt', ['a/2.txt']],
    ['/*', ['/.dot', '/a', '/b']],
    ['/*/', ['/a', '/b']],
    ['/**/*.log', ['/a/1.log', '/a/2.log', '/b/c/3.log', '/b/c/d/4.log']],
    ['**/[34].log', ['b/c/3.log', 'b/c/d/4.log']],
    ['/b/**', ['/b', '/b/c', '/b/c/3.log', '/b/c/d', '/b/c/d/4.log']],
    ['/a/1.log', ['/a/1.log']],
  ];
  test.each(cases)('[SFC-71] %s', async (pattern, expected) => {
    await connect();
    expect(await sftp.glob(pattern)).toEqual(expected);
  });

  test.each(['/x/*', '/a/*.gz', '/a/1.log/*', ''])('[SFC-71] %j matches nothing, which is ENOENT', async pattern => {
    await connect();
    await expect(sftp.glob(pattern)).rejects.toMatchObject({ fsCode: 'ENOENT', syscall: 'glob' });
  });
});
