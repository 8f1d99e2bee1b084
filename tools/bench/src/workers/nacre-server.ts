/** Nacre's server over a folder, until it is killed. */

import { authorizedKeys, createServer, localFiles, readKey, sftpServer } from '@nacre/server';

import { type ServerInput, workerInput } from './input.js';

const input = workerInput<ServerInput>();
const server = createServer({
  hostKeys: [await readKey(input.hostKey)],
  auth: { publickey: authorizedKeys(input.authorizedKeys) },
  session: { subsystems: { sftp: sftpServer(() => localFiles({ root: input.root })) } },
});
await server.listen({ port: input.port, host: '127.0.0.1' });
