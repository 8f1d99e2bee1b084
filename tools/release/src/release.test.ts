/** The release checks' own parts, and what every published package must have. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { check } from '@nacre/codegen';

import { closure, publishedPackages } from './packages.js';
import { firstExample, installedByReader, toJavaScript } from './readme.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const packages = publishedPackages(root);

describe('the example of a README', () => {
  test('is the first block fenced as ts or js', () => {
    expect(firstExample('# x\n```sh\nnpm i\n```\n\n```ts\nconst a = 1;\n```\n```ts\nno\n```\n')).toBe('const a = 1;\n');
    expect(firstExample('# x\n```js\nconst a = 1;\n```\n')).toBe('const a = 1;\n');
    expect(firstExample('# x\n```sh\nnpm i\n```\n')).toBeUndefined();
  });

  test('loses its types and keeps its imports', () => {
    const text = toJavaScript("import { b } from 'b';\nconst a: number = b as number;\nawait a;\n");
    expect(text).toBe("import { b } from 'b';\nconst a = b;\nawait a;\n");
  });

  test('has what the reader is told to install', () => {
    const readme =
      '```sh\nnpm install --save-dev @nacre/a  b\n```\nwith its server (`npm install @nacre/c`) and `npm install b`\n';
    expect(installedByReader(readme)).toEqual(['@nacre/a', 'b', '@nacre/c']);
    expect(installedByReader('nothing')).toEqual([]);
  });

  test('must parse', () => {
    expect(() => toJavaScript('const = 1;')).toThrow('the example does not parse');
  });
});

test('the generated code of the example is as its spec says', () => {
  const { diagnostics, differences } = check({ config: join(root, 'examples/acme-extension/wire/nacre.yaml') });
  expect({ diagnostics, differences }).toEqual({ diagnostics: [], differences: [] });
}, 60_000);

test('the packages that a package needs are found through others', () => {
  const names = closure(packages, '@nacre/session').map(entry => entry.name);
  expect(names).toEqual(expect.arrayContaining(['@nacre/session', '@nacre/transport', '@nacre/wire', '@nacre/core']));
  expect(names).not.toContain('@nacre/client');
});

describe.each(packages.map(entry => [entry.name, entry] as const))('%s', (_, entry) => {
  test('has the licence of the repository', () => {
    expect(readFileSync(join(entry.folder, 'LICENSE'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
  });

  test('has the version of all the others', () => {
    expect(entry.version).toBe(packages[0]?.version);
  });
});
