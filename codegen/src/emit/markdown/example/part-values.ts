/** Values of single parts of an example, and how they are shown. */

import type { EnumIr, TypeIr } from '../../../ir/model.js';

/** Numbers and names, as conditions, counts and tags need them; nothing of other types. */
export type PartValue = number | string | bigint | undefined;

const LONGEST_TEXT = 60;

export function decode(
  type: TypeIr,
  octets: Uint8Array,
  text: boolean,
): { readonly value: PartValue; readonly shown: string } {
  switch (type.kind) {
    case 'int': {
      const value = integer(octets, type.signed);
      return { value, shown: String(value) };
    }
    case 'bool':
      return { value: octets[0] ?? 0, shown: octets[0] === 0 ? 'false' : 'true' };
    case 'text':
    case 'names': {
      const value = textOf(octets.subarray(4));
      return { value, shown: quoted(value) };
    }
    case 'restUtf8':
    case 'restNames':
      return { value: undefined, shown: quoted(textOf(octets)) };
    case 'bytes':
      return { value: undefined, shown: text ? quoted(textOf(octets.subarray(4))) : count(octets.length - 4) };
    case 'rest':
      return { value: undefined, shown: text ? quoted(textOf(octets)) : count(octets.length) };
    case 'fixed':
    case 'mpint':
      return { value: undefined, shown: count(octets.length - 4) };
    default:
      return { value: undefined, shown: count(octets.length) };
  }
}

/** 'eof (1)', 'READ|WRITE (0x3)', or the number alone. */
export function numberText(declared: EnumIr, value: number, version: number | undefined): string {
  const fitting = declared.values.filter(
    ({ versions, aliasOf }) =>
      aliasOf === undefined &&
      (version === undefined ||
        versions === undefined ||
        (version >= (versions.since ?? 0) && version <= (versions.until ?? Number.POSITIVE_INFINITY))),
  );
  if (declared.kind === 'enum') {
    const name = fitting.find(one => one.value === value)?.name;
    return name === undefined ? String(value) : `${name} (${value})`;
  }
  const bits = fitting.filter(one => (BigInt(value) & BigInt(one.value)) !== 0n).map(({ name }) => name);
  return bits.length === 0 ? `0x${value.toString(16)}` : `${bits.join(' | ')} (0x${value.toString(16)})`;
}

function integer(octets: Uint8Array, signed: boolean): number | bigint {
  const big = octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  const value = signed ? BigInt.asIntN(octets.length * 8, big) : big;
  return octets.length < 8 ? Number(value) : value;
}

function textOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('utf8');
}

function quoted(text: string): string {
  const shown = JSON.stringify(text.slice(0, LONGEST_TEXT));
  return text.length > LONGEST_TEXT ? `${shown}...` : shown;
}

function count(octets: number): string {
  return `${octets} ${octets === 1 ? 'octet' : 'octets'}`;
}
