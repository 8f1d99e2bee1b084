/** The commands `generate` and `check`. */

import { check } from '../check.js';
import { type CompileOptions, compile } from '../compile.js';
import { generate } from '../generate.js';
import type { Command, Streams, Values } from './command.js';
import { reportCoverage } from './coverage.js';
import { COMPILE_OPTIONS, compileOptions, wantsJson } from './options.js';
import { reportFaults } from './report.js';

export const GENERATE: Command = {
  name: 'generate',
  summary: 'write the code of a spec',
  about: `Reads the config and the spec, and writes what the config's emit section names. Files that are right are not
touched; files in generated folders that nothing generates are removed. A spec with faults changes nothing.`,
  operands: [],
  options: {
    ...COMPILE_OPTIONS,
    check: { text: 'change nothing, compare, like the command check' },
    coverage: { text: 'change nothing, show which rows of the inventory (emit.inventory) are declared' },
  },
  run: (_operands, values, streams) => {
    if (values.coverage === true) return runCoverage(values, streams);
    return values.check === true ? runCheck(values, streams) : runGenerate(values, streams);
  },
};

export const CHECK: Command = {
  name: 'check',
  summary: 'compare the code on disk with the spec: different, missing and extra files fail',
  about: 'Reads the config and the spec, and compares what would be generated with what is on disk. Changes nothing.',
  operands: [],
  options: COMPILE_OPTIONS,
  run: (_operands, values, streams) => runCheck(values, streams),
};

function runGenerate(values: Values, streams: Streams): number {
  const json = wantsJson(values);
  const options = compileOptions(values);
  const { diagnostics, files, written, removed } = generate(options);
  if (diagnostics.length > 0) return reportFaults(options.config, diagnostics, json, streams);
  if (json) {
    printJson({ diagnostics, files: files.length, written, removed }, streams);
    return 0;
  }
  for (const path of written) streams.out(`wrote ${path}\n`);
  for (const path of removed) streams.out(`removed ${path}\n`);
  reportPhases(values, options.phases, streams);
  streams.out(`${files.length} files, ${written.length} written, ${removed.length} removed\n`);
  return 0;
}

function runCheck(values: Values, streams: Streams): number {
  const json = wantsJson(values);
  const options = compileOptions(values);
  const { diagnostics, files, differences } = check(options);
  if (diagnostics.length > 0) return reportFaults(options.config, diagnostics, json, streams);
  const code = differences.length === 0 ? 0 : 1;
  if (json) {
    printJson({ diagnostics, files: files.length, differences }, streams);
    return code;
  }
  for (const { path, kind } of differences) streams.error(`${path}: ${kind}\n`);
  reportPhases(values, options.phases, streams);
  if (code === 0) streams.out(`${files.length} files are as the spec says\n`);
  else streams.error(`${differences.length} of ${files.length} files are stale: run nacre-codegen generate\n`);
  return code;
}

function runCoverage(values: Values, streams: Streams): number {
  const json = wantsJson(values);
  const { phases, ...options } = compileOptions(values);
  const { diagnostics, coverage } = compile({ ...options, emit: false } satisfies CompileOptions);
  if (diagnostics.length > 0) return reportFaults(options.config, diagnostics, json, streams);
  if (coverage === undefined) {
    streams.error(`${options.config} names no inventory: add emit.inventory\n`);
    return 1;
  }
  if (json) printJson({ diagnostics, coverage }, streams);
  else {
    reportPhases(values, phases, streams);
    reportCoverage(coverage, streams);
  }
  return coverage.some(({ missing }) => missing.length > 0) ? 1 : 0;
}

function reportPhases({ verbose }: Values, phases: readonly string[], streams: Streams): void {
  if (verbose === true) for (const phase of phases) streams.out(`${phase}\n`);
}

function printJson(value: unknown, streams: Streams): void {
  streams.out(`${JSON.stringify(value, undefined, 2)}\n`);
}
