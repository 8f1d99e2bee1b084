/** Specs written by tests: a temporary folder with files, compiled. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { type Compiled, compile } from '../src/compile.js';

/** Compiles `files` (path to text) with the config `wire/nacre.yaml`, in a folder that is removed afterwards. */
export function compileFiles(files: Readonly<Record<string, string>>): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'nacre-spec-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return compile({ config: join(folder, 'wire/nacre.yaml'), root: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
