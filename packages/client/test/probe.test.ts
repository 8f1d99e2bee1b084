/** What a server shows before anybody logs in: its host keys, and its authentication methods. */

import { createServer as createTcpServer, type Socket, connect as connectTcp } from 'node:net';

import { describe, expect, test } from 'vitest';

import { fetchAuthMethods, fetchHostKey, fetchHostKeys, generateKey, type SshError } from '../src/index.js';
import { afterTest, HOST, rejection, startServer, until } from './support.js';

describe('host keys', () => {
  test('[CON-09] the key comes without trust or login, and the server sees the connection end', async () => {
    const { port, hostKey, server, refusals } = await startServer();
    const key = await fetchHostKey({ host: HOST, port });
    expect(key.blob).toEqual(hostKey.publicKey.blob);
    expect(await fetchHostKey(`${HOST}:${port}`)).toEqual(key);
    await until(() => server.connections.length === 0, 'the end');
    expect(refusals.map(error => error?.code)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
    expect(refusals[0]?.details['reason']).toBe(11);
  });

  test('[CON-09] algorithms choose among several keys, and fetchHostKeys gets all', async () => {
    const keys = await Promise.all([generateKey('ed25519'), generateKey('ecdsa-nistp256'), generateKey('rsa')]);
    const { port } = await startServer({ hostKeys: keys });
    const target = { host: HOST, port };
    const rsa = await fetchHostKey(target, { algorithms: { hostKey: 'rsa-sha2-*' } });
    expect(rsa.blob).toEqual(keys[2]?.publicKey.blob);
    const all = await fetchHostKeys(target);
    expect(all.map(key => key.type).sort()).toEqual(['ecdsa-sha2-nistp256', 'ssh-ed25519', 'ssh-rsa']);
    const some = await fetchHostKeys(target, { types: ['ssh-rsa', 'ecdsa-sha2-nistp521'] });
    expect(some.map(key => key.type)).toEqual(['ssh-rsa']);
    const none = await rejection<SshError>(fetchHostKeys(target, { types: ['ecdsa-sha2-nistp384'] }));
    expect(none).toMatchObject({ code: 'NO_COMMON_ALGORITHM', details: { category: 'host key' } });
    for (const types of [[], ['ed25519'], ['ssh-ed25519-cert-v01@openssh.com']]) {
      expect(await rejection(fetchHostKeys(target, { types }))).toMatchObject({ code: 'MISUSE' });
    }
  });

  test('[CON-09] over a stream, with a time limit and a signal', async () => {
    const { port, hostKey } = await startServer();
    const via = connectTcp({ port, host: HOST });
    expect((await fetchHostKey({ host: 'behind', port: 22 }, { via })).blob).toEqual(hostKey.publicKey.blob);
    const silent = await silentServer();
    const slow = await rejection(fetchHostKey({ host: HOST, port: silent }, { timeouts: { handshake: 60 } }));
    expect(slow).toMatchObject({ code: 'TIMEOUT', details: { phase: 'handshake' } });
    const total = await rejection(fetchHostKey({ host: HOST, port: silent }, { timeouts: { total: '60ms' } }));
    expect(total).toMatchObject({ code: 'TIMEOUT', details: { phase: 'total' } });
    const signal = AbortSignal.timeout(30);
    expect(await rejection(fetchHostKey({ host: HOST, port: silent }, { signal }))).toMatchObject({ code: 'ABORTED' });
  });
});

describe('authentication methods', () => {
  test('[CON-10] the names from the first failure, and no credential is used', async () => {
    const seen: string[] = [];
    const { options } = await startServer({
      auth: {
        publickey: () => (seen.push('publickey'), true),
        password: () => (seen.push('password'), true),
      },
    });
    const methods = await fetchAuthMethods({ ...options, password: 'correct horse' });
    expect([...methods].sort()).toEqual(['password', 'publickey']);
    expect(seen).toEqual([]);
  });

  test('[CON-10] a server that lets the user in at once gives none', async () => {
    const { options, server } = await startServer({ auth: { none: () => true } });
    expect(await fetchAuthMethods(options)).toEqual(['none']);
    await until(() => server.connections.length === 0, 'the end');
  });

  test('[CON-10] the host key is checked, and time limits hold', async () => {
    const { options } = await startServer();
    const { hostKeys: _, ...untrusting } = options;
    const unknown = await rejection(fetchAuthMethods({ ...untrusting, hostKeys: () => false }));
    expect(unknown).toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
    const late = fetchAuthMethods({ ...options, port: await silentServer(), timeouts: { total: 60 } });
    expect(await rejection(late)).toMatchObject({ code: 'TIMEOUT' });
  });
});

/** Takes connections and says nothing. */
async function silentServer(): Promise<number> {
  const sockets: Socket[] = [];
  const tcp = createTcpServer(socket => sockets.push(socket));
  afterTest(() => {
    tcp.close();
    for (const socket of sockets) socket.destroy();
  });
  return new Promise(resolve => tcp.listen(0, HOST, () => resolve((tcp.address() as { port: number }).port)));
}
