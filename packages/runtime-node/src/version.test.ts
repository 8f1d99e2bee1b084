import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { SOFTWARE } from './version.js';

test('the version line tells the version of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(SOFTWARE).toBe(`Nacre_${manifest.version}`);
});
