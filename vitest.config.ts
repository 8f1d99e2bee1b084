import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Tests run on sources: no build is needed, and a stale `dist` cannot hide a fault. */
const sources = [
  { find: /^@nacre\/wire\/gen1$/, replacement: `${root}packages/wire/src/gen1.ts` },
  { find: /^@nacre\/wire\/print$/, replacement: `${root}packages/wire/src/print/index.ts` },
  { find: /^@nacre\/crypto-noble\/complement$/, replacement: `${root}packages/crypto-noble/src/complement.ts` },
  { find: /^@nacre\/([a-z-]+)\/messages$/, replacement: `${root}packages/$1/src/generated/index.ts` },
  { find: /^@nacre\/([a-z-]+)\/print$/, replacement: `${root}packages/$1/src/generated/print.ts` },
  { find: /^@nacre\/peers$/, replacement: `${root}tools/peers/src/index.ts` },
  { find: /^@nacre\/codegen$/, replacement: `${root}codegen/src/index.ts` },
  { find: /^@nacre\/([a-z-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
];

export default defineConfig({
  resolve: { alias: sources },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'codegen/{src,test}/**/*.test.ts',
            'fuzz/src/**/*.test.ts',
            'tools/*/{src,test}/**/*.test.ts',
          ],
          exclude: ['tools/interop/**', '**/node_modules/**', '**/dist/**'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          include: ['tools/interop/src/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
