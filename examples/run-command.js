/** Runs one command on a server: `node run-command.js user@host[:port] command...`. Uses your keys and known_hosts in ~/.ssh. */

import { fileURLToPath } from 'node:url';

import { connect, ExecError } from '@nacre/client';

/** @param {string[]} words */
export async function main(words, options = {}, output = process.stdout) {
  const [target, ...command] = words;
  if (target === undefined || command.length === 0)
    throw new Error('Usage: run-command.js user@host[:port] command...');
  const ssh = await connect(target, options); // with a compiler or Node 24: await using ssh = ...
  try {
    const job = ssh.exec(command.join(' '), { input: '' });
    for await (const line of job) output.write(`${line}\n`);
  } finally {
    await ssh.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch(error => {
    console.error(error.message);
    process.exitCode = error instanceof ExecError ? (error.exitCode ?? 1) : 1;
  });
}
