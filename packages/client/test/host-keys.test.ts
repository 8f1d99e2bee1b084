import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import {
  connect,
  fingerprint,
  formatKnownHostsLine,
  generateKey,
  type HostKeyRequest,
  knownHosts,
  pinned,
  type SshError,
} from '../src/index.js';
import { afterTest, HOST, rejection, startServer, temporaryFolder, until } from './support.js';

/** Counts what a server hears of authentication. */
async function watchedServer(...args: Parameters<typeof startServer>) {
  const asked = vi.fn(() => true);
  const started = await startServer({ auth: { none: asked, publickey: asked, password: asked }, ...args[0] });
  return { ...started, asked };
}

describe('host keys', () => {
  test('[SEC-090] without any option about trust, an unknown host key is refused before anything of the login is sent', async () => {
    const home = await temporaryFolder();
    vi.stubEnv('HOME', home);
    afterTest(() => vi.unstubAllEnvs());
    const { options, asked, server } = await watchedServer();
    const { hostKeys: _, ...rest } = options;
    const password = vi.fn(() => 'secret');
    const error = await rejection<SshError>(connect({ ...rest, password }));
    expect(error).toMatchObject({ code: 'HOST_KEY_UNKNOWN', disconnect: 9 });
    expect(error.message).toContain(join(home, '.ssh', 'known_hosts'));
    expect(asked).not.toHaveBeenCalled();
    expect(password).not.toHaveBeenCalled();
    await until(() => server.connections.length === 0);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('out of memory');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no answer'))],
    ['gives undefined', () => undefined as never],
    ['gives 1', () => 1 as never],
    ['gives a promise of a text', () => Promise.resolve('true') as never],
    ['gives false', () => false],
  ])('[SEC-091] a check that %s refuses', async (_, hostKeys) => {
    const { options, asked } = await watchedServer();
    expect(await rejection<SshError>(connect({ ...options, hostKeys }))).toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
    expect(asked).not.toHaveBeenCalled();
  });

  test('[SEC-091] a check that never settles runs into the time limit of the handshake, and is told so', async () => {
    const { options, asked } = await watchedServer();
    let seen: HostKeyRequest | undefined;
    const hostKeys = (request: HostKeyRequest) => {
      seen = request;
      return new Promise<boolean>(() => {});
    };
    const error = await rejection<SshError>(connect({ ...options, hostKeys, timeouts: { handshake: 100 } }));
    expect(error).toMatchObject({ code: 'TIMEOUT', details: { phase: 'handshake' } });
    expect(seen?.signal.aborted).toBe(true);
    expect(asked).not.toHaveBeenCalled();
  });

  test('[CON-39] a function decides with host, port, key and fingerprint', async () => {
    const { options, port, hostKey } = await watchedServer();
    const requests: HostKeyRequest[] = [];
    await using ssh = await connect({
      ...options,
      identities: [],
      hostKeys: async request => {
        requests.push(request);
        return request.fingerprint === fingerprint(hostKey.publicKey);
      },
    });
    expect(requests).toMatchObject([{ host: HOST, port, fingerprint: ssh.info.fingerprint }]);
    expect(requests[0]?.key.blob).toEqual(hostKey.publicKey.blob);
  });

  test('[AUTH-31] known_hosts decides by host and port; an unknown key needs an explicit way around', async () => {
    const { options, port, hostKey, known } = await startServer();
    for (const text of [known, `# comment\n\n${known}\n`]) {
      await (await connect({ ...options, hostKeys: knownHosts({ text }) })).close();
    }
    const elsewhere = [
      formatKnownHostsLine(HOST, 22, hostKey.publicKey),
      formatKnownHostsLine('other', port, hostKey.publicKey),
    ];
    for (const text of elsewhere) {
      const error = await rejection<SshError>(connect({ ...options, hostKeys: knownHosts({ text }) }));
      expect(error.code).toBe('HOST_KEY_UNKNOWN');
    }
    const { hostKeys: _, ...unchecked } = options;
    await (await connect({ ...unchecked, dangerous: { acceptAnyHostKey: true } })).close();
  });

  test('[ERR-04] a changed key names both fingerprints, file and line, and the server hears reason 9', async () => {
    const { options, port, refusals, hostKey } = await startServer();
    const other = await generateKey('ed25519');
    const folder = await temporaryFolder();
    const file = join(folder, 'known_hosts');
    await writeFile(file, `# first line\n${formatKnownHostsLine(HOST, port, other.publicKey)}\n`);
    const attempt = rejection<SshError>(connect({ ...options, hostKeys: knownHosts({ files: [file] }) }));
    const error = await attempt;
    expect(error.code).toBe('HOST_KEY_CHANGED');
    for (const part of [fingerprint(hostKey.publicKey), fingerprint(other.publicKey), `${file} line 2`, HOST]) {
      expect(error.message).toContain(part);
    }
    expect(error.details['entries']).toMatchObject([{ file, line: 2, fingerprint: fingerprint(other.publicKey) }]);
    await until(() => refusals.length === 1, 'the server to see the end');
    expect(refusals[0]).toMatchObject({ code: 'DISCONNECTED', details: { reason: 9 } });
  });

  test('a revoked key is refused, though another file trusts it', async () => {
    const { options, hostKey, known } = await startServer();
    const folder = await temporaryFolder();
    const files = [join(folder, 'mine'), join(folder, 'everyone')];
    await writeFile(files[0] as string, known);
    await writeFile(files[1] as string, `@revoked * ${known.slice(known.indexOf(' ') + 1)}\n`);
    const error = await rejection<SshError>(connect({ ...options, hostKeys: knownHosts({ files }) }));
    expect(error.code).toBe('HOST_KEY_REVOKED');
    expect(error.message).toContain(`${files[1]} line 1`);
    expect(error.message).toContain(fingerprint(hostKey.publicKey));
  });

  test('[SEC-095] a known host that shows only a key of another type is a changed host, not a new one', async () => {
    const ecdsa = await generateKey('ecdsa-nistp256');
    const { options, port } = await startServer({ hostKeys: [ecdsa] });
    const text = formatKnownHostsLine(HOST, port, (await generateKey('ed25519')).publicKey);
    const error = await rejection<SshError>(connect({ ...options, hostKeys: knownHosts({ text }) }));
    expect(error.code).toBe('HOST_KEY_CHANGED');
  });

  test('[AUTH-32] of several host keys the server shows one that is known', async () => {
    const keys = [
      await generateKey('ed25519'),
      await generateKey('ecdsa-nistp256'),
      await generateKey('rsa', { bits: 2048 }),
    ];
    const { options, port } = await startServer({ hostKeys: keys });
    for (const key of keys) {
      const text = formatKnownHostsLine(HOST, port, key.publicKey);
      await using ssh = await connect({ ...options, hostKeys: knownHosts({ text }) });
      expect(ssh.info.hostKey.type).toBe(key.publicKey.type);
    }
  });

  test('a pinned fingerprint is enough, and any other key is refused with the pins named', async () => {
    const { options, hostKey } = await startServer();
    const right = fingerprint(hostKey.publicKey);
    const wrong = fingerprint((await generateKey('ed25519')).publicKey);
    await (await connect({ ...options, hostKeys: pinned(wrong, right) })).close();
    const error = await rejection<SshError>(connect({ ...options, hostKeys: pinned(wrong) }));
    expect(error.code).toBe('HOST_KEY_UNKNOWN');
    expect(error.message).toContain(wrong);
    for (const text of ['', 'MD5:00:11', 'SHA256:short', `${right}A`]) {
      expect(() => pinned(text)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
    }
    expect(() => pinned()).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });

  test('the files of the user and of the system are read by default, and one that cannot be read is an error', async () => {
    const home = await temporaryFolder();
    vi.stubEnv('HOME', home);
    afterTest(() => vi.unstubAllEnvs());
    const { options, known } = await startServer();
    await mkdir(join(home, '.ssh'));
    await writeFile(join(home, '.ssh', 'known_hosts'), known);
    const { hostKeys: _, ...rest } = options;
    await (await connect(rest)).close();
    const folder = await rejection<SshError>(connect({ ...options, hostKeys: knownHosts({ files: [home] }) }));
    expect(folder).toMatchObject({ code: 'IO_ERROR', details: { path: home } });
  });
});
