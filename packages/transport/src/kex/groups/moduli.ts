/** Files with groups for group exchange: the moduli(5) format of OpenSSH. */

import { fromHex } from '@nacre/core';
import type { ModpGroup } from '@nacre/crypto';

import { bitLength, isInRange } from './numbers.js';

/** A line that was not used. */
export interface ModuliWarning {
  /** Counted from 1. */
  readonly line: number;
  /** Why not; safe to print. */
  readonly reason: string;
}

export interface Moduli {
  readonly groups: readonly ModpGroup[];
  /** At most 100; the last then says that there are more. */
  readonly warnings: readonly ModuliWarning[];
}

/**
 * The groups of a moduli file. Lines that say something else than a tested safe prime, or that cannot be read, are left out and
 * reported. Never throws.
 */
export function parseModuli(text: string): Moduli {
  const groups: ModpGroup[] = [];
  const warnings: ModuliWarning[] = [];
  const warn = (line: number, reason: string): void => {
    if (warnings.length < MOST_WARNINGS) warnings.push({ line, reason });
    else if (warnings.length === MOST_WARNINGS) warnings.push({ line, reason: 'more lines are left out from here on' });
  };
  for (const [index, line] of text.split('\n').entries()) {
    const fields = line.length > LINE_LENGTH ? [] : line.trim().split(/\s+/);
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (groups.length >= MOST_GROUPS) {
      warn(index + 1, `there are more than ${MOST_GROUPS} groups`);
      break;
    }
    const group = readGroup(fields);
    if (typeof group === 'string') warn(index + 1, group);
    else groups.push(group);
  }
  return { groups, warnings };
}

const LINE_LENGTH = 8192; // a modulus of 16384 bits, twice what messages carry, has 4096 digits
const MOST_GROUPS = 10_000; // OpenSSH's own file has some 400
const MOST_WARNINGS = 100;

const SAFE_PRIME = 2; // field "type"
const COMPOSITE = 1; // bits of the field "tests"
const ANY_TEST = ~COMPOSITE;

/** Time, type, tests, trials, size, generator, modulus. Gives the reason where it is not a group that can be used. */
function readGroup(fields: readonly string[]): ModpGroup | string {
  const [time, type, tests, trials, size, generator, modulus] = fields;
  if (fields.length !== 7 || generator === undefined || modulus === undefined) return 'there are not seven fields';
  if (![time, type, tests, trials, size].every(field => /^\d{1,15}$/.test(field ?? ''))) return 'a field is no number';
  if (Number(type) !== SAFE_PRIME) return 'it is not said to be a safe prime';
  if ((Number(tests) & COMPOSITE) !== 0 || (Number(tests) & ANY_TEST) === 0) return 'it has passed no test for primes';
  const [p, g] = [magnitude(modulus), magnitude(generator)];
  if (p === undefined || g === undefined) return 'a number is not hexadecimal';
  // the size counts from bit 0, so that a number of 2048 bits has the size 2047
  if (bitLength(p) !== Number(size) + 1) return 'the modulus does not have the size that is given';
  if (((p[p.length - 1] as number) & 1) === 0 || !isInRange(g, p)) return 'modulus and generator do not go together';
  return { p, g };
}

/** Without leading zeros. */
function magnitude(hex: string): Uint8Array | undefined {
  if (!/^[0-9a-f]+$/i.test(hex)) return undefined;
  const digits = hex.replace(/^0+/, '');
  return fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}
