/** Runs the parity report over the repository that this file stands in. */

import { fileURLToPath } from 'node:url';

import { run } from './cli.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
process.exitCode = run(root, line => process.stdout.write(`${line}\n`));
