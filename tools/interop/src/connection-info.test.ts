/** What we tell about connections to OpenSSH's server, against what OpenSSH's own programs say of it. */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import {
  type AnnouncedHostKeys,
  type Client,
  type ConnectOptions,
  connect,
  fetchAuthMethods,
  fetchHostKey,
  fetchHostKeys,
  formatPublicKey,
  knownHosts,
  readKey,
} from '@nacre/client';
import { run, type Sshd, startSshd, Workspace } from '@nacre/peers';

import { describeOpenSsh } from './suite.js';

describeOpenSsh('connections to sshd', openSsh => {
  let workspace: Workspace;
  let sshd: Sshd;

  beforeAll(async () => {
    workspace = await Workspace.create();
    sshd = await startSshd(workspace, { openSsh });
  });
  afterAll(async () => {
    await workspace[Symbol.asyncDispose]();
  });

  const open = async (options: Partial<ConnectOptions> = {}): Promise<Client> =>
    connect({
      host: '127.0.0.1',
      port: sshd.port,
      user: sshd.user,
      identities: [await readKey(sshd.identityFile)],
      hostKeys: knownHosts({ text: sshd.knownHosts }),
      ...options,
    });

  const until = async (condition: () => boolean, what: string) => {
    for (let i = 0; !condition(); i++) {
      if (i > 500) throw new Error(`Waited in vain for ${what}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };

  test('[CON-24] info has the addresses that sshd sees, its version, and counters', async () => {
    await using client = await open({ ident: 'Visitor_1 on foot' });
    const [, ourPort, host, port] = (await client.exec('echo $SSH_CONNECTION')).stdout.split(' ');
    const { info } = client;
    expect(info.localAddress).toBe(`127.0.0.1:${ourPort}`);
    expect(info.remoteAddress).toBe(`${host}:${port}`);
    expect(info.remoteVersion).toContain(openSsh.version);
    expect(info.localVersion).toBe('SSH-2.0-Visitor_1 on foot');
    expect(info).toMatchObject({ user: sshd.user, authMethod: 'publickey', port: sshd.port, rekeys: 0 });
    expect(sshd.knownHosts).toContain(formatPublicKey(client.hostKey).split(' ')[1]);
  });

  test('[CON-09] fetchHostKeys gets what ssh-keyscan gets', async () => {
    const keyscan = join(dirname(openSsh.ssh), 'ssh-keyscan');
    const types = 'ed25519,ecdsa,rsa';
    const scanned = await run(workspace, keyscan, ['-p', String(sshd.port), '-t', types, '127.0.0.1']);
    const lines = scanned.stdout
      .toString()
      .trim()
      .split('\n')
      .filter(line => !line.startsWith('#'));
    const expected = lines.map(line => line.split(' ').slice(1, 3).join(' ')).sort();
    expect(expected).toHaveLength(3);
    const target = { host: '127.0.0.1', port: sshd.port };
    const keys = await fetchHostKeys(target);
    expect(keys.map(key => formatPublicKey(key).trim().split(' ').slice(0, 2).join(' ')).sort()).toEqual(expected);
    const one = await fetchHostKey(target, { algorithms: { hostKey: ['rsa-sha2-256'] } });
    expect(expected).toContain(formatPublicKey(one).trim().split(' ').slice(0, 2).join(' '));
  });

  test('[CON-10] fetchAuthMethods gets what ssh gets', async () => {
    const other = await Workspace.create();
    try {
      const config = ['PasswordAuthentication yes', 'KbdInteractiveAuthentication yes', 'HostbasedAuthentication yes'];
      const server = await startSshd(other, { openSsh, config });
      const args = ['-v', '-F', 'none', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no'];
      const files = ['-o', 'UserKnownHostsFile=/dev/null', '-o', 'IdentitiesOnly=yes', '-i', '/nonexistent'];
      const shown = await run(other, openSsh.ssh, [...args, ...files, '-p', String(server.port), '127.0.0.1', 'true']);
      const [, expected] = /Authentications that can continue: (\S+)/.exec(shown.stderr) ?? [];
      const methods = await fetchAuthMethods({
        host: '127.0.0.1',
        port: server.port,
        hostKeys: knownHosts({ text: server.knownHosts }),
      });
      expect(methods.join(',')).toBe(expected);
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });

  test('a ping measures, whichever way this server knows', async () => {
    await using client = await open({ keepalive: false });
    const times = [await client.ping(), await client.ping(), await client.ping()];
    expect(times.every(time => time > 0 && time < 5000)).toBe(true);
    expect(client.info.latency?.last).toBe(times[2]);
  });

  test('[CON-18] sshd answers our keepalive questions', async () => {
    await using client = await open({ keepalive: { interval: 20, count: 1 } });
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(client.isClosed).toBe(false);
    expect(client.info.latency?.last).toBeGreaterThan(0);
  });

  test('[CON-28] the reason and the text of our DISCONNECT are in its log', async () => {
    const client = await open();
    await client.disconnect(14, 'leaving for lunch', 'en');
    await until(() => /Received disconnect from .*:14: leaving for lunch/.test(sshd.log()), 'the line in the log');
  });

  test('[CON-29] a DEBUG of ours does no harm', async () => {
    await using client = await open();
    client.sendDebug('anybody there?', { alwaysDisplay: true, language: 'en' });
    expect((await client.exec('echo on')).stdout).toBe('on');
  });

  test('[PRO-09] sshd announces its host keys and proves them', async () => {
    for (const hostKey of ['ssh-ed25519', 'rsa-sha2-256']) {
      const told: AnnouncedHostKeys[] = [];
      // without any rsa-sha2 in the list, sshd would prove its RSA key with SHA-1
      await using client = await open({
        algorithms: { hostKey: `^${hostKey}` },
        onHostKeys: event => told.push(event),
      });
      await until(() => told.length > 0, 'the keys');
      expect(client.info.hostKeyAlgorithm).toBe(hostKey);
      const files = ['ed25519', 'ecdsa', 'rsa'].map(type => workspace.path(`host_${type}.pub`));
      const expected = await Promise.all(files.map(async file => (await readFile(file, 'utf8')).split(' ')[1]));
      expect(told[0]?.keys.map(key => Buffer.from(key.blob).toString('base64')).sort()).toEqual(expected.sort());
    }
  });

  test('[ALG-132] compression as OpenSSH does it, off and on', async () => {
    for (const compression of [true, false]) {
      await using client = await open({ compression });
      const name = compression ? 'zlib@openssh.com' : 'none';
      expect(client.info.compression).toEqual({ clientToServer: name, serverToClient: name });
      const input = 'the same again and again\n'.repeat(20_000);
      expect((await client.exec('cat', { input })).stdout).toBe(input.slice(0, -1));
      if (compression) expect(client.info.bytesOut).toBeLessThan(input.length / 10);
    }
  });
});
