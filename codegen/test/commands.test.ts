/** The commands of the program, their options and their help. */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { run } from '../src/program.js';

const scenarios = fileURLToPath(new URL('./scenarios', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nacre-codegen-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function program(...args: readonly string[]): { code: number; out: string; error: string } {
  let out = '';
  let error = '';
  const code = run(args, { out: text => (out += text), error: text => (error += text) });
  return { code, out, error };
}

/** A folder with one line of spec, and an inventory of three rows. */
function lines(spec: string, exceptions = 'exceptions: 0\nrows: { L03: no peer sends it }\n'): string {
  mkdirSync(join(root, 'spec'));
  writeFileSync(join(root, 'spec/lines.yaml'), `wire: 0\nnamespace: lines\n${spec}`);
  writeFileSync(join(root, 'spec/exceptions.yaml'), exceptions);
  writeFileSync(
    join(root, 'spec/inventory.yaml'),
    'inventory: 0\nareas:\n  - { area: Lines, ids: { L01: LINE, L02: CURVE } }\n  - { area: Points, ids: { L03: POINT } }\n',
  );
  writeFileSync(
    join(root, 'spec/nacre.yaml'),
    'config: 0\noutputs: [{ spec: lines.yaml, package: lines, file: lines.ts }]\n' +
      'emit: { packages: out, inventory: inventory.yaml, exceptions: exceptions.yaml }\n',
  );
  return join(root, 'spec/nacre.yaml');
}

describe('help', () => {
  test.each(['init', 'generate', 'check', 'explain'])('%s tells about itself', name => {
    const { code, out } = program(name, '--help');
    expect(code).toBe(0);
    expect(out).toContain(`Usage: nacre-codegen ${name}`);
    expect(out).toContain('--help');
  });

  test('names every command', () => {
    expect(
      program('--help')
        .out.match(/^ {2}(\w+)/gm)
        ?.map(line => line.trim()),
    ).toEqual(['init', 'generate', 'check', 'explain']);
  });

  test.each([[['explain', '--config', 'x']], [['init', '--check']], [['check', '--coverage']], [['check', 'x']]])(
    'an option of another command is wrong usage: %j',
    args => {
      const { code, error } = program(...args);
      expect(code).toBe(2);
      expect(error).toContain(`Usage: nacre-codegen ${args[0]}`);
    },
  );
});

describe('explain', () => {
  test('lists all codes', () => {
    const { code, out } = program('explain');
    expect(code).toBe(0);
    expect(out).toMatch(/^NC101 {2}\S/);
    expect(out.trim().split('\n').length).toBeGreaterThan(60);
  });

  test('says what a code means, in either case', () => {
    const { code, out } = program('explain', 'nc450');
    expect(code).toBe(0);
    expect(out).toMatch(/^NC450: .*\n\n[\s\S]*\nWrong:\n\n {4}[\s\S]*\nRight:\n\n {4}/);
    expect(program('explain', 'NC450').out).toBe(out);
  });

  test('knows no other codes', () => {
    expect(program('explain', 'NC999')).toMatchObject({ code: 2, out: '' });
  });
});

describe('--format json', () => {
  test('gives the diagnostics as data', () => {
    const config = lines('structs: { Line: { fields: [ { x: nothing } ] } }\n');
    const { code, out, error } = program('check', '--config', config, '--format', 'json');
    expect({ code, error }).toEqual({ code: 1, error: '' });
    expect(JSON.parse(out)).toEqual({
      diagnostics: [
        expect.objectContaining({
          code: 'NC301',
          line: 3,
          column: 35,
          file: expect.stringMatching(/spec\/lines\.yaml$/),
        }),
      ],
    });
  });

  test('gives what was written, and what differs', () => {
    const config = lines('structs: { Line: { id: L01, fields: [ { x: u8 } ] } }\n');
    const written = JSON.parse(program('generate', '--config', config, '--format', 'json').out);
    expect(written).toMatchObject({ diagnostics: [], removed: [] });
    expect(written.written).toContain('out/lines.ts');
    rmSync(join(root, 'out/lines.ts'));
    const { code, out } = program('check', '--config', config, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(out).differences).toEqual([{ path: 'out/lines.ts', kind: 'missing' }]);
  });

  test('is one of two formats', () => {
    expect(program('check', '--format', 'xml')).toMatchObject({ code: 2 });
  });
});

describe('--verbose', () => {
  test('says how long each phase took', () => {
    const config = lines('structs: { Line: { fields: [ { x: u8 } ] } }\n');
    expect(program('generate', '--config', config, '--verbose').out).toMatch(
      /^load: \d+ ms\nbuild: \d+ ms\ncheck: \d+ ms\nemit: \d+ ms\n/m,
    );
  });
});

describe('--coverage', () => {
  const both = 'structs: { Line: { id: [L01, L02], fields: [ { x: u8 } ] } }\n';

  test('is complete when each row is declared or excepted', () => {
    const { code, out, error } = program('generate', '--coverage', '--config', lines(both));
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toBe(
      'area    declared  excepted  missing  total\n' +
        'Lines          2         0        0      2\n' +
        'Points         0         1        0      1\n' +
        'all            2         1        0      3\n',
    );
    expect(existsSync(join(root, 'out'))).toBe(false);
  });

  test('fails when a row is missing, and names it', () => {
    const config = lines('structs: { Line: { id: L01, fields: [ { x: u8 } ] } }\n');
    const { code, error } = program('generate', '--coverage', '--config', config);
    expect(code).toBe(1);
    expect(error).toBe('Lines: L02 CURVE is neither declared nor excepted\n');
  });

  test('counts what members of unions declare', () => {
    const config = lines(`limits: { name: 64, rest: 9 }
structs: { One: { fields: [ { method: name }, { body: union(Body by method) } ] } }
unions: { Body: { id: L01, tag: name, unknown: rest, cases: { curve: { body: empty, id: L02 } } } }\n`);
    expect(program('generate', '--coverage', '--config', config).code).toBe(0);
  });

  test.each([
    ['an exception that is no row', 'exceptions: 0\nrows: { L03: not sent, L99: who knows }\n', 'NC491'],
    ['an exception that is declared', 'exceptions: 0\nrows: { L03: not sent, L01: not sent }\n', 'NC491'],
    ['exceptions of the wrong shape', 'exceptions: 0\nrows: [ L03 ]\n', 'NC201'],
    ['exceptions of another version', 'exceptions: 1\nrows: {}\n', 'NC201'],
  ])('refuses %s', (_what, exceptions, expected) => {
    const { code, error } = program('generate', '--coverage', '--config', lines(both, exceptions));
    expect(code).toBe(1);
    expect(error).toMatch(new RegExp(`spec/exceptions\\.yaml:\\d+:\\d+ ${expected} `));
  });

  test('needs an inventory', () => {
    cpSync(join(scenarios, 'two-files'), join(root, 'spec'), { recursive: true });
    const { code, error } = program('generate', '--coverage', '--config', join(root, 'spec/nacre.yaml'));
    expect(code).toBe(1);
    expect(error).toContain('names no inventory');
  });
});

describe('init', () => {
  test('writes a spec that generates without faults', () => {
    expect(program('init', root, '--name', 'zebra')).toMatchObject({ code: 0, error: '' });
    mkdirSync(join(root, 'node_modules/@nacre'), { recursive: true });
    symlinkSync(join(repository, 'spec'), join(root, 'node_modules/@nacre/spec'));
    const { code, out, error } = program('generate', '--config', join(root, 'wire/nacre.yaml'));
    expect(error).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('wrote src/generated/zebra.ts\n');
    expect(readFileSync(join(root, 'src/generated/zebra.ts'), 'utf8')).toContain('colour@zebra.example');
  });

  test('overwrites nothing', () => {
    program('init', root);
    writeFileSync(join(root, 'wire/acme.yaml'), 'mine');
    const { code, error } = program('init', root);
    expect(code).toBe(1);
    expect(error).toContain('acme.yaml is already there');
    expect(readFileSync(join(root, 'wire/acme.yaml'), 'utf8')).toBe('mine');
  });

  test.each(['Acme', 'a-b', '1st', ''])('refuses the name %j', name => {
    expect(program('init', root, '--name', name).code).toBe(2);
    expect(existsSync(join(root, 'wire'))).toBe(false);
  });
});
