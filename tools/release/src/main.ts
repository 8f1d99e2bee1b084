/**
 * `npm run test:packages [name ...]`: each published package on its own, and `extension`: the example of a third party.
 * Needs a build.
 * Environment: NACRE_NODE24 (path of a Node 24), NACRE_REQUIRE_PEERS=1 (a missing Node 24 is a failure).
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { tryExtension } from './extension-trial.js';
import { nodes } from './nodes.js';
import { closure, type Package, publishedPackages } from './packages.js';
import { pack, type Step, type TarballsOf, tryPackage } from './trial.js';

const AT_A_TIME = 3;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const EXTENSION = 'extension';
const EXTENSION_PATHS = { example: join(root, 'examples/acme-extension'), guide: join(root, 'docs/extending.md') };

process.exitCode = await main(process.argv.slice(2));

/** Exit status. */
async function main(names: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'nacre-packages-'));
  try {
    return (await tryAll(names, folder)) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryAll(names: readonly string[], folder: string): Promise<boolean> {
  const packages = publishedPackages(root);
  const wanted = names.filter(name => name !== EXTENSION);
  const chosen = names.length === 0 ? packages : wanted.map(name => closure(packages, name)[0] as Package);
  const available = await nodes(folder);
  if (available.missing !== undefined) say(`skipped: ${available.missing}`);
  let good = available.missing === undefined || process.env['NACRE_REQUIRE_PEERS'] !== '1';
  const tarballsOf = packer(packages, folder);
  const jobs = chosen.map(entry => ({
    name: entry.name,
    run: () => tryPackage(entry, tarballsOf, join(folder, basename(entry.folder)), available.nodes),
  }));
  if (names.length === 0 || names.includes(EXTENSION)) {
    const run = () => tryExtension(EXTENSION_PATHS, tarballsOf, join(folder, EXTENSION), available.nodes);
    jobs.unshift({ name: EXTENSION, run }); // the longest first
  }
  const worker = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift())
      good = report(job.name, await job.run()) && good;
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker)); // most of the time is npm waiting for its registry
  return good;
}

/** Packs each package once, when it is first needed. */
function packer(packages: readonly Package[], folder: string): TarballsOf {
  const target = join(folder, 'tarballs');
  mkdirSync(target);
  const packed = new Map<string, Promise<string>>();
  const tarball = (entry: Package): Promise<string> => {
    const known = packed.get(entry.name) ?? pack(entry, target);
    packed.set(entry.name, known);
    return known;
  };
  return name => Promise.all(closure(packages, name).map(tarball));
}

function report(name: string, steps: readonly Step[]): boolean {
  const failed = steps.filter(step => step.failure !== undefined);
  say(`${failed.length === 0 ? 'good  ' : 'FAILED'} ${name.padEnd(22)} ${steps.map(described).join('; ')}`);
  for (const step of failed) say(`${step.name}: ${step.failure}`.trimEnd().replace(/^/gm, '       '));
  return failed.length === 0;
}

function described({ name, milliseconds }: Step): string {
  return `${name} ${(milliseconds / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
