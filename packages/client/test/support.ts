/** What the tests of client and server share: a server with fresh keys on a loopback port, and clients that trust it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach } from 'vitest';

import type { SshError, TraceEvent } from '@nacre/core';
import { createServer, localFiles, runCommands, type ServerOptions, type SshServer, sftpServer } from '@nacre/server';

import {
  type Client,
  type ConnectOptions,
  connect,
  formatKnownHostsLine,
  generateKey,
  knownHosts,
  type PrivateKey,
} from '../src/index.js';

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Runs after the current test, last registered first. */
export function afterTest(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

export const HOST = '127.0.0.1';

let keys: Promise<{ readonly host: PrivateKey; readonly user: PrivateKey }> | undefined;

/** One host key and one user key for all tests of a file. */
export function testKeys(): Promise<{ readonly host: PrivateKey; readonly user: PrivateKey }> {
  keys ??= Promise.all([generateKey('ed25519'), generateKey('ed25519')]).then(([host, user]) => ({ host, user }));
  return keys;
}

export interface TestServer {
  readonly server: SshServer;
  readonly port: number;
  readonly hostKey: PrivateKey;
  readonly userKey: PrivateKey;
  /** A line of known_hosts. */
  readonly known: string;
  /** Options that get in. */
  readonly options: ConnectOptions;
  /** What the server traced. */
  readonly trace: TraceEvent[];
  /** Why connections ended before a login. */
  readonly refusals: (SshError | undefined)[];
  connect(options?: Partial<ConnectOptions>): Promise<Client>;
}

/** Lets in the test key and the password 'correct horse', and runs commands with /bin/sh. */
export async function startServer(changes: Partial<ServerOptions> = {}): Promise<TestServer> {
  const { host: hostKey, user: userKey } = await testKeys();
  const trace: TraceEvent[] = [];
  const server = createServer({
    hostKeys: [hostKey],
    auth: {
      publickey: ({ key }) => Buffer.from(userKey.publicKey.blob).equals(key.blob),
      password: ({ password }) => password === 'correct horse',
    },
    session: { exec: runCommands() },
    trace: event => trace.push(event),
    ...changes,
  });
  const refusals: (SshError | undefined)[] = [];
  server.on('refused', error => refusals.push(error));
  afterTest(() => server.close());
  const { port } = await server.listen({ port: 0, host: HOST });
  const shownKey = (changes.hostKeys?.[0] as PrivateKey | undefined) ?? hostKey;
  const known = formatKnownHostsLine(HOST, port, shownKey.publicKey);
  const options = {
    host: HOST,
    port,
    user: 'alice',
    identities: [userKey],
    hostKeys: knownHosts({ text: known }),
  };
  const open = async (more: Partial<ConnectOptions> = {}) => {
    const client = await connect({ ...options, ...more });
    afterTest(() => client.close());
    return client;
  };
  return { server, port, hostKey, userKey, known, options, trace, refusals, connect: open };
}

/** As `startServer`, with SFTP over a new folder. */
export async function startSftpServer(): Promise<TestServer & { readonly root: string }> {
  const root = await temporaryFolder();
  const session = { exec: runCommands(), subsystems: { sftp: sftpServer(() => localFiles({ root })) } };
  return { ...(await startServer({ session })), root };
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nacre-test-'));
  afterTest(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What a promise rejects with. Fails when it does not. */
export async function rejection<E = Error>(promise: PromiseLike<unknown>): Promise<E> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error as E;
  }
  throw new Error(`It did not reject, but gave ${String(value)}`);
}

/** Waits until `condition` holds; fails after some seconds. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`);
    await delay(5);
  }
}

export function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });
}
