/** The groups of a moduli file for group exchange, read once when the server is made. */

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

import { limitExceeded, misuse, SshError, type TraceSink } from '@nacre/core';
import type { ModpGroup } from '@nacre/crypto';
import { parseModuli } from '@nacre/transport';

import { limits } from './limits.js';

/** A path of a file as OpenSSH's /etc/ssh/moduli, or the groups themselves: safe primes with their generators. */
export type ModuliSource = string | readonly ModpGroup[];

/**
 * The groups of `source`. Lines that cannot be used are traced with their number; a file without any usable line is MISUSE and names the
 * first fault. Throws IO_ERROR and LIMIT_EXCEEDED for what cannot be read.
 */
export function readModuli(source: ModuliSource, trace: TraceSink | undefined): readonly ModpGroup[] {
  if (typeof source !== 'string') {
    if (source.length === 0) throw misuse('moduli: there is no group in the list');
    return source;
  }
  const { groups, warnings } = parseModuli(readText(source));
  for (const { line, reason } of warnings) {
    trace?.({ layer: 'server', name: 'moduli-line-left-out', level: 'warn', fields: { file: source, line, reason } });
  }
  if (groups.length > 0) return groups;
  const [first] = warnings;
  const why = first === undefined ? 'it has no lines' : `line ${first.line}: ${first.reason}`;
  throw misuse(`moduli: ${source} has no group that can be used; ${why}`);
}

function readText(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a FIFO must not block here
    const stats = fstatSync(file);
    if (!stats.isFile()) throw refused(path, 'it is not a regular file');
    if (stats.size > limits.moduliBytes) throw limitExceeded('moduliBytes', stats.size, limits.moduliBytes, 'local');
    return readFileSync(file, 'latin1');
  } catch (error) {
    throw error instanceof SshError ? error : refused(path, (error as Error).message, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function refused(path: string, reason: string, cause?: unknown): SshError {
  return new SshError('IO_ERROR', `moduli: ${path} is not used: ${reason}`, {
    origin: 'local',
    details: { path },
    cause,
  });
}
