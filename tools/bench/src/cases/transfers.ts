/** P1 to P3: one large file against sshd, by command output and by SFTP both ways. */

import { rm } from 'node:fs/promises';

import { requirePeer } from '@nacre/peers';

import type { Endpoint, Lab } from '../lab.js';
import type { BenchCase, Contestant, Sample } from './case.js';

const SSH2 = 'ssh2';
const NACRE = 'nacre';
const GCM = 'aes128-gcm@openssh.com';
const CHACHA = 'chacha20-poly1305@openssh.com';

/** P1: `cat FILE` over exec, output thrown away. */
export function execDownload(lab: Lab): BenchCase {
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
      ourExec(lab, sshd, NACRE, lab.cipher),
      { name: SSH2, run: () => lab.workerRate('ssh2-client', execInput(lab, sshd, lab.cipher)) },
      { name: 'ssh', run: () => sshProgram(lab, sshd, lab.cipher) },
    ]),
  };
}

/** P6: the same with ChaCha20-Poly1305, beside AES-GCM and beside OpenSSH with the same cipher. */
export function execWithChaCha(lab: Lab): BenchCase {
  const withGcm = `${NACRE} ${GCM}`;
  return {
    id: 'P6',
    title: `exec stdout of ${lab.mebibytes} MiB from sshd, ${CHACHA}`,
    unit: 'MB/s',
    missing: lab.missing,
    targets: [
      { left: NACRE, right: withGcm, atLeast: 0.8 },
      { left: NACRE, right: 'ssh', atLeast: 1.2 },
    ],
    contestants: withSshd(lab, sshd => [
      ourExec(lab, sshd, NACRE, CHACHA),
      ourExec(lab, sshd, withGcm, GCM),
      { name: 'ssh', run: () => sshProgram(lab, sshd, CHACHA) },
      { name: `ssh ${GCM}`, run: () => sshProgram(lab, sshd, GCM) },
      { name: SSH2, run: () => lab.workerRate('ssh2-client', execInput(lab, sshd, CHACHA)) },
    ]),
  };
}

function ourExec(lab: Lab, sshd: Endpoint, name: string, cipher: string): Contestant {
  return { name, run: () => lab.workerRate('nacre-client', execInput(lab, sshd, cipher)) };
}

function execInput(lab: Lab, sshd: Endpoint, cipher: string): object {
  return { ...sshd, cipher, work: 'exec', command: `cat ${lab.file}` };
}

function sshProgram(lab: Lab, sshd: Endpoint, cipher: string): Promise<Sample> {
  const args = [...lab.openSshOptions(sshd, cipher), '-p', `${sshd.port}`, '127.0.0.1', `cat ${lab.file}`];
  return lab.programRate(requirePeer('ssh'), args);
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
async function toNewFile(path: string, run: () => Promise<Sample>): Promise<Sample> {
  await rm(path, { force: true });
  return run();
}

export function sftpProgram(lab: Lab, endpoint: Endpoint, batch: string): Promise<Sample> {
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
