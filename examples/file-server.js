/** Serves a folder over SFTP: `node file-server.js folder [port]`. Users are those in `folder/.authorized_keys`. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { fingerprint, generateKey } from '@nacre/client';
import { authorizedKeys, createServer, localFiles, sftpServer } from '@nacre/server';

/** @param {string[]} words */
export async function main(words, output = process.stdout) {
  const [root, port = '2222'] = words;
  if (root === undefined) throw new Error('Usage: file-server.js folder [port]');
  const hostKey = await generateKey('ed25519');
  const server = createServer({
    hostKeys: [hostKey],
    auth: { publickey: authorizedKeys(join(root, '.authorized_keys')) },
    session: { subsystems: { sftp: sftpServer(() => localFiles({ root, readOnly: true })) } },
  });
  server.on('connection', ({ user, remoteAddress }) => output.write(`${user} came in from ${remoteAddress}\n`));
  const { port: chosen } = await server.listen({ port: Number(port), host: '127.0.0.1' });
  output.write(`Port ${chosen}, host key ${fingerprint(hostKey.publicKey)}\n`);
  return { server, port: chosen, hostKey };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
