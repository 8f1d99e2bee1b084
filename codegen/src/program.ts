/** The program `nacre-codegen` without its process: arguments, texts and exit codes around the library. */

import { dirname, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { check } from './check.js';
import type { CompileOptions } from './compile.js';
import { type Diagnostic, formatDiagnostic } from './diagnostics.js';
import { generate } from './generate.js';

/** Where the program writes. */
export interface Streams {
  out(text: string): void;
  error(text: string): void;
}

const HELP = `Usage: nacre-codegen <command> [options]

Commands:
  generate           write the code of a spec; --check only compares, like the next
  check              compare the code on disk with the spec: different, missing and extra files fail

Options:
  --config FILE      config file (default: nacre.yaml)
  --root FOLDER      folder that outputs are relative to (default: the one above the config's)
  --check            with generate: change nothing, compare
  --help             show this

Exit codes: 0 done, 1 the spec has faults or the code is stale, 2 wrong usage.
`;

/** Runs the program and returns its exit code. */
export function run(args: readonly string[], streams: Streams): number {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    streams.error(`${parsed}\n\n${HELP}`);
    return 2;
  }
  if (parsed.help) {
    streams.out(HELP);
    return 0;
  }
  const { config, root } = parsed;
  const options = { config, ...(root !== undefined && { root }) };
  return parsed.check ? runCheck(options, streams) : runGenerate(options, streams);
}

interface Arguments {
  readonly check: boolean;
  readonly help: boolean;
  readonly config: string;
  readonly root: string | undefined;
}

/** The arguments, or what is wrong with them. */
function parse(args: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        root: { type: 'string' },
        check: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const [command = 'generate', ...more] = positionals;
    if (!['generate', 'check'].includes(command) || more.length > 0)
      return `unknown command '${positionals.join(' ')}'`;
    return {
      check: command === 'check' || values.check === true,
      help: values.help === true || args.length === 0,
      config: values.config ?? 'nacre.yaml',
      root: values.root,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error); // parseArgs explains itself
  }
}

function runGenerate(options: CompileOptions, streams: Streams): number {
  const { diagnostics, files, written, removed } = generate(options);
  if (diagnostics.length > 0) return fail(options.config, diagnostics, streams);
  for (const path of written) streams.out(`wrote ${path}\n`);
  for (const path of removed) streams.out(`removed ${path}\n`);
  streams.out(`${files.length} files, ${written.length} written, ${removed.length} removed\n`);
  return 0;
}

function runCheck(options: CompileOptions, streams: Streams): number {
  const { diagnostics, files, differences } = check(options);
  if (diagnostics.length > 0) return fail(options.config, diagnostics, streams);
  for (const { path, kind } of differences) streams.error(`${path}: ${kind}\n`);
  if (differences.length === 0) {
    streams.out(`${files.length} files are as the spec says\n`);
    return 0;
  }
  streams.error(`${differences.length} of ${files.length} files are stale: run nacre-codegen generate\n`);
  return 1;
}

/** Paths are shown as seen from here, so that editors and terminals can follow them. */
function fail(config: string, diagnostics: readonly Diagnostic[], streams: Streams): number {
  for (const diagnostic of diagnostics) {
    const file = relative('', resolve(dirname(config), diagnostic.file));
    streams.error(`${formatDiagnostic({ ...diagnostic, file })}\n`);
  }
  streams.error(`${diagnostics.length} ${diagnostics.length === 1 ? 'fault' : 'faults'}, nothing was generated\n`);
  return 1;
}
