/**
 * Puts each published package into one file per entry point, behind what `tsc` wrote to `dist`: a program that imports
 * `@nacre/client` then loads a dozen files and not three hundred, which takes a fifth of the time. Types stay in `dist`.
 */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { rolldown } from 'rolldown';

const PACKAGES = fileURLToPath(new URL('../../packages/', import.meta.url));
const BUNDLE = /^\.\/bundle\/(.+)\.js$/;

await Promise.all(readdirSync(PACKAGES).map(bundlePackage));

async function bundlePackage(name) {
  const folder = `${PACKAGES}${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const input = entries(manifest.exports, folder);
  if (Object.keys(input).length === 0) return; // not published, and so not bundled
  rmSync(`${folder}/bundle`, { recursive: true, force: true });
  const external = [
    /^node:/,
    ...Object.keys(manifest.dependencies ?? {}).map(dependency => new RegExp(`^${dependency}(/|$)`)),
  ];
  const bundle = await rolldown({ input, external, platform: 'neutral', logLevel: 'warn' });
  await bundle.write({
    dir: `${folder}/bundle`,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'shared.js',
    // Documentation is in the types. Here it would only be read into memory: engines keep the source of what runs.
    comments: { legal: true, annotation: true, jsdoc: false },
  });
  await bundle.close();
}

/** Name of each bundled entry point, with the file that `tsc` made for it: next to the types that `exports` names. */
function entries(exports, folder) {
  const found = {};
  for (const { types, default: target } of Object.values(exports).filter(entry => typeof entry === 'object')) {
    const name = BUNDLE.exec(target)?.[1];
    if (name !== undefined) found[name] = `${folder}/${types.replace(/\.d\.ts$/, '.js')}`;
  }
  return found;
}
