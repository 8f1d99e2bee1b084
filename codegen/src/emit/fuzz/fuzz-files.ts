/** All files of the folder of arbitraries, targets and tests. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FileIr, Model } from '../../ir/model.js';
import { arbitrariesFile } from './values/arbitraries.js';
import { targetsFile } from './targets-file.js';
import { testsFile } from './tests-file.js';
import { hotFile } from './texts/hot.js';
import { nearValidFile } from './texts/near-valid.js';
import { rulesFile } from './texts/rules.js';
import { suiteFile } from './texts/suite.js';

export function fuzzFiles(model: Model, index: ModelIndex): readonly (readonly [file: string, text: string])[] {
  const packages = packagesOf(model);
  const own = packages.filter(({ external }) => !external);
  return [
    ...arbitraries(packages, index),
    ...own.map(({ name, files }) => [`${name}.test.ts`, testsFile(name, files, index)] as const),
    ['hot.ts', hotFile()],
    ['near-valid.ts', nearValidFile()],
    ['rules.ts', rulesFile()],
    ['suite.ts', suiteFile()],
    ['targets.ts', targetsFile(own.map(({ name }) => name))],
  ];
}

/** Those of packages with code of their own, and of all that these import: others may not even be installed. */
function arbitraries(
  packages: readonly Package[],
  index: ModelIndex,
): readonly (readonly [file: string, text: string])[] {
  const texts = new Map(packages.map(({ name, module, files }) => [name, arbitrariesFile(name, module, files, index)]));
  const wanted = new Set(packages.filter(({ external }) => !external).map(({ name }) => name));
  for (const name of wanted) {
    for (const [, imported] of (texts.get(name) ?? '').matchAll(/ from '\.\/([a-z0-9-]+)\.js';/g)) {
      if (imported !== undefined && texts.has(imported)) wanted.add(imported);
    }
  }
  return [...texts].filter(([name]) => wanted.has(name)).map(([name, text]) => [`${name}.ts`, text]);
}

interface Package {
  readonly name: string;
  readonly module: string;
  /** Its code is made elsewhere; arbitraries are made here too, because others may contain its structs. */
  readonly external: boolean;
  readonly files: readonly FileIr[];
}

function packagesOf(model: Model): readonly Package[] {
  const packages = new Map<string, Package>();
  for (const file of model.files) {
    if (file.output === undefined) continue;
    const { package: name, module, external } = file.output;
    const files = [...(packages.get(name)?.files ?? []), file];
    packages.set(name, { name, module, external, files });
  }
  return [...packages.values()];
}
