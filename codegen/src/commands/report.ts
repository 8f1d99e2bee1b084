/** How the faults of a spec are shown. */

import { dirname, relative, resolve } from 'node:path';

import { type Diagnostic, formatDiagnostic } from '../diagnostics.js';
import type { Streams } from './command.js';

/** Returns the exit code. Paths are shown as seen from here, so that editors and terminals can follow them. */
export function reportFaults(
  config: string,
  diagnostics: readonly Diagnostic[],
  json: boolean,
  streams: Streams,
): number {
  const here = diagnostics.map(diagnostic => ({
    ...diagnostic,
    file: relative('', resolve(dirname(config), diagnostic.file)),
  }));
  if (json) {
    streams.out(`${JSON.stringify({ diagnostics: here }, undefined, 2)}\n`);
    return 1;
  }
  for (const diagnostic of here) streams.error(`${formatDiagnostic(diagnostic)}\n`);
  streams.error(`${diagnostics.length} ${diagnostics.length === 1 ? 'fault' : 'faults'}, nothing was generated\n`);
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  streams.error(`nacre-codegen explain ${codes[0]} says more${codes.length > 1 ? ', as for every code' : ''}\n`);
  return 1;
}
