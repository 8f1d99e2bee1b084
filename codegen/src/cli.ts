#!/usr/bin/env node
/** The executable `nacre-codegen`. */

import { run } from './program.js';

process.exitCode = run(process.argv.slice(2), {
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
});
