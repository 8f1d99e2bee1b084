/** Generates typed codecs from a YAML wire spec. This is the library; `cli.ts` is the program. */

// For applications
export { type CheckResult, check, type Difference } from './check.js';
export { type Compiled, type CompileOptions, compile } from './compile.js';
export { type Diagnostic, formatDiagnostic, type Place } from './diagnostics.js';
export { type GenerateResult, generate } from './generate.js';

// For library authors
export type { Emitted } from './emit/emit.js';
export type { Model } from './ir/model.js';
