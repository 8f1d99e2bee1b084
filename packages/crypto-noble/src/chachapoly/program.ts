/**
 * The original ChaCha20 (64-bit nonce and counter), four blocks at a time in vectors of 32-bit lanes, beside Poly1305 in one
 * WebAssembly module: a packet of chacha20-poly1305@openssh.com is copied in and out once. No branch and no address depends on
 * secrets. A vector holds the same word of four blocks, which may have different keys.
 */

import { poly1305Functions } from '../poly1305/program.js';
import * as wasm from '../wasm/assembler.js';
import type { Code } from '../wasm/assembler.js';
import * as simd from '../wasm/vector.js';

/** Where in memory things are. */
export const LAYOUT = {
  /** The key of packets (32 bytes), then the key of lengths (32 bytes). */
  key: 0,
  /** Eight bytes. */
  nonce: 64,
  tag: 80,
  accumulator: 96,
  /** The sixteen words of four blocks before the rounds, word by word. */
  state: 256,
  /** Four blocks of key stream: block 0 of lengths, blocks 0, 1 and 2 of packets. */
  head: 512,
  /** Everything up to here is erased after a packet. */
  packet: 768,
} as const;

const BLOCK_BYTES = 64;
export const LENGTH_BYTES = 4;
/** What `xor` works on at a time. */
export const STEP_BYTES = 4 * BLOCK_BYTES;
/** What the head encrypts of a body. */
export const HEAD_BODY_BYTES = 2 * BLOCK_BYTES;
/** Room for the packets of 256 KiB that OpenSSH takes at most. */
const PAGES = 5;
/** The longest packet: a last step may write beyond it. */
export const CAPACITY = PAGES * wasm.PAGE_BYTES - LAYOUT.packet - STEP_BYTES;

/**
 * `begin()` and then `xor(head, 1)` make the head from key and nonce. `proceed()` turns the first 128 bytes of the body into their
 * XOR with the stream, `xor(address, steps)` after it 256 bytes a step; both write beyond a body that is shorter. `absorb` and
 * `finish` are Poly1305 keyed with block 0 of packets.
 */
export function chachaPolyProgram(): Uint8Array {
  const authenticator = { key: LAYOUT.head + BLOCK_BYTES, tag: LAYOUT.tag, accumulator: LAYOUT.accumulator };
  return wasm.assemble({
    pages: PAGES,
    functions: [
      { name: 'begin', parameters: 0, locals: {}, body: begin() },
      { name: 'proceed', parameters: 0, locals: {}, body: proceed() },
      { name: 'xor', parameters: 2, locals: { i32: 1, v128: 20 }, body: xor() },
      ...poly1305Functions(authenticator),
    ],
  });
}

const WORDS = Array.from({ length: 16 }, (_, i) => i);
/** "expand 32-byte k" */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;
const FIRST_KEY_WORD = 4;
const KEY_BYTES = 32;
const COUNTER = 12;
const ROUND_PAIRS = 10;

/** Puts together the state of the four blocks of the head, which `xor` then makes out of zeros. */
function begin(): Code {
  const word = (i: number): Code => {
    if (i < FIRST_KEY_WORD) return simd.splat(CONSTANTS[i] as number);
    if (i < COUNTER) return simd.loadLane(at(LAYOUT.key), KEY_BYTES + keyOffset(i), packetKeyWord(i), 0);
    if (i === COUNTER) return simd.lanes(0, 0, 1, 2);
    if (i === COUNTER + 1) return simd.splat(0);
    return simd.loadSplat(at(LAYOUT.nonce), 4 * (i - COUNTER - 2));
  };
  return WORDS.flatMap(i => [
    ...simd.store128(at(LAYOUT.state), 16 * i, word(i)),
    ...simd.store128(at(LAYOUT.head), 16 * i, simd.splat(0)),
  ]);
}

/** From the head on: blocks 1 and 2 of packets are used, and the state becomes that of the next four blocks. */
function proceed(): Code {
  const body = LAYOUT.packet + LENGTH_BYTES;
  return [
    ...Array.from({ length: HEAD_BODY_BYTES / 16 }, (_, i) => {
      const stream = simd.load128(at(LAYOUT.head), 2 * BLOCK_BYTES + 16 * i);
      return simd.store128(at(body), 16 * i, simd.xor128(simd.load128(at(body), 16 * i), stream));
    }).flat(),
    ...WORDS.slice(FIRST_KEY_WORD, COUNTER).flatMap(i => simd.store128(at(LAYOUT.state), 16 * i, packetKeyWord(i))),
    ...simd.store128(at(LAYOUT.state), 16 * COUNTER, simd.lanes(3, 4, 5, 6)),
  ];
}

const keyOffset = (word: number): number => 4 * (word - FIRST_KEY_WORD);
const packetKeyWord = (word: number): Code => simd.loadSplat(at(LAYOUT.key), keyOffset(word));

function xor(): Code {
  const [address, steps, rounds] = [0, 1, 2];
  const x = (i: number) => 3 + i;
  const spare = (i: number) => x(16 + i);
  const state = (i: number) => simd.load128(at(LAYOUT.state), 16 * i);
  return wasm.repeatWhile(
    [
      ...WORDS.flatMap(i => wasm.set(x(i), state(i))),
      ...wasm.set(rounds, wasm.constant32(ROUND_PAIRS)),
      ...wasm.repeatWhile(
        [...roundPair(x), ...wasm.set(rounds, wasm.add32(wasm.get(rounds), wasm.constant32(-1)))],
        wasm.get(rounds),
      ),
      ...WORDS.flatMap(i => wasm.set(x(i), simd.addLanes(wasm.get(x(i)), state(i)))),
      ...[0, 4, 8, 12].flatMap(first => transposeAndXor(x, first, spare, address)),
      ...simd.store128(at(LAYOUT.state), 16 * COUNTER, simd.addLanes(state(COUNTER), simd.splat(4))),
      ...wasm.set(address, wasm.add32(wasm.get(address), wasm.constant32(STEP_BYTES))),
      ...wasm.set(steps, wasm.add32(wasm.get(steps), wasm.constant32(-1))),
    ],
    wasm.get(steps),
  );
}

type Words = (index: number) => number;

/** A column round and a diagonal round (RFC 8439 section 2.3). */
function roundPair(x: Words): Code {
  return [0, 1].flatMap(diagonal =>
    [0, 1, 2, 3].flatMap(i =>
      quarterRound(
        x(i),
        x(4 + ((i + diagonal) % 4)),
        x(8 + ((i + 2 * diagonal) % 4)),
        x(12 + ((i + 3 * diagonal) % 4)),
      ),
    ),
  );
}

/** RFC 8439 section 2.1 */
function quarterRound(a: number, b: number, c: number, d: number): Code {
  const half = (to: number, from: number, turned: number, bits: number) => [
    ...wasm.set(to, simd.addLanes(wasm.get(to), wasm.get(from))),
    ...wasm.set(turned, simd.xor128(wasm.get(turned), wasm.get(to))),
    ...wasm.set(turned, rotateLeft(turned, bits)),
  ];
  return [...half(a, b, d, 16), ...half(c, d, b, 12), ...half(a, b, d, 8), ...half(c, d, b, 7)];
}

/** Whole bytes are moved, which is one instruction. */
function rotateLeft(x: number, bits: number): Code {
  if (bits === 16) {
    const moved = [0, 1, 2, 3].map(byte => (byte - bits / 8 + 4) % 4);
    return simd.shuffleBytes(
      wasm.get(x),
      wasm.get(x),
      [0, 4, 8, 12].flatMap(lane => moved.map(byte => lane + byte)),
    );
  }
  return simd.or128(simd.shiftLanesLeft(wasm.get(x), bits), simd.shiftLanesRight(wasm.get(x), 32 - bits));
}

/** Four vectors of the same word of four blocks become four words of each block, which lie 64 bytes apart in the data. */
function transposeAndXor(x: Words, first: number, spare: Words, address: number): Code {
  const [a, b, c, d] = [0, 1, 2, 3].map(i => wasm.get(x(first + i))) as [Code, Code, Code, Code];
  // Of words a and b, and of c and d: those of blocks 0 and 1, then those of blocks 2 and 3
  const pairs = [
    ...wasm.set(spare(0), simd.shuffleLanes(a, b, [0, 4, 1, 5])),
    ...wasm.set(spare(1), simd.shuffleLanes(a, b, [2, 6, 3, 7])),
    ...wasm.set(spare(2), simd.shuffleLanes(c, d, [0, 4, 1, 5])),
    ...wasm.set(spare(3), simd.shuffleLanes(c, d, [2, 6, 3, 7])),
  ];
  const blocks = [0, 1, 2, 3].flatMap(block => {
    const half = block >> 1;
    const chosen = block % 2 === 0 ? ([0, 1, 4, 5] as const) : ([2, 3, 6, 7] as const);
    const stream = simd.shuffleLanes(wasm.get(spare(half)), wasm.get(spare(2 + half)), chosen);
    const offset = 64 * block + 4 * first;
    const data = simd.load128(wasm.get(address), offset);
    return simd.store128(wasm.get(address), offset, simd.xor128(data, stream));
  });
  return [...pairs, ...blocks];
}

function at(address: number): Code {
  return wasm.constant32(address);
}
