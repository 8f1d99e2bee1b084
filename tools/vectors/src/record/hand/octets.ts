/** What the vectors that no program makes are put together from, and how they are saved. */

import { string } from '../octets.js';
import { type Recorded, save } from '../save.js';

export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s/g, ''), 'hex');
}

/** Texts and octets, each a string of its own. */
export function str(...values: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(values.map(value => string(Buffer.from(value))));
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
