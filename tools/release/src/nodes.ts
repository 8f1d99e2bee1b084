/** The Node versions that packages are tried on: the one that runs this, and Node 24 if it can be had. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { command } from './command.js';
import type { Node } from './trial.js';

const MAJOR = 24;

/** A reason instead of the second version when it cannot be had. */
export async function nodes(
  folder: string,
): Promise<{ readonly nodes: readonly Node[]; readonly missing: string | undefined }> {
  const own = { name: `Node ${process.versions.node}`, path: process.execPath };
  if (Number(process.versions.node.split('.')[0]) >= MAJOR) return { nodes: [own], missing: undefined };
  try {
    const path = process.env['NACRE_NODE24'] ?? (await installNode(folder));
    const version = (await command(path, ['--version'], { cwd: folder, timeoutMs: 10_000 })).trim();
    if (!version.startsWith(`v${MAJOR}.`)) throw new Error(`${path} is ${version}`);
    return { nodes: [own, { name: `Node ${version.slice(1)}`, path }], missing: undefined };
  } catch (error) {
    return { nodes: [own], missing: `Node ${MAJOR}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The npm package `node` brings the program itself; its script only links it, which is done here by path. */
async function installNode(folder: string): Promise<string> {
  const target = join(folder, 'node24');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), '{ "private": true }\n');
  await command('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `node@${MAJOR}`], {
    cwd: target,
    timeoutMs: 300_000,
  });
  const path = join(target, 'node_modules/node/bin/node');
  if (!existsSync(path)) throw new Error(`npm installed node@${MAJOR} without ${path}`);
  return path;
}
