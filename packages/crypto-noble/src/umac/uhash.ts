/** UHASH of UMAC (RFC 4418 section 5), in WebAssembly where the host can compile it, else in plain TypeScript. */

import { PAGE_BYTES } from '../wasm/assembler.js';
import { instantiate } from '../wasm/instance.js';
import { L1_BYTES, L1_UNIT } from './layout.js';
import { portableHash } from './portable.js';
import { LAYOUT, umacProgram } from './program.js';

/** Message bytes that fit into the memory, in whole pieces. */
const CAPACITY = Math.floor((PAGE_BYTES - LAYOUT.data) / L1_BYTES) * L1_BYTES;
const PIECE_BITS = 8 * L1_BYTES;
const PIECE_UNITS = L1_BYTES / L1_UNIT;

interface Machine {
  /** The whole memory of the program. */
  readonly memory: Uint8Array;
  readonly long: (address: number, pieces: number, units: number, bits: number) => void;
  readonly short: (address: number, units: number, bits: number) => void;
  readonly finish: (isLong: 0 | 1) => void;
}

const machines: { [streams in 2 | 4]?: Machine | 'unavailable' } = {}; // built at first use, and then the same for every key

/** The results of all streams under an expanded key, big-endian, one after the other. `length` is that of all parts. */
export function uhash(key: Uint8Array, streams: 2 | 4, parts: readonly Uint8Array[], length: number): Uint8Array {
  const machine = (machines[streams] ??= instantiate<Machine>(() => umacProgram(streams)) ?? 'unavailable');
  if (machine === 'unavailable') return portableHash(key, streams, parts);
  const { memory, finish } = machine;
  memory.set(key, LAYOUT.key);
  memory.fill(0, LAYOUT.sums, LAYOUT.sums + 8 * streams);
  for (let i = 0; i < streams; i++) memory[LAYOUT.sums + 8 * i] = 1;
  const filled = absorbWhole(machine, parts);
  absorbRest(machine, filled, length > L1_BYTES);
  finish(length > L1_BYTES ? 1 : 0);
  const results = new Uint8Array(4 * streams);
  for (let i = 0; i < results.length; i++) results[i] = memory[LAYOUT.results + (i ^ 3)] as number;
  memory.fill(0, 0, LAYOUT.data + filled); // the message may be plain text
  return results;
}

/** Takes the parts up to what fits into the memory, and tells how much is left there. */
function absorbWhole({ memory, long }: Machine, parts: readonly Uint8Array[]): number {
  let filled = 0;
  for (const part of parts) {
    let rest = part;
    while (filled + rest.length > CAPACITY) {
      const room = CAPACITY - filled;
      memory.set(rest.subarray(0, room), LAYOUT.data + filled);
      long(LAYOUT.data, CAPACITY / L1_BYTES, PIECE_UNITS, PIECE_BITS);
      rest = rest.subarray(room);
      filled = 0;
    }
    memory.set(rest, LAYOUT.data + filled);
    filled += rest.length;
  }
  return filled;
}

function absorbRest({ memory, long, short }: Machine, filled: number, isLong: boolean): void {
  const tail = isLong ? filled % L1_BYTES : filled;
  const whole = filled - tail;
  const address = LAYOUT.data + whole;
  const units = Math.max(1, Math.ceil(tail / L1_UNIT));
  memory.fill(0, address + tail, address + units * L1_UNIT);
  if (!isLong) short(address, units, 8 * tail);
  else {
    if (whole > 0) long(LAYOUT.data, whole / L1_BYTES, PIECE_UNITS, PIECE_BITS);
    if (tail > 0) long(address, 1, units, 8 * tail);
  }
}
