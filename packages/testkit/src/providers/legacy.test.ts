/** The ciphers of OpenSSL's legacy module, in a process of their own: only a flag at its start lets Node load the module. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url));
const COMPLIANCE = fileURLToPath(new URL('./compliance.ts', import.meta.url));
const LEGACY = ['blowfishCbc', 'cast128Cbc', 'seedCbc', 'arcfour'];
const ENTRY = 'compliance-of-legacy-ciphers';
const PROGRAM = `
  import { nodeCrypto } from '@nacre/crypto-node';
  import { complianceCases } from ${JSON.stringify(COMPLIANCE)};
  const primitives = Object.fromEntries(${JSON.stringify(LEGACY)}.map(name => [name, nodeCrypto[name]]));
  const passed = [];
  for (const { name, run } of complianceCases({ name: 'node', hashes: {}, ...primitives })) {
    await run();
    passed.push(name);
  }
  const present = Object.keys(primitives).filter(name => primitives[name] !== undefined);
  process.stdout.write(JSON.stringify({ present, passed }));
`;

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nacre-legacy-'));
  program = join(folder, 'program.mjs');
  await writeFile(program, await bundled());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('under --openssl-legacy-provider Blowfish, CAST-128, SEED and RC4 are there and pass their cases', async () => {
  const { present, passed } = await runProgram('--openssl-legacy-provider');
  expect(present).toEqual(LEGACY);
  for (const name of ['blowfish-cbc', 'cast128-cbc', 'seed-cbc', 'arcfour'])
    expect(passed.filter(title => title.startsWith(`${name}: `)).length).toBeGreaterThan(2);
});

test('without it they are undefined, and looking for them harms nothing', async () => {
  const { present, passed } = await runProgram();
  expect(present).toEqual([]);
  expect(passed).toEqual([]);
});

async function runProgram(...flags: readonly string[]): Promise<{ present: string[]; passed: string[] }> {
  const options = { timeout: 20_000, env: { ...process.env, NODE_OPTIONS: '' } };
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program], options);
  return JSON.parse(stdout) as { present: string[]; passed: string[] };
}

/** The program in one file, from sources as all tests. */
async function bundled(): Promise<string> {
  const sources = ['core', 'crypto', 'crypto-node'].map(name => [`@nacre/${name}`, `${PACKAGES}${name}/src/index.ts`]);
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'node',
    resolve: { alias: Object.fromEntries(sources), extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [
      {
        name: 'entry',
        resolveId: id => (id === ENTRY ? id : null),
        load: id => (id === ENTRY ? PROGRAM : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}
