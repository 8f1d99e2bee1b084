/** Moves the file with ssh2, once, with its own defaults. */

import { readFileSync } from 'node:fs';

import ssh2, { type CipherAlgorithm } from 'ssh2';

import { type ClientInput, workerInput } from './input.js';

const input = workerInput<ClientInput>();
const client = new ssh2.Client();
client.on('error', fail);
client.on('ready', () => (input.work === 'exec' ? exec() : sftp()));
client.connect({
  host: '127.0.0.1',
  port: input.port,
  username: input.user,
  privateKey: readFileSync(input.identityFile),
  algorithms: { cipher: [input.cipher as CipherAlgorithm], kex: ['curve25519-sha256'] },
});

function exec(): void {
  client.exec(input.command, (error, stream) => {
    if (error) return fail(error);
    stream.on('data', () => {});
    stream.on('close', () => client.end());
  });
}

function sftp(): void {
  client.sftp((error, session) => {
    if (error) return fail(error);
    const done = (failure?: Error | null) => (failure ? fail(failure) : client.end());
    if (input.work === 'get') session.fastGet(input.from, input.to, done);
    else session.fastPut(input.from, input.to, done);
  });
}

function fail(error: Error): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
