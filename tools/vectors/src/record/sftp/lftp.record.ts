/** lftp as a client of SFTP versions 3 to 6, with ProFTPD as the server. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { test } from 'vitest';

import { makeKey, run, Workspace } from '@nacre/peers';

import { FramedStream } from '../framed.js';
import { startProftpd } from './proftpd.js';
import { SftpSession } from './session.js';

const TAP = fileURLToPath(new URL('../../../peers/pipe-tap.py', import.meta.url));
const VERSIONS = [3, 4, 5, 6];

const COMMANDS = [
  'pwd',
  'mkdir folder',
  'put small -o folder/file',
  'put -c small -o folder/file',
  'get folder/file -o back',
  'chmod 640 folder/file',
  'ls folder',
  'cls -l folder/file',
  'ln -s file folder/soft',
  'ln folder/file folder/hard',
  'mv folder/file folder/moved',
  'du folder',
  'rm folder/moved',
  'rm folder/soft',
  'rm folder/hard',
  'ls missing',
  'rmdir folder',
];

test('lftp with ProFTPD', async () => {
  await using workspace = await Workspace.create();
  const cwd = workspace.folder;
  const key = await makeKey(workspace, 'key', 'ed25519');
  const { port, name: server } = await startProftpd(workspace, key);
  const release = /LFTP \| Version ([\d.]+)/.exec(spawnSync('lftp', ['--version'], { encoding: 'utf8' }).stdout)?.[1];
  writeFileSync(workspace.path('small'), 'content\n');
  for (const version of VERSIONS) {
    const log = workspace.path(`log-${version}`);
    const trust = '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
    const ssh = workspace.path(`ssh-${version}`);
    const line = `exec /usr/bin/python3 ${TAP} ${log} ssh -F none -q -a -x -i ${key} ${trust} "$@"`;
    writeFileSync(ssh, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    const settings = [
      `sftp:protocol-version ${version}`,
      `sftp:connect-program ${ssh}`,
      'cmd:fail-exit no',
      'net:max-retries 1',
    ];
    const login = `open -u vector,x sftp://127.0.0.1:${port}`;
    const script = [...settings.map(setting => `set ${setting}`), login, ...COMMANDS, 'bye'].join('\n');
    writeFileSync(workspace.path('script'), `${script}\n`);
    const { stderr } = await run(workspace, 'lftp', ['--norc', '-f', 'script'], {
      cwd,
      timeout: 20_000,
    });
    if (!existsSync(log)) throw new Error(`lftp did not start ssh: ${stderr}`);
    const session = new SftpSession({
      prefix: `sftp/lftp-v${version}`,
      client: `lftp ${release}`,
      server,
      only: 'client',
      versioned: true,
    });
    const streams = { client: new FramedStream(), server: new FramedStream() };
    for (const text of readFileSync(log, 'utf8').trim().split('\n')) {
      const { from, hex } = JSON.parse(text) as { from: 'client' | 'server'; hex: string };
      for (const packet of streams[from].push(Buffer.from(hex, 'hex'))) session.add(from, packet);
    }
  }
});
