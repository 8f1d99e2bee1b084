/** The way of a third party, with packed packages outside of the workspace: init, generate, type check, run the example. */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { command } from './command.js';
import { firstExample } from './readme.js';
import { install, type Node, type Step, step, type TarballsOf } from './trial.js';

const NEEDS = ['@nacre/client', '@nacre/server', '@nacre/wire', '@nacre/codegen', '@nacre/spec'];
const LIMIT = 120_000;
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
/** What the guide says that its program prints. */
const GUIDE_OUTPUT = 'reloading: a test\nready in 3 s\nalice likes 255 128 0\n';

/** Paths in the repository. */
export interface ExtensionPaths {
  /** The folder of the example. */
  readonly example: string;
  /** The guide, whose first program is tried too. */
  readonly guide: string;
}

/** Runs all steps that can be run. */
export async function tryExtension(
  paths: ExtensionPaths,
  tarballsOf: TarballsOf,
  folder: string,
  nodes: readonly Node[],
): Promise<readonly Step[]> {
  const run = (program: string, ...args: readonly string[]) =>
    command(program, args, { cwd: folder, timeoutMs: LIMIT });
  const { example } = paths;
  const steps: Step[] = [];
  const then = async (name: string, action: () => unknown): Promise<void> => {
    if (steps.every(({ failure }) => failure === undefined)) steps.push(await step(name, action));
  };
  await then('install', () => installExample(example, tarballsOf, folder));
  await then('generate', () => run('npx', 'nacre-codegen', 'generate'));
  await then('as committed', () => compareGenerated(example, folder));
  await then('check', () => run('npx', 'nacre-codegen', 'check'));
  await then('build', () => run('npx', 'tsc', '-p', '.', ...STRICT));
  const expected = expectedOutput(example);
  for (const node of nodes) {
    await then(`run, ${node.name}`, async () => compareOutput(await run(node.path, 'dist/main.js'), expected));
  }
  await then('init', () => run('npx', 'nacre-codegen', 'init', 'guide', '--name', 'tango'));
  await then('guide: generate', () => run('npx', 'nacre-codegen', 'generate', '--config', 'guide/wire/nacre.yaml'));
  await then('guide: build', () => {
    writeGuide(paths.guide, join(folder, 'guide'));
    return run('npx', 'tsc', '-p', 'guide', ...STRICT);
  });
  for (const node of nodes) {
    await then(`guide: run, ${node.name}`, async () =>
      compareOutput(await run(node.path, 'guide/dist/main.js'), GUIDE_OUTPUT),
    );
  }
  return steps;
}

/** All but what is generated. */
async function installExample(example: string, tarballsOf: TarballsOf, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'tsconfig.json', 'wire', 'src']) {
    cpSync(join(example, name), join(folder, name), { recursive: true });
  }
  rmSync(join(folder, 'src/generated'), { recursive: true, force: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const tarballs = (await Promise.all(NEEDS.map(tarballsOf))).flat();
  // our packages are not in the registry yet, and so must not be asked of it
  const others = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([name]) => !name.startsWith('@nacre/'),
  );
  const plain = { ...manifest, dependencies: {}, devDependencies: {} };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(plain, undefined, 2)}\n`);
  await install([...tarballs, ...others.map(([name, range]) => `${name}@${range}`)], folder);
}

function compareGenerated(example: string, folder: string): void {
  const [committed, made] = [example, folder].map(root => join(root, 'src/generated')) as [string, string];
  for (const file of new Set([...readdirSync(committed), ...readdirSync(made)])) {
    if (existsSync(join(committed, file)) && existsSync(join(made, file)) && same(committed, made, file)) continue;
    throw new Error(`src/generated/${file} of the example is stale: run 'npx nacre-codegen generate' in its folder`);
  }
}

function same(one: string, other: string, file: string): boolean {
  return readFileSync(join(one, file), 'utf8') === readFileSync(join(other, file), 'utf8');
}

/** The first program of the guide, beside what `init` and `generate` have made. */
function writeGuide(guide: string, folder: string): void {
  const program = firstExample(readFileSync(guide, 'utf8'));
  if (program === undefined) throw new Error(`${guide} has no program fenced as ts`);
  const compilerOptions = { rootDir: 'src', outDir: 'dist' };
  writeFileSync(join(folder, 'src/main.ts'), program);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', compilerOptions, include: ['src'] }),
  );
}

/** The example's README shows what it prints. */
function expectedOutput(example: string): string {
  const output = /^```text\n([\s\S]*?)^```/m.exec(readFileSync(join(example, 'README.md'), 'utf8'))?.[1];
  if (output === undefined) throw new Error('the README of the example shows no output');
  return output;
}

function compareOutput(output: string, expected: string): void {
  if (output !== expected) throw new Error(`it printed:\n${output}\nand not:\n${expected}`);
}
