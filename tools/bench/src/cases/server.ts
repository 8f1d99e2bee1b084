/** P5: OpenSSH's sftp against our server, beside the same client against sshd. */

import type { Lab } from '../lab.js';
import type { BenchCase } from './case.js';
import { sftpProgram } from './transfers.js';

export async function serverTransfers(lab: Lab): Promise<readonly BenchCase[]> {
  const { sshd } = lab;
  if (sshd === undefined || lab.missing.length > 0) return [emptyCase('get', lab, []), emptyCase('put', lab, [])];
  const ours = await lab.server('nacre-server', { root: lab.workspace.folder });
  const batch = (work: 'get' | 'put', folder: string) =>
    work === 'get' ? `get ${folder}/input.bin ${lab.workspace.path('P5.out')}\n` : `put ${lab.file} ${folder}/P5.in\n`;
  return (['get', 'put'] as const).map(work =>
    emptyCase(work, lab, [
      { name: 'sftp to nacre', run: () => sftpProgram(lab, ours, batch(work, '')) },
      { name: 'sftp to sshd', run: () => sftpProgram(lab, sshd, batch(work, lab.workspace.folder)) },
    ]),
  );
}

function emptyCase(work: string, lab: Lab, contestants: BenchCase['contestants']): BenchCase {
  return {
    id: `P5-${work}`,
    title: `OpenSSH sftp ${work} of ${lab.mebibytes} MiB, ${lab.cipher}`,
    unit: 'MB/s',
    missing: lab.missing,
    contestants,
    targets: [{ left: 'sftp to nacre', right: 'sftp to sshd', atLeast: 0.9 }],
  };
}
