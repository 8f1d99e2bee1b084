/** The server that the demo brings along: fresh keys, one user, one folder, on a free port of the loopback interface. */

import { type ConnectOptions, formatKnownHostsLine, generateKey, knownHosts } from '@nacre/client';
import { createServer, localFiles, runCommands, sftpServer, type SshServer } from '@nacre/server';

export interface EmbeddedServer {
  readonly server: SshServer;
  /** How to connect to it, with its host key known and no other accepted. */
  readonly options: ConnectOptions;
}

export async function startEmbeddedServer(root: string): Promise<EmbeddedServer> {
  const host = '127.0.0.1';
  const user = 'demo';
  const [hostKey, userKey] = [await generateKey('ed25519'), await generateKey('ed25519')];
  const known = Buffer.from(userKey.publicKey.blob);
  const server = createServer({
    hostKeys: [hostKey],
    auth: { publickey: request => request.user === user && known.equals(request.key.blob) },
    session: { exec: runCommands({ cwd: root }), subsystems: { sftp: sftpServer(() => localFiles({ root })) } },
  });
  const { port } = await server.listen({ port: 0, host });
  const hostKeys = knownHosts({ policy: 'strict', text: formatKnownHostsLine(host, port, hostKey.publicKey) });
  return { server, options: { host, port, user, identities: [userKey], hostKeys } };
}
