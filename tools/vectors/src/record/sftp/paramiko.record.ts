/** Paramiko's SFTP client and server with each other, for its hashes of files. */

import { fileURLToPath } from 'node:url';

import { test } from 'vitest';

import { Workspace } from '@nacre/peers';

import { sh } from '../save.js';
import { SftpSession } from './session.js';

const SCRIPT = fileURLToPath(new URL('../../../peers/paramiko-sftp.py', import.meta.url));
const PYTHON = '/usr/bin/python3'; // Debian's, which has paramiko

test('paramiko with itself', async () => {
  await using workspace = await Workspace.create();
  const cwd = workspace.folder;
  const name = `Paramiko ${sh(PYTHON, ['-W', 'ignore', SCRIPT, 'version'], { cwd }).toString().trim()}`;
  const session = new SftpSession({ prefix: 'sftp/paramiko', client: name, server: name });
  const lines = sh(PYTHON, ['-W', 'ignore', SCRIPT], { cwd }).toString().trim().split('\n');
  for (const line of lines) {
    const { from, hex } = JSON.parse(line) as { from: 'client' | 'server'; hex: string };
    session.add(from, Buffer.from(hex, 'hex'));
  }
});
