/** The process under attack: our server, and our client on command. Its own process, so that what it uses can be measured. */

import { inspect } from 'node:util';

import { connect, fingerprint, generateKey } from '@nacre/client';
import { isSshError, toHex } from '@nacre/core';
import { createServer } from '@nacre/server';

import { Meters } from './meters.js';
import { type Answer, type Command, type ConnectResult, PASSWORD, USER } from './victim-protocol.js';

const meters = new Meters();
let handlers: string[] = [];
let output: string[] = [];

const note = (what: string): number => handlers.push(what);
const trace = (event: unknown): number => output.push(inspect(event, { depth: 10, maxStringLength: null }));

const hostKey = await generateKey('ed25519');
const userKeys = { ed25519: await generateKey('ed25519'), rsa: await generateKey('rsa', { bits: 2048 }) };
const known = toHex(userKeys.ed25519.publicKey.blob);

const server = createServer({
  hostKeys: [hostKey],
  auth: {
    publickey: async ({ user, key }) => {
      note(`publickey ${user}`);
      return user === USER && toHex(key.blob) === known;
    },
    password: async ({ user, password }) => {
      note(`password ${user}`);
      return user === USER && password === PASSWORD;
    },
  },
  session: {
    exec: async ({ command, stdout }) => {
      note(`exec ${command}`);
      stdout.end(`ran ${command}`);
      return 0;
    },
  },
  trace,
});
const { port } = await server.listen({ port: 0, host: '127.0.0.1' });

process.on('message', command => void serve(command as Command));
process.on('disconnect', () => process.exit(0)); // the test is over
send({ type: 'ready', port, fingerprint: fingerprint(hostKey.publicKey), secrets: [PASSWORD], userKey: known });

async function serve(command: Command): Promise<void> {
  const { id } = command;
  if (command.type === 'connect') return send({ type: 'answer', id, result: await tryConnect(command) });
  if (command.type === 'reset') {
    handlers = [];
    output = [];
    meters.reset();
    return send({ type: 'answer', id, result: undefined });
  }
  const { memoryGrowth, longestTurn, resources, unhandled } = meters;
  send({
    type: 'answer',
    id,
    result: { memoryGrowth, longestTurn, resources, unhandled, handlers, output: output.join('\n') },
  });
}

/** Any host key is accepted here: the tests are about what comes before and after that question. */
async function tryConnect(command: Command & { readonly type: 'connect' }): Promise<ConnectResult> {
  try {
    const client = await connect({
      host: '127.0.0.1',
      port: command.port,
      user: USER,
      ...(command.rsa === true ? { identities: [userKeys.rsa] } : { password: PASSWORD }),
      ...(command.cipher !== undefined && { algorithms: { cipher: [command.cipher] } }),
      dangerous: { acceptAnyHostKey: true },
      timeouts: { connect: 5000, handshake: 5000, auth: 5000 },
      trace,
    });
    await client.close();
    return { connected: true };
  } catch (error) {
    output.push(inspect(error, { depth: 10 }));
    if (!isSshError(error)) throw error;
    const { code, message, disconnect } = error;
    return { connected: false, code, message, ...(disconnect !== undefined && { disconnect }) };
  }
}

function send(answer: Answer): void {
  process.send?.(answer);
}
