/** OpenSSH's client against our server, for what belongs to the connection and to none of its channels. */

import { readFile, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { makeKey, run, Workspace } from '@nacre/peers';
import {
  authorizedKeys,
  createServer,
  readKey,
  runCommands,
  type ServerConnection,
  type ServerOptions,
  type SshServer,
} from '@nacre/server';

import { describeOpenSsh } from './suite.js';

describeOpenSsh('connections of ssh to our server', openSsh => {
  let workspace: Workspace;
  let hostKeys: ServerOptions['hostKeys'];
  const servers: SshServer[] = [];
  const connections: ServerConnection<unknown>[] = [];

  beforeAll(async () => {
    workspace = await Workspace.create();
    const files = await Promise.all(
      ['ed25519', 'ecdsa', 'rsa'].map(type =>
        makeKey(workspace, `host_${type}`, type, type === 'ecdsa' ? ['-b', '256'] : []),
      ),
    );
    hostKeys = await Promise.all(files.map(file => readKey(file)));
    const identity = await makeKey(workspace, 'identity', 'ed25519');
    await writeFile(workspace.path('authorized_keys'), await readFile(`${identity}.pub`), { mode: 0o600 });
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    await workspace[Symbol.asyncDispose]();
  });

  async function serve(options: Partial<ServerOptions> = {}): Promise<number> {
    const server = createServer({
      hostKeys,
      auth: { publickey: authorizedKeys(workspace.path('authorized_keys')) },
      session: { exec: runCommands() },
      ...options,
    });
    servers.push(server);
    server.on('connection', connection => connections.push(connection));
    return (await server.listen({ port: 0, host: '127.0.0.1' })).port;
  }

  /** Runs ssh with `known` as its known_hosts, which it may change. */
  const ssh = async (port: number, command: string, options: readonly string[], known = 'known_hosts') => {
    const line = `[127.0.0.1]:${port} ${await readFile(workspace.path('host_ed25519.pub'), 'utf8')}`;
    await writeFile(workspace.path(known), line);
    const files = [`UserKnownHostsFile=${workspace.path(known)}`, 'GlobalKnownHostsFile=/dev/null'];
    const base = [...files, 'StrictHostKeyChecking=yes', 'BatchMode=yes', 'IdentitiesOnly=yes', ...options];
    const args = ['-F', 'none', '-v', '-i', workspace.path('identity'), ...base.flatMap(option => ['-o', option])];
    return run(workspace, openSsh.ssh, [...args, '-p', String(port), 'alice@127.0.0.1', command]);
  };

  test('[PRO-09] ssh learns our other host keys with UpdateHostKeys', async () => {
    const port = await serve();
    const result = await ssh(port, 'true', ['UpdateHostKeys=yes', 'HashKnownHosts=no'], 'updated');
    expect(result.exitCode).toBe(0);
    const types = (await readFile(workspace.path('updated'), 'utf8'))
      .trim()
      .split('\n')
      .map(line => line.split(' ')[1]);
    expect(types.sort()).toEqual(['ecdsa-sha2-nistp256', 'ssh-ed25519', 'ssh-rsa']);
  });

  test('[PRO-09] and also when the key in use is an RSA key', async () => {
    const port = await serve();
    const line = `[127.0.0.1]:${port} ${await readFile(workspace.path('host_rsa.pub'), 'utf8')}`;
    const known = workspace.path('from_rsa');
    await writeFile(known, line);
    const options = ['UpdateHostKeys=yes', 'HostKeyAlgorithms=rsa-sha2-256,ssh-ed25519,ecdsa-sha2-nistp256'];
    const files = [`UserKnownHostsFile=${known}`, 'GlobalKnownHostsFile=/dev/null', 'StrictHostKeyChecking=yes'];
    const args = ['-F', 'none', '-i', workspace.path('identity'), '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes'];
    const all = [...args, ...[...files, ...options].flatMap(option => ['-o', option]), '-p', String(port)];
    expect((await run(workspace, openSsh.ssh, [...all, 'alice@127.0.0.1', 'true'])).exitCode).toBe(0);
    expect((await readFile(known, 'utf8')).trim().split('\n')).toHaveLength(3);
  });

  test('a server that keeps its keys to itself teaches nothing', async () => {
    const port = await serve({ announceHostKeys: false });
    expect((await ssh(port, 'true', ['UpdateHostKeys=yes'], 'unchanged')).exitCode).toBe(0);
    expect((await readFile(workspace.path('unchanged'), 'utf8')).trim().split('\n')).toHaveLength(1);
  });

  test('[CON-22] [CON-29] ssh sees our version line and our DEBUG', async () => {
    const port = await serve({
      ident: 'Gatehouse_3 north',
      session: {
        exec: () => {
          connections.at(-1)?.sendDebug('the bridge is up', { alwaysDisplay: true, language: 'en' });
          return 0;
        },
      },
    });
    const result = await ssh(port, 'true', []);
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain('remote software version Gatehouse_3 north');
    expect(result.stderr).toContain('Remote: the bridge is up');
  });

  test('[CON-28] ssh shows the reason and text of our DISCONNECT', async () => {
    const port = await serve({
      session: {
        exec: async () => {
          await connections.at(-1)?.disconnect(12, 'no more room', 'en');
        },
      },
    });
    const result = await ssh(port, 'true', []);
    expect(result.exitCode).toBe(255);
    expect(result.stderr).toMatch(/Received disconnect from 127\.0\.0\.1 port \d+:12: no more room/);
  });

  test('[CON-18] [CON-19] each side answers the questions of the other', async () => {
    const port = await serve({ keepalive: { interval: '50ms', count: 1 } });
    const result = await ssh(port, 'sleep 3; echo done', ['ServerAliveInterval=1', 'ServerAliveCountMax=1']);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout.toString()).toBe('done\n');
  });

  test('ssh answers our pings', async () => {
    const port = await serve({
      session: {
        exec: async ({ stdout }) => {
          const time = await connections.at(-1)?.ping();
          stdout.write(String((time ?? 0) > 0 && connections.at(-1)?.info?.latency?.last === time));
        },
      },
    });
    expect((await ssh(port, 'ping', [])).stdout.toString()).toBe('true');
  });

  test('[ALG-132] ssh -C compresses where the server is willing', async () => {
    for (const compression of [true, false]) {
      const port = await serve({ compression });
      const result = await ssh(port, 'head -c 300000 /dev/zero', ['Compression=yes']);
      expect(result.stdout).toHaveLength(300_000);
      expect(result.stderr).toContain(`compression: ${compression ? 'zlib@openssh.com' : 'none'}`);
    }
  });
});
