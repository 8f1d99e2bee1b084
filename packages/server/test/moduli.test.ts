/** Groups for group exchange: from a file of OpenSSH, or from the program. */

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { toHex } from '@nacre/core';
import { modpGroups } from '@nacre/crypto';

import { createServer } from '../src/index.js';
import { startServer, temporaryFolder, testKeys } from './support.js';

const GROUP_EXCHANGE = { kex: 'diffie-hellman-group-exchange-sha256' };
const { group14 } = modpGroups;
const LINE = `20260101000000 2 6 100 2047 2 ${toHex(group14.p)}`;

async function file(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'moduli');
  await writeFile(path, text);
  return path;
}

describe('moduli', () => {
  test.each([
    ['the groups that are built in', () => undefined],
    ['a list', () => [group14]],
    ['a file', () => file(`# a comment\n\n${LINE}\nnot a line\n`)],
  ])('group exchange with %s', async (_, moduli) => {
    const { connect: open } = await startServer({ algorithms: GROUP_EXCHANGE, moduli: await moduli() });
    const client = await open({ algorithms: GROUP_EXCHANGE });
    expect(client.info.kex).toBe('diffie-hellman-group-exchange-sha256');
    expect((await client.exec('echo on')).stdout).toBe('on');
  });

  test.skipIf(!existsSync('/etc/ssh/moduli'))('the file of this system is read', async () => {
    const { connect: open, trace } = await startServer({ algorithms: GROUP_EXCHANGE, moduli: '/etc/ssh/moduli' });
    expect((await open({ algorithms: GROUP_EXCHANGE })).info.kex).toBe(GROUP_EXCHANGE.kex);
    expect(trace.filter(event => event.name === 'moduli-line-left-out')).toEqual([]);
  });

  test('lines that cannot be used are traced with their number', async () => {
    const { trace } = await startServer({
      moduli: await file(`\nnonsense here\n${LINE}\n${LINE.replace(' 2047 ', ' 9 ')}\n`),
    });
    const warnings = trace.filter(event => event.name === 'moduli-line-left-out');
    expect(warnings.map(event => event.fields?.['line'])).toEqual([2, 4]);
  });

  test('a file that has nothing, is none or is missing is refused when the server is made', async () => {
    const { host } = await testKeys();
    const make = (moduli: string) => () => createServer({ hostKeys: [host], moduli });
    const misuse = (text: string) =>
      expect.objectContaining({ code: 'MISUSE', message: expect.stringContaining(text) });
    expect(make(await file('#\nnonsense here\n'))).toThrow(misuse('line 2'));
    expect(make(await file(''))).toThrow(misuse('no lines'));
    expect(() => createServer({ hostKeys: [host], moduli: [] })).toThrow(misuse('moduli'));
    const folder = join(await temporaryFolder(), 'folder');
    await mkdir(folder);
    for (const path of [folder, join(folder, 'missing')]) {
      expect(make(path)).toThrow(expect.objectContaining({ code: 'IO_ERROR', details: { path } }));
    }
    const huge = await file('#'.repeat(9 * 1024 * 1024));
    expect(make(huge)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  });
});
