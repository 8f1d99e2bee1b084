/** A spec of one file for tests of emitters: compiled without faults, or the test fails. */

import type { Compiled } from '../src/compile.js';
import { formatDiagnostic } from '../src/diagnostics.js';
import type { Model } from '../src/ir/model.js';
import { compileFiles } from './temporary-spec.js';

const CONFIG = `config: 0
outputs: [ { spec: demo.yaml, package: demo, file: demo.ts } ]
emit: { packages: 'out/{package}' }
`;

/** `declarations` without the lines `wire` and `namespace`, which are the same for all. */
export function compileOne(declarations: string): Compiled & { readonly model: Model } {
  const compiled = compileFiles({
    'wire/nacre.yaml': CONFIG,
    'wire/demo.yaml': `wire: 0\nnamespace: demo\n${declarations}`,
  });
  const { model } = compiled;
  if (model === undefined) throw new Error(compiled.diagnostics.map(formatDiagnostic).join('\n'));
  return { ...compiled, model };
}
