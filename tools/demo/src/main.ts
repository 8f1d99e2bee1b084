/** The demo program: `npm run demo`. Exit status 0 when every hash is right, 1 after one line that says what failed. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Client, connect, defaultIdentities } from '@nacre/client';

import { parseArguments, USAGE } from './arguments.js';
import { askSecret } from './ask-secret.js';
import { startEmbeddedServer } from './embedded-server.js';
import { line } from './progress-bar.js';
import { doWork } from './workload.js';

const INTERRUPTED = 130; // as shells report a program that Ctrl-C ended

const interrupt = new AbortController();

async function main(words: readonly string[]): Promise<void> {
  const { help, target, bytes } = parseArguments(words);
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { signal } = interrupt;
  const folder = await mkdtemp(join(tmpdir(), 'nacre-demo-'));
  try {
    const work = { screen: process.stdout, folder, bytes, signal };
    if (target === undefined) await withEmbeddedServer(folder, ssh => doWork({ ...work, ssh }));
    else await withRemoteServer(target, ssh => doWork({ ...work, ssh }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withEmbeddedServer(folder: string, work: (ssh: Client) => Promise<void>): Promise<void> {
  const root = join(folder, 'server');
  await mkdir(root);
  const { server, options } = await startEmbeddedServer(root);
  await using _server = server;
  line(process.stdout, 'embedded', `a server on ${options.host} port ${options.port}, over a temporary folder`);
  await using ssh = await connect({ ...options, signal: interrupt.signal });
  await work(ssh);
}

async function withRemoteServer(target: string, work: (ssh: Client) => Promise<void>): Promise<void> {
  const onInterrupt = () => interrupt.abort();
  const ask = (question: string) => askSecret(question, onInterrupt);
  const identities = await defaultIdentities({ passphrase: path => ask(`Passphrase for ${path}: `) });
  await using ssh = await connect(target, {
    identities,
    password: ({ user, host }) => ask(`Password of ${user}@${host}: `),
    signal: interrupt.signal,
    onBanner: message => process.stderr.write(printable(message)),
  });
  await work(ssh);
}

/** Text of a server without what a terminal would act on; lines stay lines. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '');
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ');
}

process.once('SIGINT', () => {
  interrupt.abort();
  process.once('SIGINT', () => process.exit(INTERRUPTED)); // asked twice: at once
});
process.once('SIGTERM', () => interrupt.abort());

main(process.argv.slice(2)).catch((error: unknown) => {
  const interrupted = interrupt.signal.aborted;
  process.stderr.write(
    interrupted ? 'Interrupted; the temporary files are removed\n' : `nacre demo: ${oneLine(error)}\n`,
  );
  process.exitCode = interrupted ? INTERRUPTED : 1;
});
