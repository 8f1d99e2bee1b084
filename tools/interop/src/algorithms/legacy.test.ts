/** Ciphers that Node has only with OpenSSL's legacy provider, in a process of their own, against AsyncSSH both ways. */

import { on, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { whyUnavailable } from '@nacre/crypto';
import { makeKey, peersRequired, Workspace } from '@nacre/peers';
import { defaultCrypto } from '@nacre/runtime-node';

import { asyncSsh, startAsyncSshClient, startAsyncSshServer } from './asyncssh.js';
import { row } from './table.js';

const CIPHERS = ['blowfish-cbc', 'cast128-cbc', 'seed-cbc@ssh.com', 'arcfour256', 'arcfour128', 'arcfour'];
const MAIN = fileURLToPath(new URL('../../dist/algorithms/legacy-main.js', import.meta.url));
const peer = asyncSsh();

test.each(CIPHERS)('%s is left out here, and said why', cipher => {
  expect(whyUnavailable('cipher', cipher, defaultCrypto())).toMatch(
    /needs \w+, which the crypto provider node\+noble does not/,
  );
});

describe.skipIf(typeof peer === 'string' && !peersRequired)(titleOf(peer), () => {
  let workspace: Workspace;
  const results = new Map<string, string>();

  beforeAll(async () => {
    if (typeof peer === 'string') throw new Error(peer);
    workspace = await Workspace.create();
    const hostKey = await makeKey(workspace, 'host', 'ed25519');
    const theirPort = await startAsyncSshServer(workspace, [hostKey]);
    const child = workspace.spawn(
      process.execPath,
      ['--openssl-legacy-provider', MAIN, String(theirPort), hostKey, ...CIPHERS],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    if (child.stdout === null) throw new Error('no pipe');
    const lines = createInterface(child.stdout);
    const [first] = (await once(lines, 'line')) as [string];
    const { port } = JSON.parse(first) as { readonly port: number };
    for await (const [line] of on(lines, 'line')) {
      const { cipher, error = 'ok' } = JSON.parse(line as string) as {
        readonly cipher: string;
        readonly error?: string;
      };
      results.set(`client ${cipher}`, error);
      if (results.size === CIPHERS.length) break;
    }
    const attempt = startAsyncSshClient(workspace, port);
    for (const cipher of CIPHERS) {
      await attempt({ cipher }).then(
        () => results.set(`server ${cipher}`, 'ok'),
        (error: unknown) => results.set(`server ${cipher}`, String(error)),
      );
    }
    child.stdin?.end();
    await once(child, 'close');
  }, 120_000);
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
  });

  test.each(CIPHERS.map(cipher => [row(cipher), cipher]))('%s%s both ways', (_row, cipher) => {
    expect(results.get(`client ${cipher}`)).toBe('ok');
    expect(results.get(`server ${cipher}`)).toBe('ok');
  });
});

function titleOf(found: ReturnType<typeof asyncSsh>): string {
  return typeof found === 'string' ? `legacy ciphers: ${found}` : `legacy ciphers, with AsyncSSH ${found.version}`;
}
