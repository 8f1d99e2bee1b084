/** Options of the program: their syntax, and those that several commands share. */

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

import type { CompileOptions } from '../compile.js';
import { type Command, type Option, UsageError, type Values } from './command.js';

/** Options of every command that reads a config. */
export const COMPILE_OPTIONS: Readonly<Record<string, Option>> = {
  config: { value: 'FILE', text: 'config file (default: wire/nacre.yaml if it exists, else nacre.yaml)' },
  root: { value: 'FOLDER', text: "folder that outputs are relative to (default: the one above the config's)" },
  format: { value: 'FORMAT', text: 'text (default), or json: one object with all results' },
  verbose: { text: 'say how long each phase took' },
};

interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Values;
}

/** Throws UsageError. */
export function parseArguments(args: readonly string[], command: Command | undefined): Arguments {
  const known = command === undefined ? COMPILE_OPTIONS : command.options;
  const options = Object.entries(known).map(([name, { value }]) => {
    const type: 'boolean' | 'string' = value === undefined ? 'boolean' : 'string';
    return [name, { type }] as const;
  });
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } },
    });
    return { positionals, values };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error)); // parseArgs explains itself
  }
}

/** True when results are to be printed as JSON. Throws UsageError. */
export function wantsJson({ format = 'text' }: Values): boolean {
  if (format === 'text' || format === 'json') return format === 'json';
  throw new UsageError(`--format is text or json, not '${format}'`);
}

/** What the options say about the files to read and write. */
export function compileOptions({ config, root }: Values): CompileOptions & { readonly phases: string[] } {
  const phases: string[] = [];
  const inWire = 'wire/nacre.yaml';
  return {
    config: config ?? (existsSync(inWire) ? inWire : 'nacre.yaml'),
    ...(root !== undefined && { root }),
    onPhase: (phase, milliseconds) => phases.push(`${phase}: ${milliseconds.toFixed(0)} ms`),
    phases,
  };
}
