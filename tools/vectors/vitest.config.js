/** Runs recorders: `npx vitest run --config tools/vectors/vitest.config.js [NAME]`. Not a part of the tests. */

import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

import base from '../../vitest.config.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  resolve: base.resolve,
  test: {
    include: ['tools/vectors/src/record/**/*.record.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
