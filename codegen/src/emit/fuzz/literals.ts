/** Sample values as TypeScript source. */

import { propertyKey, quote } from '../names.js';
import type { SampleValue } from './samples.js';

export function literal(value: SampleValue): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return bytesLiteral(value);
  if (Array.isArray(value)) return `[${value.map(item => literal(item as SampleValue)).join(', ')}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${propertyKey(key)}: ${literal(member as SampleValue)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function bytesLiteral(bytes: Uint8Array): string {
  const from = bytes[0] ?? 1;
  const counts = bytes.every((byte, position) => byte === ((position + from) & 0xff));
  if (!counts) return `Uint8Array.of(${bytes.join(', ')})`;
  return from === 1 ? `counting(${bytes.length})` : `counting(${bytes.length}, ${from})`;
}
