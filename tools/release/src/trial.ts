/** One package on its own: packed with what it needs of ours, installed into an empty folder, imported, its example run. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { command } from './command.js';
import type { Package } from './packages.js';
import { firstExample, installedByReader, toJavaScript } from './readme.js';

const INSTALL_MS = 300_000;
/** An example that takes longer is no example. */
const RUN_MS = 30_000;

export interface Node {
  readonly name: string;
  readonly path: string;
}

export interface Step {
  readonly name: string;
  /** Undefined when it went well. */
  readonly failure: string | undefined;
  readonly milliseconds: number;
}

/** The tarball of a package, made in `target`. What it must hold is checked by installing it. */
export async function pack(entry: Package, target: string): Promise<string> {
  const out = await command('npm', ['pack', '--json', '--pack-destination', target], {
    cwd: entry.folder,
    timeoutMs: INSTALL_MS,
  });
  const [packed] = JSON.parse(out) as { filename: string; files: { path: string }[] }[];
  if (packed === undefined) throw new Error('npm pack made nothing');
  const missing = ['LICENSE', 'README.md', 'package.json'].filter(
    name => !packed.files.some(file => file.path === name),
  );
  if (missing.length > 0) throw new Error(`${entry.name}: the package lacks ${missing.join(', ')}`);
  return join(target, packed.filename);
}

/** How the tarballs of packages are found: those of a package and of all that it needs. */
export type TarballsOf = (name: string) => Promise<readonly string[]>;

/** Runs all steps that can be run. The package is imported alone; its example has what its README says to install. */
export async function tryPackage(
  entry: Package,
  tarballsOf: TarballsOf,
  folder: string,
  nodes: readonly Node[],
): Promise<readonly Step[]> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(folder, 'import.mjs'), entry.modules.map(name => `await import('${name}');\n`).join(''));
  const runOn = (file: string, node: Node) => () => command(node.path, [file], { cwd: folder, timeoutMs: RUN_MS });

  const installed = await step('install', async () => install(await tarballsOf(entry.name), folder));
  if (installed.failure !== undefined) return [installed];
  const steps = [installed];
  for (const node of nodes) steps.push(await step(`import, ${node.name}`, runOn('import.mjs', node)));
  const prepared = await step('example', () => prepareExample(entry, tarballsOf, folder));
  if (prepared.failure !== undefined) return [...steps, prepared];
  for (const node of nodes) steps.push(await step(`example, ${node.name}`, runOn('example.mjs', node)));
  return steps;
}

/** The example of the README that was installed, not of the one in the repository. */
async function prepareExample(entry: Package, tarballsOf: TarballsOf, folder: string): Promise<void> {
  const readme = readFileSync(join(folder, 'node_modules', entry.name, 'README.md'), 'utf8');
  const example = firstExample(readme);
  if (example === undefined) throw new Error('the README has no example fenced as ts or js');
  const wanted = installedByReader(readme);
  if (!wanted.includes(entry.name)) throw new Error(`the README does not say \`npm install ${entry.name}\``);
  const own = wanted.filter(name => name.startsWith('@nacre/') && name !== entry.name);
  const others = wanted.filter(name => !name.startsWith('@nacre/'));
  const tarballs = (await Promise.all(own.map(tarballsOf))).flat();
  if (tarballs.length + others.length > 0)
    await install([...(await tarballsOf(entry.name)), ...tarballs, ...others], folder);
  writeFileSync(join(folder, 'example.mjs'), toJavaScript(example));
}

/** Installs tarballs, and packages of the registry, into `folder`. */
export async function install(packages: readonly string[], folder: string): Promise<void> {
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await command('npm', ['install', ...options, ...new Set(packages)], { cwd: folder, timeoutMs: INSTALL_MS });
}

/** Runs one step, and keeps how it ended. */
export async function step(name: string, run: () => unknown): Promise<Step> {
  const start = performance.now();
  const ended = (failure: string | undefined): Step => ({ name, failure, milliseconds: performance.now() - start });
  try {
    await run();
    return ended(undefined);
  } catch (error) {
    return ended(error instanceof Error ? error.message : String(error));
  }
}
