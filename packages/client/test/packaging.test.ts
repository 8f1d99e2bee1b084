import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
  readonly gypfile?: boolean;
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Manifest;

describe('[NEW-31] no native code and no install scripts', () => {
  test('in client, server and everything that they need', async () => {
    const lock = (await readJson(`${root}package-lock.json`)) as { packages: Record<string, Manifest> };
    const seen = new Set<string>();
    const visit = async (name: string): Promise<void> => {
      if (seen.has(name)) return;
      seen.add(name);
      const folder = `${root}node_modules/${name}`;
      const manifest = await readJson(`${folder}/package.json`);
      expect(lock.packages[`node_modules/${name}`]?.hasInstallScript, name).toBeUndefined();
      expect(manifest.gypfile, name).toBeUndefined();
      for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
        expect(manifest.scripts?.[script], `${name} ${script}`).toBeUndefined();
      }
      const files = await readdir(folder, { recursive: true });
      expect(files.filter(file => /\.node$|binding\.gyp$/.test(file) && !file.includes('node_modules'))).toEqual([]);
      for (const dependency of Object.keys(manifest.dependencies ?? {})) await visit(dependency);
    };
    await visit('@nacre/client');
    await visit('@nacre/server');
    const foreign = [...seen].filter(name => !name.startsWith('@nacre/') && !name.startsWith('@noble/'));
    expect(foreign).toEqual(['pako']); // zlib in plain JavaScript, without dependencies of its own
    expect(seen.size).toBeGreaterThan(10);
  });
});
