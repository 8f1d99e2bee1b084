/** The command `init`. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { starterFiles } from '../init/starter-files.js';
import { type Command, type Streams, UsageError } from './command.js';

export const INIT: Command = {
  name: 'init',
  summary: 'write a small spec to start from: a channel request, a global request, an SFTP extension and a message',
  about: `Writes wire/nacre.yaml and wire/NAME.yaml below FOLDER (default: here), and refuses to overwrite them. The spec
adds to unions of @nacre/spec, so install that package before the first generate.`,
  operands: ['FOLDER'],
  options: { name: { value: 'NAME', text: 'name of your namespace, file and generated folder (default: acme)' } },
  run: ([folder = '.'], { name = 'acme' }, streams) => init(folder, name, streams),
};

function init(folder: string, name: string, streams: Streams): number {
  if (!/^[a-z][a-z0-9]*$/.test(name)) throw new UsageError(`--name is lower-case letters and digits, not '${name}'`);
  const files = starterFiles(name).map(({ file, text }) => ({ path: join(folder, file), text }));
  const taken = files.filter(({ path }) => existsSync(path));
  for (const { path } of taken) streams.error(`${path} is already there\n`);
  if (taken.length > 0) return 1;
  mkdirSync(join(folder, 'wire'), { recursive: true });
  for (const { path, text } of files) {
    writeFileSync(path, text);
    streams.out(`wrote ${path}\n`);
  }
  streams.out(nextSteps(name));
  return 0;
}

function nextSteps(name: string): string {
  return `
Next, in that folder:
  1. npm install @nacre/wire, and npm install --save-dev @nacre/codegen @nacre/spec typescript
  2. edit wire/${name}.yaml
  3. npx nacre-codegen generate     writes src/generated/${name}.ts
  4. npx nacre-codegen check        in your tests: is the code as the spec says?
'npx nacre-codegen explain CODE' tells more about a diagnostic.
`;
}
