/** The open flags of `node:fs` and their meaning in SFTP (draft-ietf-secsh-filexfer-02 section 6.3). */

import { misuse } from '@nacre/core';

import { SftpOpenFlags } from '../generated/index.js';

/** As in `node:fs`; the synchronous and 's' variants do not exist over SFTP. */
export type OpenFlags = 'r' | 'r+' | 'w' | 'wx' | 'w+' | 'wx+' | 'a' | 'ax' | 'a+' | 'ax+';

const { READ, WRITE, APPEND, CREAT, TRUNC, EXCL } = SftpOpenFlags;

const FLAGS: ReadonlyMap<string, number> = /*@__PURE__*/ new Map([
  ['r', READ],
  ['r+', READ | WRITE],
  ['w', WRITE | CREAT | TRUNC],
  ['wx', WRITE | CREAT | TRUNC | EXCL],
  ['w+', READ | WRITE | CREAT | TRUNC],
  ['wx+', READ | WRITE | CREAT | TRUNC | EXCL],
  ['a', WRITE | APPEND | CREAT],
  ['ax', WRITE | APPEND | CREAT | EXCL],
  ['a+', READ | WRITE | APPEND | CREAT],
  ['ax+', READ | WRITE | APPEND | CREAT | EXCL],
]);

/** The wire flags; a number is taken as it is. Throws misuse for an unknown text. */
export function openFlagBits(flags: OpenFlags | number): number {
  if (typeof flags === 'number') return flags;
  const bits = FLAGS.get(flags);
  if (bits === undefined)
    throw misuse(`open flags ${JSON.stringify(flags)} are not one of ${[...FLAGS.keys()].join(', ')}`);
  return bits;
}
