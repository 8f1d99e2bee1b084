/** What the demo does over one connection: a command, a tree and a large file there and back, and the comparison. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Client, NodeSftp } from '@nacre/client';
import { sanitizeText } from '@nacre/core';

import { line, ProgressBar, type Screen } from './progress-bar.js';
import { countEqual, hashFile, hashTree, makeLargeFile, makeTree } from './sample-files.js';

export interface Work {
  readonly ssh: Client;
  readonly screen: Screen;
  /** A temporary folder of this machine; whoever made it removes it. */
  readonly folder: string;
  readonly bytes: number;
  readonly signal: AbortSignal;
}

/** Rejects when anything fails, or when one hash is different; the folder on the server is removed all the same. */
export async function doWork(work: Work): Promise<void> {
  describeConnection(work);
  await runCommand(work);
  const { ssh, signal } = work;
  await using sftp = await ssh.sftp({ signal });
  const remote = `${await sftp.realpath('.', { signal })}/nacre-demo-${randomBytes(8).toString('hex')}`.replace(
    '//',
    '/',
  );
  await sftp.mkdir(remote, { mode: 0o700, signal });
  try {
    await moveFiles(work, sftp, remote);
  } finally {
    if (!ssh.isClosed) await sftp.rm(remote, { recursive: true, force: true });
  }
}

function describeConnection({ ssh, screen }: Work): void {
  const { info } = ssh;
  const mac = info.mac.clientToServer ?? 'part of the cipher';
  line(screen, 'server', sanitizeText(info.remoteVersion));
  line(screen, 'host key', `${info.hostKey.type} ${info.fingerprint}, known and verified`);
  line(screen, 'algorithms', `${info.kex}, ${info.cipher.clientToServer}, MAC ${mac}`);
  line(screen, 'strict kex', info.strictKex ? 'yes' : 'no, the server does not support it');
  line(screen, 'login', `${info.user}, by ${info.authMethod}`);
}

async function runCommand({ ssh, screen, signal }: Work): Promise<void> {
  const command = 'uname -a';
  const { stdout, exitCode } = await ssh.exec(command, { reject: false, signal });
  line(screen, 'command', `${command}: ${sanitizeText(stdout)} (exit code ${exitCode})`);
}

async function moveFiles(work: Work, sftp: NodeSftp, remote: string): Promise<void> {
  const { folder, screen, bytes, signal } = work;
  const local = { tree: join(folder, 'tree'), large: join(folder, 'large.bin') };
  const back = { tree: join(folder, 'tree-back'), large: join(folder, 'large-back.bin') };
  const far = { tree: `${remote}/tree`, large: `${remote}/large.bin` };
  const treeBytes = await makeTree(local.tree);
  await makeLargeFile(local.large, bytes, signal);
  const tree = { screen, total: treeBytes, what: '200 files' };
  const large = { screen, total: bytes, what: '1 file' };
  const options = { recursive: true, signal };
  await transfer({ ...tree, label: 'put tree' }, onProgress =>
    sftp.put(local.tree, far.tree, { ...options, onProgress }),
  );
  await transfer({ ...tree, label: 'get tree' }, onProgress =>
    sftp.get(far.tree, back.tree, { ...options, onProgress }),
  );
  await transfer({ ...large, label: 'put file' }, onProgress =>
    sftp.put(local.large, far.large, { signal, onProgress }),
  );
  await transfer({ ...large, label: 'get file' }, onProgress =>
    sftp.get(far.large, back.large, { signal, onProgress }),
  );
  await compare(screen, local, back);
}

interface Transfer {
  readonly screen: Screen;
  readonly label: string;
  readonly what: string;
  readonly total: number;
}

type OnProgress = (progress: { readonly path: string; readonly bytes: number }) => void;

async function transfer(about: Transfer, run: (onProgress: OnProgress) => Promise<unknown>): Promise<void> {
  const bar = new ProgressBar(about.screen, about.label, about.total);
  const done = new Map<string, number>();
  let sum = 0;
  try {
    await run(({ path, bytes }) => {
      sum += bytes - (done.get(path) ?? 0);
      done.set(path, bytes);
      bar.update(sum);
    });
  } catch (error) {
    bar.clear();
    throw error;
  }
  bar.finish(about.what, about.total);
}

interface Places {
  readonly tree: string;
  readonly large: string;
}

async function compare(screen: Screen, local: Places, back: Places): Promise<void> {
  const [sent, received] = [await hashTree(local.tree), await hashTree(back.tree)];
  const [largeSent, largeReceived] = [await hashFile(local.large), await hashFile(back.large)];
  const equal = countEqual(sent, received) + (largeSent === largeReceived ? 1 : 0);
  line(screen, 'SHA-256', `${equal} of ${sent.size + 1} files came back the same`);
  line(screen, '  sent', `${largeSent}  large.bin`);
  line(screen, '  received', `${largeReceived}  large.bin`);
  if (equal !== sent.size + 1) throw new Error('A file came back different from what was sent');
}
