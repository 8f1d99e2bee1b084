/** Moves the file with Nacre's client, once. */

import { connect, knownHosts, readKey } from '@nacre/client';

import { type ClientInput, workerInput } from './input.js';

const input = workerInput<ClientInput>();
await using client = await connect({
  host: '127.0.0.1',
  port: input.port,
  user: input.user,
  identities: [await readKey(input.identityFile)],
  hostKeys: knownHosts({ policy: 'strict', files: [input.knownHosts] }),
  algorithms: { cipher: [input.cipher], kex: ['curve25519-sha256'] },
});
if (input.work === 'exec') {
  const job = client.exec(input.command, { encoding: 'buffer', buffer: false });
  job.stdout.resume();
  await job;
} else {
  await using sftp = await client.sftp();
  if (input.work === 'get') await sftp.get(input.from, input.to);
  else await sftp.put(input.from, input.to);
}
