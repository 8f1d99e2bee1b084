/** Lint rules of the repository: who may import whom, what portable code may touch, and the sizes of things. */

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';

import { createProjectGraphAsync } from 'nx/src/devkit-exports.js';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

import nacre from './tools/lint/rules/index.js';

// The boundary rule reads a graph that must exist before it runs, and skips itself without one: so make it, or fail here.
process.env.NX_DAEMON = 'false';
await createProjectGraphAsync({ exitOnError: false, resetDaemonClient: true });

const root = new URL('.', import.meta.url);
const portable = portablePackages();
const portableSources = portable.map(name => `packages/${name}/src/**/*.ts`);
const tests = ['**/*.test.ts', '**/test/**/*.ts'];
const generated = '**/generated/**';
/** Lists of cases that tests of several packages run. */
const testCases = 'packages/testkit/src/providers/**';
const TOP_FLOOR = 6;
const floors = Array.from({ length: TOP_FLOOR + 1 }, (_, floor) => `floor:${floor}`);

export default defineConfig([
  {
    ignores: [
      '**/dist/**',
      'packages/*/bundle/**',
      '**/node_modules/**',
      '**/scenarios/**',
      '.nx/**',
      '.tmp/**',
      '.reports/**',
      'docs/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: [generated], linterOptions: { reportUnusedDisableDirectives: 'off' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    plugins: { nacre },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-require-imports': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      eqeqeq: 'error',
      'no-console': 'off',
      'no-debugger': 'error',
      'no-empty': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-self-compare': 'error',
      'no-throw-literal': 'error',
      'no-unsafe-finally': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['*.config.ts', generated],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Export by name.' }],
      'max-lines': ['error', { max: 400 }],
      'nacre/import-groups': 'error',
    },
  },
  {
    files: ['**/src/**/*.ts'],
    ignores: [...tests, generated, testCases],
    rules: { 'max-lines-per-function': ['error', { max: 60 }] },
  },
  {
    files: ['**/src/**/*.ts'],
    ignores: [...tests, generated],
    rules: {
      'nacre/header': 'error',
      'nacre/directory-size': ['error', { max: 12 }],
      'nacre/only-index-is-barrel': ['error', { entries: ['gen1.ts'] }],
    },
  },
  {
    files: [
      'packages/*/src/**/*.ts',
      'codegen/src/**/*.ts',
      'fuzz/src/**/*.ts',
      'tools/*/src/**/*.ts',
      'examples/**/*.ts',
    ],
    ignores: tests, // tests may import any package; what they run against is not shipped
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': ['error', { depConstraints: boundaries() }] },
  },
  {
    files: portableSources,
    ignores: tests,
    rules: portableRules(),
  },
  {
    // The two places that look for what a platform may have: its text codec; its random source, scheduler and WebAssembly.
    files: ['packages/core/src/text.ts', 'packages/crypto-noble/src/host.ts'],
    rules: { 'no-restricted-globals': ['error', ...bannedGlobals(['globalThis'])] },
  },
  {
    // The raw peer must not share code with what it tests.
    files: ['packages/testkit/src/raw-peer/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@nacre/*', '!@nacre/core'], message: 'The raw peer has its own code.' }] },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: [...tests, generated],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  },
]);

/** Names of the packages whose tags say that they run anywhere. */
function portablePackages() {
  const names = readdirSync(new URL('packages/', root));
  return names.filter(name => {
    const manifest = JSON.parse(readFileSync(new URL(`packages/${name}/package.json`, root), 'utf8'));
    return manifest.nx.tags.includes('platform:any');
  });
}

/** A package sees strictly lower floors; what runs anywhere sees nothing that needs Node; only tools see the test kit. */
function boundaries() {
  const rules = floors.map((sourceTag, floor) => ({ sourceTag, onlyDependOnLibsWithTags: floors.slice(0, floor) }));
  return [
    ...rules,
    { sourceTag: 'platform:any', notDependOnLibsWithTags: ['platform:node'] },
    { sourceTag: 'floor:test', onlyDependOnLibsWithTags: floors },
    { sourceTag: 'floor:codegen', onlyDependOnLibsWithTags: ['floor:spec'] },
    {
      sourceTag: 'floor:tool',
      onlyDependOnLibsWithTags: [...floors, 'floor:test', 'floor:codegen', 'floor:spec', 'floor:tool'],
    },
  ];
}

function portableRules() {
  const message = 'This package runs anywhere: take what the platform gives as an argument.';
  return {
    'no-restricted-imports': [
      'error',
      { paths: builtinModules.map(name => ({ name, message })), patterns: [{ group: ['node:*', 'bun:*'], message }] },
    ],
    'no-restricted-globals': ['error', ...bannedGlobals([])],
    'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Take a RandomSource.' }],
  };
}

function bannedGlobals(allowed) {
  const names = [
    ...['Buffer', 'process', 'global', 'globalThis', 'console', 'Date', 'performance', 'fetch', 'crypto'],
    ...[
      'setTimeout',
      'setInterval',
      'setImmediate',
      'clearTimeout',
      'clearInterval',
      'clearImmediate',
      'queueMicrotask',
    ],
    ...[
      'TextEncoder',
      'TextDecoder',
      'URL',
      'AbortController',
      'structuredClone',
      'require',
      '__dirname',
      '__filename',
    ],
  ];
  const message = 'Not on every platform: take it as an argument, or use what core has.';
  return names.filter(name => !allowed.includes(name)).map(name => ({ name, message }));
}
