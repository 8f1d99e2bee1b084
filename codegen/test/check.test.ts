/** `generate` and `check` on a real folder, and the program around them. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { check, generate } from '../src/index.js';
import { run } from '../src/program.js';

const scenario = fileURLToPath(new URL('./scenarios/two-files', import.meta.url));
let root: string;
let config: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nacre-codegen-'));
  config = join(root, 'spec/nacre.yaml');
  cpSync(scenario, join(root, 'spec'), { recursive: true });
  rmSync(join(root, 'spec/expected'), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

describe('generate', () => {
  test('writes everything once, and then nothing', () => {
    expect(generate({ config }).written).toEqual([
      'out/pair/one.ts',
      'out/pair/two.ts',
      'out/pair/tables.ts',
      'out/pair/print.ts',
      'out/pair/index.ts',
    ]);
    expect(generate({ config }).written).toEqual([]);
  });

  test('does not touch files that are right', () => {
    generate({ config });
    const path = join(root, 'out/pair/one.ts');
    utimesSync(path, 1, 1);
    generate({ config });
    expect(statSync(path).mtimeMs).toBe(1000);
  });

  test('removes files that nothing generates any more', () => {
    generate({ config });
    writeFileSync(join(root, 'out/pair/old.ts'), '');
    expect(generate({ config }).removed).toEqual(['out/pair/old.ts']);
    expect(existsSync(join(root, 'out/pair/old.ts'))).toBe(false);
  });

  test('writes nothing when the spec has a fault', () => {
    writeFileSync(
      join(root, 'spec/two.yaml'),
      'wire: 0\nnamespace: pair\nstructs: { Part: { fields: [ { x: nothing } ] } }\n',
    );
    expect(generate({ config }).diagnostics).not.toEqual([]);
    expect(existsSync(join(root, 'out'))).toBe(false);
  });
});

describe('check', () => {
  beforeEach(() => {
    generate({ config });
  });

  test('is content with what was generated', () => {
    expect(check({ config }).differences).toEqual([]);
  });

  test('notices an edited, a missing and an extra file, and changes nothing', () => {
    const edited = join(root, 'out/pair/one.ts');
    writeFileSync(edited, `${readFileSync(edited, 'utf8')}\n`);
    rmSync(join(root, 'out/pair/two.ts'));
    mkdirSync(join(root, 'out/pair/deep'));
    writeFileSync(join(root, 'out/pair/deep/extra.txt'), '');
    const differences = [
      { path: 'out/pair/deep/extra.txt', kind: 'extra' },
      { path: 'out/pair/one.ts', kind: 'different' },
      { path: 'out/pair/two.ts', kind: 'missing' },
    ];
    expect(check({ config }).differences).toEqual(differences);
    expect(check({ config }).differences).toEqual(differences);
  });

  test('notices a change of the spec', () => {
    writeFileSync(
      join(root, 'spec/core.yaml'),
      readFileSync(join(root, 'spec/core.yaml'), 'utf8').replace('name: 64', 'name: 65'),
    );
    expect(check({ config }).differences).toEqual([{ path: 'out/pair/one.ts', kind: 'different' }]);
  });
});

describe('the program', () => {
  function runProgram(...args: readonly string[]): { code: number; out: string; error: string } {
    let out = '';
    let error = '';
    const code = run(args, { out: text => (out += text), error: text => (error += text) });
    return { code, out, error };
  }

  test('generates, then checks', () => {
    expect(runProgram('generate', '--config', config)).toMatchObject({ code: 0, error: '' });
    expect(runProgram('check', '--config', config)).toEqual({
      code: 0,
      out: '5 files are as the spec says\n',
      error: '',
    });
    expect(runProgram('generate', '--check', '--config', config).code).toBe(0);
  });

  test('fails when the code is stale, and names each file', () => {
    runProgram('generate', '--config', config);
    writeFileSync(join(root, 'out/pair/one.ts'), '');
    const { code, error } = runProgram('generate', '--config', config, '--check');
    expect(code).toBe(1);
    expect(error).toContain('out/pair/one.ts: different\n');
  });

  test('prints place and code of a broken line, and no stack trace', () => {
    writeFileSync(
      join(root, 'spec/two.yaml'),
      'wire: 0\nnamespace: pair\nstructs:\n  Part: { fields: [ { x: nothing } ] }\n',
    );
    const { code, out, error } = runProgram('generate', '--config', config);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(error).toMatch(/spec\/two\.yaml:4:26 NC301 unknown type 'nothing'\n/);
    expect(error).not.toMatch(/^\s+at /m);
  });

  test.each([
    ['a config that is not there', 'absent.yaml', undefined],
    ['a config that is not YAML', 'bad.yaml', '[{'],
    ['a config of the wrong shape', 'bad.yaml', 'outputs: 3\n'],
    ['a binary config', 'bad.yaml', '\0\x01\ufffd'],
  ])('refuses %s with a diagnostic', (_what, name, text) => {
    if (text !== undefined) writeFileSync(join(root, 'spec', name), text);
    const { code, error } = runProgram('generate', '--config', join(root, 'spec', name));
    expect(code).toBe(1);
    expect(error).toMatch(new RegExp(`${name}:1:1 NC\\d{3} |${name}:\\d+:\\d+ NC\\d{3} `));
  });

  test.each([[['frobnicate']], [['generate', 'twice']], [['--colour']]])('explains its usage for %j', args => {
    const { code, error } = runProgram(...args);
    expect(code).toBe(2);
    expect(error).toContain('Usage: nacre-codegen');
  });

  test.each([[['--help']], [['generate', '-h']], [[]]])('shows help for %j', args => {
    const { code, out } = runProgram(...args);
    expect(code).toBe(0);
    expect(out).toContain('Exit codes:');
  });
});
