import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { connect, fingerprint, formatPublicKey, pinned, type SshError } from '../src/index.js';
import { afterTest, rejection, startSftpServer, temporaryFolder, testKeys } from './support.js';

interface Example {
  main(words: readonly string[], ...rest: unknown[]): Promise<unknown>;
}

const load = (name: string) => import(`../../../examples/${name}.js`) as Promise<Example>;

function collector() {
  const lines: string[] = [];
  return { lines, write: (text: string) => lines.push(text.trimEnd()) };
}

describe('the examples', () => {
  test('run-command prints the output of a command and fails as it does', async () => {
    const { options } = await startSftpServer();
    const { main } = await load('run-command');
    const target = `alice@${options.host}:${options.port}`;
    const output = collector();
    const { identities, hostKeys } = options;
    await main([target, 'echo', 'one;', 'echo two'], { identities, hostKeys }, output);
    expect(output.lines).toEqual(['one', 'two']);
    expect(await rejection(main([target, 'exit 3'], { identities, hostKeys }, output))).toMatchObject({ exitCode: 3 });
    expect((await rejection(main([]))).message).toContain('Usage');
  });

  test('copy-folder copies a folder and lists it', async () => {
    const { options, root } = await startSftpServer();
    const { main } = await load('copy-folder');
    const local = join(await temporaryFolder(), 'folder');
    await mkdir(local);
    await writeFile(join(local, 'a.txt'), 'content of a');
    const output = collector();
    const { identities, hostKeys } = options;
    await main([local, `alice@${options.host}:${options.port}`, '/copy'], { identities, hostKeys }, output);
    expect(output.lines).toEqual(['1 files, 12 bytes', 'a.txt']);
    expect(await readFile(join(root, 'copy/a.txt'), 'utf8')).toBe('content of a');
  });

  test('[NEW-27] acme-extension uses each kind of extension once', async () => {
    const { main } = (await import('../../../examples/acme-extension/src/main.js')) as {
      main(print: (line: string) => void): Promise<void>;
    };
    const lines: string[] = [];
    await main(line => lines.push(line));
    expect(lines).toEqual([
      'client: the server has acme: true',
      'server: notice of alice: hello',
      'client: heard: hello',
      'server: alice reloads because a test',
      'client: generation 1',
      'client: refused without force',
      'server: alice colours channel 0 ff8000',
      'client: the prompt is coloured',
      'client: the checksum is right',
      'client: echo: over and out',
    ]);
  });

  test('file-server serves a folder to the keys in it, read-only', async () => {
    const { user } = await testKeys();
    const root = await temporaryFolder();
    await writeFile(join(root, '.authorized_keys'), `${formatPublicKey(user.publicKey)}\n`, { mode: 0o600 });
    await writeFile(join(root, 'file'), 'served');
    const { main } = await load('file-server');
    const output = collector();
    const started = (await main([root, '0'], output)) as {
      server: { close(): Promise<void> };
      port: number;
      hostKey: typeof user;
    };
    afterTest(() => started.server.close());
    const hostKeys = pinned(fingerprint(started.hostKey.publicKey));
    await using ssh = await connect({
      host: '127.0.0.1',
      port: started.port,
      user: 'bob',
      identities: [user],
      hostKeys,
    });
    const sftp = await ssh.sftp();
    expect(await sftp.readFile('/file', 'utf8')).toBe('served');
    expect(await rejection<SshError>(sftp.writeFile('/file', 'changed'))).toMatchObject({ code: 'SFTP_STATUS' });
    expect(output.lines.at(-1)).toBe('bob came in from 127.0.0.1');
  });
});
