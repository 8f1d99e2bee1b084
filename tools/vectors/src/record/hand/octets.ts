/** Puts octets together for vectors that no program makes, apart from the encoders that they test. */

import { type Recorded, save } from '../save.js';

export function u8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function u32(...values: readonly number[]): Buffer {
  const octets = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => void octets.writeUInt32BE(value, 4 * i));
  return octets;
}

export function u64(...values: readonly (number | bigint)[]): Buffer {
  const octets = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => void octets.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)), 8 * i));
  return octets;
}

export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s/g, ''), 'hex');
}

/** Texts and octets, each with its length in front. */
export function str(...values: readonly (string | Uint8Array)[]): Buffer {
  const parts = values.map(value => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value)));
  return Buffer.concat(parts.flatMap(part => [u32(part.length), part]));
}

export function text(value: string): Buffer {
  return Buffer.from(value);
}

export interface HandVector extends Omit<Recorded, 'origin' | 'bytes'> {
  readonly name: string;
  readonly octets: readonly Uint8Array[];
}

/** Writes `spec/vectors/<area>/hand-<name>.json` for each. */
export function saveAll(area: string, vectors: readonly HandVector[]): void {
  for (const { name, octets, ...rest } of vectors) {
    save(`${area}/hand-${name}`, { ...rest, origin: 'hand', bytes: Buffer.concat(octets) });
  }
}

/** An Ed25519 public key blob whose octets count up. */
export const BLOB: Buffer = str('ssh-ed25519', Buffer.from(Array.from({ length: 32 }, (_, i) => i)));

/** A signature blob of the same kind. */
export const SIGNATURE: Buffer = str('ssh-ed25519', Buffer.from(Array.from({ length: 64 }, (_, i) => 255 - i)));
