/** Poly1305 (RFC 8439 section 2.5): in WebAssembly where the host can compile it, else on @noble/ciphers at a tenth of the speed. */

import { poly1305 as noblePoly1305 } from '@noble/ciphers/_poly1305.js';

import { requireLength } from '@nacre/crypto';

import { PAGE_BYTES } from '../wasm/assembler.js';
import { instantiate } from '../wasm/instance.js';
import { LAYOUT, poly1305Program } from './program.js';

const BLOCK = 16;
/** Data bytes taken at a time: what is left of the page, less room for the padding of a last block. */
const CAPACITY = PAGE_BYTES - LAYOUT.data - BLOCK;

interface Machine {
  /** The whole memory of the program. */
  readonly memory: Uint8Array;
  readonly absorb: (address: number, blocks: number, whole: 0 | 1) => void;
  readonly finish: () => void;
}

let machine: Machine | undefined | 'unavailable'; // built at first use, and then the same for every key

export function poly1305(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  requireLength('Poly1305 key', key, 32);
  machine ??= instantiate<Machine>(poly1305Program) ?? 'unavailable';
  return machine === 'unavailable' ? portablePoly1305(key, parts) : runMachine(machine, key, parts);
}

/** The plain twin: what tests compare with, and what hosts without WebAssembly use. */
export function portablePoly1305(key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const context = noblePoly1305.create(key);
  for (const part of parts) context.update(part);
  return context.digest();
}

/** The data stays in the program's memory until the next call: what a Poly1305 authenticates in SSH is ciphertext. */
function runMachine({ memory, absorb, finish }: Machine, key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  memory.set(key, LAYOUT.key);
  memory.fill(0, LAYOUT.accumulator, LAYOUT.data);
  let filled = 0;
  for (const part of parts) {
    let rest = part;
    while (filled + rest.length > CAPACITY) {
      const room = CAPACITY - filled;
      memory.set(rest.subarray(0, room), LAYOUT.data + filled);
      absorb(LAYOUT.data, CAPACITY / BLOCK, 1);
      rest = rest.subarray(room);
      filled = 0;
    }
    memory.set(rest, LAYOUT.data + filled);
    filled += rest.length;
  }
  const tail = filled % BLOCK;
  if (filled > tail) absorb(LAYOUT.data, (filled - tail) / BLOCK, 1);
  if (tail > 0) {
    const end = LAYOUT.data + filled;
    memory[end] = 1;
    memory.fill(0, end + 1, end + BLOCK - tail);
    absorb(end - tail, 1, 0);
  }
  finish();
  const result = memory.slice(LAYOUT.tag, LAYOUT.tag + BLOCK);
  memory.fill(0, 0, LAYOUT.data); // one-time or not, a key does not stay
  return result;
}
