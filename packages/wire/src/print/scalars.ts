/** Text of single values: numbers, text and octets, shortened and with nothing that could steer a terminal. */

import { decodeUtf8, sanitizeText, toHex } from '@nacre/core';

interface Limits {
  readonly maxBytes: number;
  readonly maxItems: number;
}

/** In place of what nobody may see. */
export const SECRET = '<secret>';
/** In place of a value that is not what its shape says. */
export const UNPRINTABLE = '<?>';

export function secretOctetsText(length: number): string {
  return `<${length} secret bytes>`;
}

export function personalText(): string {
  return '<personal>';
}

/** A value that says by itself what it is. */
export function scalarText(value: unknown, limits: Limits): string {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'string':
      return quoted(value, limits.maxBytes);
    default:
      if (value instanceof Uint8Array) return hexText(value, limits.maxBytes);
      return Array.isArray(value) ? itemsText(value, limits) : UNPRINTABLE;
  }
}

/** Octets that should be text: as text if they are UTF-8, and as octets if not. */
export function octetsText(value: unknown, limits: Limits): string {
  if (!(value instanceof Uint8Array)) return Array.isArray(value) ? itemsText(value, limits, octetsText) : UNPRINTABLE;
  const text = value.length <= LONGEST_TEXT ? decodeUtf8(value) : undefined;
  return text === undefined ? hexText(value, limits.maxBytes) : quoted(text, limits.maxBytes);
}

/** Octets beyond this are not looked at to find out whether they are text. */
const LONGEST_TEXT = 65_536;

function itemsText(
  values: readonly unknown[],
  limits: Limits,
  print: (value: unknown, limits: Limits) => string = flat,
): string {
  const shown = values.slice(0, limits.maxItems).map(value => print(value, limits));
  const more = values.length - shown.length;
  return `[${[...shown, ...(more > 0 ? [`... ${more} more`] : [])].join(', ')}]`;
}

/** An item of a plain list: no lists in lists. */
function flat(value: unknown, limits: Limits): string {
  return Array.isArray(value) ? UNPRINTABLE : scalarText(value, limits);
}

function quoted(text: string, maximum: number): string {
  const shown = sanitizeText(text.slice(0, maximum).replace(/["\\]/g, '\\$&'), Infinity);
  const cut = text.length > maximum ? `... ${text.length} characters` : '';
  return `"${shown.replace(LONE_SURROGATE, '\\u{fffd}')}"${cut}`;
}

const LONE_SURROGATE = /\p{Surrogate}/gu;

function hexText(bytes: Uint8Array, maximum: number): string {
  const count = `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`;
  if (bytes.length === 0 || maximum === 0) return `<${count}>`;
  return `<${count}: ${toHex(bytes.subarray(0, maximum))}${bytes.length > maximum ? '...' : ''}>`;
}
