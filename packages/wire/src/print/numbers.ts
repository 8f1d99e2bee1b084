/** Text of numbers that have names: values of enumerations and bits of flags. */

import { UNPRINTABLE } from './scalars.js';
import type { FlagsShape, NumberName } from './shape.js';

/** 'eof (1)', or '99' when nobody named it. */
export function numberText(names: readonly NumberName[], value: unknown, version: number | undefined): string {
  return typeof value === 'number' || typeof value === 'bigint' ? named(names, Number(value), version) : UNPRINTABLE;
}

/** 'READ|WRITE (0x3)'; bits without a name stand as a number. */
export function flagsText(shape: FlagsShape, value: unknown, version: number | undefined): string {
  if (typeof value !== 'bigint' && (typeof value !== 'number' || !Number.isSafeInteger(value))) return UNPRINTABLE;
  let left = BigInt(value);
  const parts: string[] = [];
  for (const [mask, name, values] of shape.masks ?? []) {
    parts.push(`${name}=${named(values?.names ?? [], Number(left & BigInt(mask)), version)}`);
    left &= ~BigInt(mask);
  }
  for (const bit of new Set(shape.names.map(([number]) => number))) {
    const name = nameOf(shape.names, bit, version);
    if (name === undefined || bit === 0 || (left & BigInt(bit)) !== BigInt(bit)) continue;
    parts.push(name);
    left &= ~BigInt(bit);
  }
  if (left !== 0n) parts.push(`0x${left.toString(16)}`);
  return parts.length === 0 ? '0' : `${parts.join('|')} (0x${value.toString(16)})`;
}

function named(names: readonly NumberName[], value: number, version: number | undefined): string {
  const name = nameOf(names, value, version);
  return name === undefined ? String(value) : `${name} (${value})`;
}

/** All names that the value has in this version, or in any. */
function nameOf(names: readonly NumberName[], value: number, version: number | undefined): string | undefined {
  const fitting = names.filter(
    ([number, , since = 0, until = Infinity]) =>
      number === value && (version === undefined || (since <= version && version <= until)),
  );
  return fitting.length === 0 ? undefined : fitting.map(([, name]) => name).join('/');
}
