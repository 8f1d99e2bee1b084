/** The published packages of this repository and what each needs of the others. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Package {
  readonly name: string;
  readonly folder: string;
  /** Its own packages of this repository, direct ones. */
  readonly needs: readonly string[];
  /** What `import` accepts: the name, and the name with each sub-path that is a module. */
  readonly modules: readonly string[];
  readonly version: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

/** All packages that are not private, in the order of their names. */
export function publishedPackages(root: string): readonly Package[] {
  const folders = [...readdirSync(join(root, 'packages')).map(name => join('packages', name)), 'codegen', 'spec'];
  const manifests = folders.map(folder => ({ folder: join(root, folder), manifest: readManifest(join(root, folder)) }));
  const published = manifests.filter(({ manifest }) => manifest.private !== true);
  const names = new Set(published.map(({ manifest }) => manifest.name));
  return published
    .map(({ folder, manifest }) => describe(folder, manifest, names))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A package and all that it needs of this repository, directly or not. */
export function closure(packages: readonly Package[], name: string): readonly Package[] {
  const found = new Map<string, Package>();
  const visit = (wanted: string): void => {
    if (found.has(wanted)) return;
    const entry = packages.find(candidate => candidate.name === wanted);
    if (entry === undefined) throw new Error(`${wanted} is not a published package`);
    found.set(wanted, entry);
    for (const need of entry.needs) visit(need);
  };
  visit(name);
  return [...found.values()];
}

function describe(folder: string, manifest: Manifest, own: ReadonlySet<string>): Package {
  const dependencies = Object.keys(manifest.dependencies ?? {});
  const subPaths = Object.keys(manifest.exports ?? {}).filter(path => !path.includes('*') && !path.endsWith('.json'));
  return {
    name: manifest.name,
    version: manifest.version,
    folder,
    needs: dependencies.filter(dependency => own.has(dependency) || dependency.startsWith('@nacre/')),
    modules: subPaths.map(path => manifest.name + path.slice(1)),
  };
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
