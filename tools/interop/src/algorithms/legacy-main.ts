/**
 * Run by legacy.test.ts under `node --openssl-legacy-provider`: a server with every algorithm, and a client that connects to the
 * port it is given with each cipher in turn. Prints one line of JSON for the server, one for each cipher, and serves until its
 * standard input ends.
 */

import { randomBytes } from 'node:crypto';

import { connect } from '@nacre/client';
import { createServer, readKey, runCommands } from '@nacre/server';

import { everything } from './table.js';

const [theirPort, hostKey, ...ciphers] = process.argv.slice(2);

const server = createServer({
  hostKeys: [await readKey(hostKey as string)],
  auth: { password: () => true },
  session: { exec: runCommands() },
  algorithms: everything(),
});
const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
print({ port });
for (const cipher of ciphers) print({ cipher, error: await attempt(cipher) });
process.stdin.once('end', () => void server.close()).resume();

async function attempt(cipher: string): Promise<string | undefined> {
  try {
    await using client = await connect({
      host: '127.0.0.1',
      port: Number(theirPort),
      user: 'alice',
      password: 'secret',
      dangerous: { acceptAnyHostKey: true, allowTrivialAuth: true },
      algorithms: { cipher: [cipher] },
    });
    const data = randomBytes(400_000);
    const { stdout } = await client.exec('cat', { input: data, encoding: 'buffer', stripFinalNewline: false });
    return data.equals(stdout) ? undefined : 'other bytes came back';
  } catch (error) {
    return String(error);
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
