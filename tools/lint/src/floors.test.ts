/** The rules of the floors hold: each way to break one fails lint, and portable packages load with nothing but the language. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';

import { loadBare } from './bare-context.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const head = '/** A file. */\n\n';
let eslint: ESLint;

/** What the libraries under a package use while they load; our own code does without. */
const thirdPartyNeeds: Readonly<Record<string, Record<string, unknown>>> = { 'crypto-noble': { TextEncoder } };

beforeAll(() => {
  eslint = new ESLint({ cwd: root });
}, 60_000);

describe('lint refuses', () => {
  test.each([
    [
      'an import upward',
      'transport',
      "import { x } from '@nacre/session';\nexport const y = x;\n",
      '@nx/enforce-module-boundaries',
    ],
    [
      'an import sideways',
      'transport',
      "import { x } from '@nacre/auth';\nexport const y = x;\n",
      '@nx/enforce-module-boundaries',
    ],
    [
      'any import from the lowest floor',
      'core',
      "import { x } from '@nacre/wire';\nexport const y = x;\n",
      '@nx/enforce-module-boundaries',
    ],
    [
      'a portable package on a Node one',
      'session',
      "import { x } from '@nacre/crypto-node';\nexport const y = x;\n",
      '@nx/enforce-module-boundaries',
    ],
    [
      'the test kit in a product',
      'client',
      "import { x } from '@nacre/testkit';\nexport const y = x;\n",
      '@nx/enforce-module-boundaries',
    ],
    [
      'a path into another package',
      'transport',
      "import { x } from '../../wire/src/reader.js';\nexport const y = x;\n",
      '@nx/enforce-module-boundaries',
    ],
    [
      'node:net in transport',
      'transport',
      "import { connect } from 'node:net';\nexport const y = connect;\n",
      'no-restricted-imports',
    ],
    [
      'net without its prefix',
      'transport',
      "import { connect } from 'net';\nexport const y = connect;\n",
      'no-restricted-imports',
    ],
    ['Buffer in a portable package', 'wire', 'export const y = Buffer.alloc(1);\n', 'no-restricted-globals'],
    ['a clock in a portable package', 'auth', 'export const y = Date.now();\n', 'no-restricted-globals'],
    ['a timer in a portable package', 'connection', 'setTimeout(() => {}, 1);\n', 'no-restricted-globals'],
    ['Math.random in a portable package', 'keys', 'export const y = Math.random();\n', 'no-restricted-properties'],
    ['a default export', 'client', 'export default 1;\n', 'no-restricted-syntax'],
    ['a file of more than 400 lines', 'client', 'export {};\n'.repeat(400), 'max-lines'],
    [
      'a promise that nobody looks at',
      'client',
      'export function f(p: Promise<void>): void {\n  p.then();\n}\n',
      '@typescript-eslint/no-floating-promises',
    ],
  ])(
    '%s',
    async (_, name, text, rule) => {
      expect(await rulesBroken(name, text)).toContain(rule);
    },
    60_000,
  );

  test('nothing when the import goes down', async () => {
    expect(
      await rulesBroken('transport', "import { concatBytes } from '@nacre/core';\n\nexport const y = concatBytes;\n"),
    ).toEqual([]);
  }, 60_000);
});

describe('loads in a context with nothing but the language', () => {
  test.each(portablePackages())('%s', name => {
    const { files } = loadBare(root, name, thirdPartyNeeds[name]);
    expect(files[0]).toContain(`packages/${name}/src/index.ts`);
  });

  test('and text works there', () => {
    const core = loadBare(root, 'core').exports as {
      encodeUtf8(text: string): Uint8Array;
      decodeUtf8(bytes: Uint8Array): string;
    };
    expect(core.decodeUtf8(core.encodeUtf8('na\u00efve \u{1f980}'))).toBe('na\u00efve \u{1f980}');
  });

  test('a package that needs Node does not', () => {
    expect(() => loadBare(root, 'crypto-node')).toThrow();
  });
});

/** Rules that `text` breaks when it stands in the index of a package; the file on disk is not touched. */
async function rulesBroken(packageName: string, text: string): Promise<string[]> {
  const results = await eslint.lintText(head + text, { filePath: `${root}/packages/${packageName}/src/index.ts` });
  return results.flatMap(result => result.messages.map(message => message.ruleId ?? message.message));
}

function portablePackages(): string[] {
  return readdirSync(`${root}/packages`).filter(name => {
    const manifest: unknown = JSON.parse(readFileSync(`${root}/packages/${name}/package.json`, 'utf8'));
    return (manifest as { nx: { tags: string[] } }).nx.tags.includes('platform:any');
  });
}
