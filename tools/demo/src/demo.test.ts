import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { connect } from '@nacre/client';

import { parseArguments } from './arguments.js';
import { startEmbeddedServer } from './embedded-server.js';
import { ProgressBar } from './progress-bar.js';
import { countEqual } from './sample-files.js';
import { doWork } from './workload.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nacre-demo-test-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 80, write: (text: string) => written.push(text) };
}

async function run(changes: { readonly signal?: AbortSignal; readonly bytes?: number } = {}) {
  const root = join(folder, 'server');
  await mkdir(root);
  const { server, options } = await startEmbeddedServer(root);
  const shown = screen(false);
  try {
    await using ssh = await connect(options);
    const signal = changes.signal ?? new AbortController().signal;
    await doWork({ ssh, screen: shown, folder, bytes: changes.bytes ?? 3_000_000, signal });
  } finally {
    await server.close();
  }
  return { lines: shown.written.map(text => text.trimEnd()), root };
}

describe('the work of the demo', () => {
  test('moves a tree and a large file both ways, finds every hash equal, and leaves nothing behind', async () => {
    const { lines, root } = await run();
    expect(lines).toContainEqual(expect.stringMatching(/^SHA-256 +201 of 201 files came back the same$/));
    expect(lines).toContainEqual(expect.stringMatching(/^algorithms +mlkem768x25519-sha256, aes256-gcm@openssh.com/));
    expect(lines).toContainEqual(expect.stringMatching(/^command +uname -a: .*\(exit code 0\)$/));
    const speeds = lines.filter(text => /^(put|get) (tree|file) .* MB\/s$/.test(text));
    expect(speeds).toHaveLength(4);
    expect(await readdir(root)).toEqual([]);
  });

  test('removes its folder on the server when it is interrupted', async () => {
    const signal = AbortSignal.timeout(400);
    await expect(run({ signal, bytes: 2_000_000_000 })).rejects.toThrow();
    expect(await readdir(join(folder, 'server'))).toEqual([]);
  });
});

describe('its parts', () => {
  test.each([
    [[], { help: false, target: undefined, bytes: 256 * 2 ** 20 }],
    [['--help'], { help: true }],
    [['--size', '8', 'alice@host:22'], { target: 'alice@host:22', bytes: 8 * 2 ** 20 }],
  ])('the arguments %j are understood', (words, expected) => expect(parseArguments(words)).toMatchObject(expected));

  test.each([[['--size']], [['--size', '0']], [['--fast']], [['a', 'b']], [['-oProxyCommand=x']], [['user@host:x']]])(
    'the arguments %j are refused in one line',
    words => expect(() => parseArguments(words)).toThrow(/^[^\n]+$/),
  );

  test('the progress bar draws on a terminal only, and ends as one line everywhere', () => {
    const [terminal, file] = [screen(true), screen(false)];
    for (const target of [terminal, file]) {
      const bar = new ProgressBar(target, 'put', 1000);
      bar.update(500);
      bar.finish('1 file', 1000);
    }
    expect(terminal.written[0]).toMatch(/^\rput +\[ +\] +0 %/);
    expect(file.written).toHaveLength(1);
    expect(file.written[0]).toMatch(/^put +1 file, 0\.0 MiB in \d+\.\d\d s, .*\n$/);
  });

  test('a missing, a changed and an extra file are noticed', () => {
    const sent = new Map([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(countEqual(sent, new Map(sent))).toBe(2);
    expect(countEqual(sent, new Map([['a', '1']]))).toBe(1);
    expect(
      countEqual(
        sent,
        new Map([
          ['a', '1'],
          ['b', '3'],
        ]),
      ),
    ).toBe(1);
    expect(countEqual(sent, new Map([...sent, ['c', '4']]))).toBe(0);
  });
});
