/** What sftp and sftp-server of each OpenSSH release say to each other. */

import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';

import { test } from 'vitest';

import { run, Workspace } from '@nacre/peers';

import { FramedStream } from '../framed.js';
import { opensshReleases, sh } from '../save.js';
import { SftpSession } from './session.js';

const TAP = fileURLToPath(new URL('../../../peers/pipe-tap.py', import.meta.url));

const COMMANDS = [
  'pwd',
  'mkdir folder',
  'put -p small folder/file',
  'put large',
  'reput large',
  'get -f large copy',
  'ls -l folder',
  'ls',
  'chmod 640 folder/file',
  'chown 0 folder/file',
  'ln folder/file hard',
  'ln -s folder/file soft',
  'chmod -h 777 soft',
  'ls -l soft',
  'rename hard renamed',
  'rename -l renamed moved',
  'cp folder/file copied',
  'df',
  'cd ~',
  'cd folder',
  '-ls missing',
  'rm folder/file',
  'rm moved soft copied large',
  '-rmdir folder',
  'symlink one two',
];

for (const release of opensshReleases()) {
  test(`SFTP of ${release.name}`, async () => {
    await using workspace = await Workspace.create();
    const cwd = workspace.folder;
    const log = workspace.path('log');
    writeFileSync(workspace.path('small'), 'content\n');
    writeFileSync(workspace.path('large'), 'x'.repeat(3000));
    writeFileSync(workspace.path('batch'), COMMANDS.map(line => (line.startsWith('-') ? line : `-${line}`)).join('\n'));
    const server = `/usr/bin/python3 ${TAP} ${log} ${release.lib}/sftp-server`;
    sh(`${release.bin}/sftp`, ['-B', '1024', '-f', '-b', 'batch', '-D', server], { cwd });
    // Only scp asks for a home folder to be expanded, and it takes a program without arguments; there is nothing to copy.
    const program = workspace.path('server');
    writeFileSync(program, `#!/bin/sh\nexec ${server}\n`, { mode: 0o755 });
    const args = ['-D', program, `host:~${userInfo().username}/.vector-missing`, 'back'];
    await run(workspace, `${release.bin}/scp`, args, { cwd, timeout: 5000 });
    const session = new SftpSession({
      prefix: `sftp/${release.short}`,
      client: `${release.name} sftp`,
      server: `${release.name} sftp-server`,
    });
    const streams = { client: new FramedStream(), server: new FramedStream() };
    for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
      const { from, hex } = JSON.parse(line) as { from: 'client' | 'server'; hex: string };
      for (const packet of streams[from].push(Buffer.from(hex, 'hex'))) session.add(from, packet);
    }
  });
}
