/** The list of all codecs of all packages, for fuzzers. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { FileIr } from '../../ir/model.js';
import { fileHeader } from '../file.js';
import { camel } from '../names.js';
import { targetText } from './tests-file.js';

export function targetsFile(
  packages: ReadonlyMap<string, readonly FileIr[]>,
  moduleOf: (packageName: string) => string,
  index: ModelIndex,
): string {
  const names = [...packages.keys()].sort();
  const imports = names.flatMap(name => {
    const structs = structsOf(packages, name);
    return [`import {\n${structs.map(struct => `  ${struct.name},`).join('\n')}\n} from '${moduleOf(name)}';`];
  });
  const arbitraries = names.map(name => `import * as ${camel(name)} from './${name}.js';`);
  const entries = names.flatMap(name =>
    structsOf(packages, name).map(struct => targetText(name, struct, index, camel(name))),
  );
  return [
    fileHeader('Every codec with arbitrary values for it.').trimEnd(),
    '',
    imports.join('\n'),
    '',
    arbitraries.join('\n'),
    "import { type CodecTarget, target } from './rules.js';",
    '',
    '/** All codecs of all packages. */',
    `export const codecTargets: readonly CodecTarget[] = [\n${entries.join('\n')}\n];\n`,
  ].join('\n');
}

function structsOf(
  packages: ReadonlyMap<string, readonly FileIr[]>,
  name: string,
): readonly FileIr['structs'][number][] {
  const structs = (packages.get(name) ?? []).flatMap(file => file.structs);
  return [...structs].sort((a, b) => (a.name < b.name ? -1 : 1));
}
