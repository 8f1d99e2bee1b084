/** P1 to P3: one large file against sshd, by command output and by SFTP both ways. */

import { rm } from 'node:fs/promises';

import { requirePeer } from '@nacre/peers';

import type { Endpoint, Lab } from '../lab.js';
import type { BenchCase, Contestant } from './case.js';

const SSH2 = 'ssh2';
const NACRE = 'nacre';

/** P1: `cat FILE` over exec, output thrown away. */
export function execDownload(lab: Lab): BenchCase {
  const command = `cat ${lab.file}`;
  return {
    id: 'P1',
    title: `exec stdout of ${lab.mebibytes} MiB from sshd, ${lab.cipher}`,
    unit: 'MB/s',
    missing: lab.missing,
    targets: [
      { left: NACRE, right: SSH2, atLeast: 1 },
      { left: NACRE, right: 'ssh', atLeast: 1.3 },
    ],
    contestants: withSshd(lab, sshd => [
      {
        name: NACRE,
        run: () => lab.workerRate('nacre-client', { ...sshd, cipher: lab.cipher, work: 'exec', command }),
      },
      { name: SSH2, run: () => lab.workerRate('ssh2-client', { ...sshd, cipher: lab.cipher, work: 'exec', command }) },
      {
        name: 'ssh',
        run: () =>
          lab.programRate(requirePeer('ssh'), [
            ...lab.openSshOptions(sshd),
            '-p',
            `${sshd.port}`,
            '127.0.0.1',
            command,
          ]),
      },
    ]),
  };
}

/** P2: SFTP get, file to file. */
export function sftpGet(lab: Lab): BenchCase {
  return transfer(lab, 'P2', 'get', [
    { left: NACRE, right: 'sftp', atLeast: 1.2 },
    { left: NACRE, right: SSH2, atLeast: 4 },
  ]);
}

/** P3: SFTP put, file to file. */
export function sftpPut(lab: Lab): BenchCase {
  return transfer(lab, 'P3', 'put', [
    { left: NACRE, right: 'sftp', atLeast: 1.3 },
    { left: NACRE, right: SSH2, atLeast: 1.1 },
  ]);
}

function transfer(lab: Lab, id: string, work: 'get' | 'put', targets: BenchCase['targets']): BenchCase {
  const copy = lab.workspace.path(`${id}.out`);
  return {
    id,
    title: `sftp ${work} of ${lab.mebibytes} MiB, sshd, ${lab.cipher}`,
    unit: 'MB/s',
    missing: lab.missing,
    targets,
    contestants: withSshd(lab, sshd => [
      {
        name: NACRE,
        run: () => lab.workerRate('nacre-client', { ...sshd, cipher: lab.cipher, work, from: lab.file, to: copy }),
      },
      {
        name: SSH2,
        run: () => lab.workerRate('ssh2-client', { ...sshd, cipher: lab.cipher, work, from: lab.file, to: copy }),
      },
      { name: 'sftp', run: () => sftpProgram(lab, sshd, `${work} ${lab.file} ${copy}\n`) },
    ]).map(({ name, run }) => ({ name, run: () => toNewFile(copy, run) })),
  };
}

/** Every run writes a new file: pages of an old one must not make it cheaper or dearer. */
async function toNewFile(path: string, run: () => Promise<number>): Promise<number> {
  await rm(path, { force: true });
  return run();
}

export function sftpProgram(lab: Lab, endpoint: Endpoint, batch: string): Promise<number> {
  const args = [
    ...lab.openSshOptions(endpoint),
    '-q',
    '-b',
    '-',
    '-P',
    `${endpoint.port}`,
    `${endpoint.user}@127.0.0.1`,
  ];
  return lab.programRate(requirePeer('sftp'), args, batch);
}

function withSshd(lab: Lab, contestants: (sshd: Endpoint) => readonly Contestant[]): readonly Contestant[] {
  return lab.sshd === undefined || lab.missing.length > 0 ? [] : contestants(lab.sshd);
}
