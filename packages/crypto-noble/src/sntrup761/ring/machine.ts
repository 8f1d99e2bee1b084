/** The program of program.ts, where the host can run it. */

import { instantiate } from '../../wasm/instance.js';
import { ringProgram } from './program.js';

export interface RingMachine {
  /** The whole memory of the program. Whoever puts secrets there erases them. */
  readonly memory: Uint8Array;
  readonly combine: (a: number, b: number, from: number, to: number) => void;
  readonly multiply: () => void;
}

let machine: RingMachine | undefined | 'unavailable'; // built at first use; every call leaves it as it was

export function ringMachine(): RingMachine | undefined {
  machine ??= instantiate<RingMachine>(ringProgram) ?? 'unavailable';
  return machine === 'unavailable' ? undefined : machine;
}

/** A part of the memory as 16-bit numbers. */
export function numbers16({ memory }: RingMachine, address: number, length: number): Int16Array {
  return new Int16Array(memory.buffer, address, length);
}
