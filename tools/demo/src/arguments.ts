/** The command line of the demo. */

import { parseTarget } from '@nacre/client';

export interface DemoArguments {
  readonly help: boolean;
  /** Undefined: the embedded server. */
  readonly target: string | undefined;
  /** Of the large file. */
  readonly bytes: number;
}

export const USAGE = `Usage: npm run demo [-- [--size MIB] [user@host[:port]]]

Moves real files over real SSH, checks every SHA-256, and prints what it did.
Without a destination it starts a server of its own on a free port of this machine,
with fresh keys and a temporary folder. With one it uses your keys in ~/.ssh and your
known_hosts, and a temporary folder in your home there, which it removes.

  --size MIB   size of the large file, default 256
  --help       this text`;

const MIB = 1024 * 1024;

/** Throws an Error with one clear line. */
export function parseArguments(words: readonly string[]): DemoArguments {
  let target: string | undefined;
  let megabytes = 256;
  let help = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--help' || word === '-h') help = true;
    else if (word === '--size') megabytes = sizeOf(words[++i]);
    else if (word.startsWith('-')) throw new Error(`There is no option ${word}; try --help`);
    else if (target !== undefined) throw new Error('Only one destination can be given; try --help');
    else target = word;
  }
  if (target !== undefined) parseTarget(target);
  return { help, target, bytes: megabytes * MIB };
}

function sizeOf(text: string | undefined): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 65_536)
    throw new Error('--size needs a number of MiB, from 1 to 65536');
  return size;
}
