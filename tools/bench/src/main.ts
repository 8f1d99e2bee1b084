/** `npm run bench`: measures Nacre beside its peers and prints medians, ratios and spread. */

import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import type { BenchCase } from './cases/case.js';
import { codecCases } from './cases/codec.js';
import { handshakes } from './cases/handshakes.js';
import { serverTransfers } from './cases/server.js';
import { execDownload, execWithChaCha, sftpGet, sftpPut } from './cases/transfers.js';
import { Lab } from './lab.js';
import { type CaseResult, measure } from './measure.js';
import { formatResult } from './report.js';

const USAGE = `Usage: npm run bench -- [options] [case ...]

Measures Nacre beside OpenSSH and ssh2 in paired runs. Cases: P1 P2 P3 P5 P6 P9 P13, all by default;
'codec' is P13 and needs no peers.

  --size MIB      size of the file that is moved (default 512)
  --rounds N      counted rounds after one that warms up (default 5)
  --cipher NAME   cipher of the transfers (default aes128-gcm@openssh.com)
  --json FILE     write the figures to FILE as well
  --help          this text
`;

/** Case names that say what they measure. */
const ALIASES: Readonly<Record<string, string>> = { codec: 'P13' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '512' },
    rounds: { type: 'string', default: '5' },
    cipher: { type: 'string', default: 'aes128-gcm@openssh.com' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else await main();

async function main(): Promise<void> {
  const results: CaseResult[] = [];
  const run = async (cases: readonly BenchCase[]) => {
    for (const bench of cases) {
      const result = await measure(bench, Number(values.rounds), text => process.stderr.write(`${text}\n`));
      results.push(result);
      process.stdout.write(`${formatResult(result)}\n`);
    }
  };
  if (wanted('P13')) await run(codecCases());
  if (['P1', 'P2', 'P3', 'P5', 'P6', 'P9'].some(wanted)) {
    await using lab = await Lab.open({ mebibytes: Number(values.size), cipher: values.cipher });
    await run(await selectedCases(lab));
  }
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ machine: machine(), results }, undefined, 2)}\n`);
}

function wanted(id: string): boolean {
  return positionals.length === 0 || positionals.some(name => id === (ALIASES[name] ?? name));
}

async function selectedCases(lab: Lab): Promise<readonly BenchCase[]> {
  const cases = [execDownload(lab), sftpGet(lab), sftpPut(lab)];
  if (wanted('P5')) cases.push(...(await serverTransfers(lab)));
  cases.push(execWithChaCha(lab), handshakes(lab));
  return cases.filter(({ id }) => wanted(id));
}

function machine(): object {
  return { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, date: new Date().toISOString() };
}
