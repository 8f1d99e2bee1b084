/** Starts a server and a client on the loopback interface and uses each extension once: `npm start`. */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { type Client, connect, fingerprint, generateKey, isSshError, pinned } from '@nacre/client';
import { createServer, memoryFiles, type ServerOptions, sftpServer } from '@nacre/server';

import { acmeClient, acmeServer, hex } from './extension.js';
import { AcmeChecksum, AcmeColour, AcmeEcho, AcmeNotice, AcmeReload, AcmeSeverity } from './generated/index.js';

type Print = (line: string) => void;

export async function main(print: Print): Promise<void> {
  const hostKey = await generateKey('ed25519');
  await using server = createServer({ ...serverOptions, hostKeys: [hostKey], extensions: [acmeServer(print)] });
  const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
  let heard: Print = () => {};
  const answer = new Promise<string>(resolve => {
    heard = resolve;
  });
  await using client = await connect({
    host: '127.0.0.1',
    port,
    user: 'alice',
    password: 'wonderland',
    hostKeys: pinned(fingerprint(hostKey.publicKey)),
    extensions: [acmeClient(text => heard(text))],
  });
  print(`client: the server has acme: ${client.extInfo.has('acme@acme.example')}`);
  await client.send(AcmeNotice, { severity: AcmeSeverity.warning, text: 'hello' });
  print(`client: ${await answer}`);
  await reload(client, print);
  await colour(client, print);
  await compareChecksum(client, print);
  await echo(client, print);
}

const serverOptions: Omit<ServerOptions, 'hostKeys'> = {
  auth: { password: ({ user, password }) => user === 'alice' && password === 'wonderland' },
  session: {
    exec: ({ signal }) => new Promise(resolve => signal.addEventListener('abort', () => resolve())),
    subsystems: { sftp: sftpServer(() => memoryFiles()) },
  },
};

/** A global request, accepted and refused. */
async function reload(client: Client, print: Print): Promise<void> {
  const { generation } = await client.request(AcmeReload, { force: true, reason: 'a test' });
  print(`client: generation ${generation}`);
  try {
    await client.request(AcmeReload, { force: false });
  } catch (error) {
    if (!isSshError(error, 'GLOBAL_REQUEST_FAILED')) throw error;
    print('client: refused without force');
  }
}

/** A channel request, on the channel of a running command. */
async function colour(client: Client, print: Print): Promise<void> {
  await using job = client.exec('wait', { reject: false });
  await job.request(AcmeColour, { red: 255, green: 128, blue: 0 });
  print('client: the prompt is coloured');
}

/** An SFTP extension, for an open file. */
async function compareChecksum(client: Client, print: Print): Promise<void> {
  await using sftp = await client.sftp();
  await sftp.writeFile('/file', 'content');
  await using file = await sftp.open('/file');
  const { digest } = await sftp.extended(AcmeChecksum, { handle: file.handle, algorithm: 'sha256' });
  const expected = createHash('sha256').update('content').digest();
  print(`client: the checksum is ${hex(digest) === hex(expected) ? 'right' : 'wrong'}`);
}

/** A channel of a type of its own. */
async function echo(client: Client, print: Print): Promise<void> {
  const { duplex } = await client.open(AcmeEcho, { prefix: 'echo: ' });
  await duplex.write(new TextEncoder().encode('over and out'));
  await duplex.end();
  let text = '';
  for (let chunk = await duplex.read(); chunk !== undefined; chunk = await duplex.read()) {
    text += Buffer.from(chunk).toString();
  }
  print(`client: ${text}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(line => console.log(line));
