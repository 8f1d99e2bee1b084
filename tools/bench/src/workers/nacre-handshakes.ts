/** Handshakes of Nacre's client with Nacre's server in this process. */

import { connect, fingerprint, generateKey, pinned } from '@nacre/client';
import { createServer } from '@nacre/server';

import { type HandshakeInput, printRate, workerInput } from './input.js';

const input = workerInput<HandshakeInput>();
const [hostKey, identity] = await Promise.all([generateKey('ed25519'), generateKey('ed25519')]);
const server = createServer({ hostKeys: [hostKey], auth: { publickey: async () => ({ name: 'bench' }) }, session: {} });
const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
const algorithms = { kex: [input.kex], cipher: [input.cipher] };
await printRate(input, async () => {
  const hostKeys = pinned(fingerprint(hostKey.publicKey));
  const client = await connect({
    host: '127.0.0.1',
    port,
    user: 'bench',
    identities: [identity],
    hostKeys,
    algorithms,
  });
  await client.close();
});
await server.close();
