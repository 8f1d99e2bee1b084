/**
 * chacha20-poly1305@openssh.com (OpenSSH PROTOCOL.chacha20poly1305), a packet a call, where the host has WebAssembly with vectors.
 * The construction out of single primitives, for all other hosts, is the transport's.
 */

import { equalConstantTime, misuse, zeroize } from '@nacre/core';
import { type CryptoProvider, type PacketCipher, requireLength } from '@nacre/crypto';

import { chacha20 as nobleChaCha20 } from '../symmetric/chacha20.js';
import { instantiate } from '../wasm/instance.js';
import { CAPACITY, chachaPolyProgram, HEAD_BODY_BYTES, LAYOUT, LENGTH_BYTES, STEP_BYTES } from './program.js';

const KEY = 64;
const PACKET_KEY = 32;
const TAG = 16;
const BLOCK = 16;
/** Where the body lies, after its length. */
const BODY = LAYOUT.packet + LENGTH_BYTES;

/**
 * From this size of body on a native ChaCha20, which has 3 us of fixed cost, is faster. Measured on Node 20 (docs/performance.md);
 * the two meet near this size.
 */
const BULK_BYTES = 6 * 1024;

type ChaCha20 = NonNullable<CryptoProvider['chacha20']>;

interface Machine {
  /** The whole memory of the program. */
  readonly memory: Uint8Array;
  readonly begin: () => void;
  readonly proceed: () => void;
  readonly xor: (address: number, steps: number) => void;
  readonly absorb: (address: number, blocks: number, whole: 0 | 1) => void;
  readonly finish: () => void;
}

let machine: Machine | undefined | 'unavailable'; // built at first use, and then the same for every key

/** `bulk` is the ChaCha20 that the provider has besides, for large packets. Undefined on a host that lacks what this needs. */
export function chachaPoly(key: Uint8Array, bulk?: ChaCha20): PacketCipher | undefined {
  requireLength('chacha20-poly1305@openssh.com key', key, KEY);
  machine ??= instantiate<Machine>(chachaPolyProgram) ?? 'unavailable';
  if (machine === 'unavailable') return undefined;
  return new MachinePacketCipher(machine, key.slice(), bulk === nobleChaCha20 ? undefined : bulk);
}

/**
 * All ciphers share one memory, so that a connection costs no more than its key; a call leaves nothing of a key or of plain text in
 * it.
 */
class MachinePacketCipher implements PacketCipher {
  readonly maxBytes = CAPACITY;
  readonly #machine: Machine;
  readonly #key: Uint8Array;
  readonly #bulk: ChaCha20 | undefined;
  readonly #nonce = new Uint8Array(8);

  constructor(shared: Machine, key: Uint8Array, bulk: ChaCha20 | undefined) {
    this.#machine = shared;
    this.#key = key;
    this.#bulk = bulk;
  }

  readLength(sequence: number, sealed: Uint8Array): number {
    const { memory } = this.#machine;
    memory.set(sealed.subarray(0, LENGTH_BYTES), LAYOUT.packet);
    this.#makeHead(sequence);
    this.#xorLength();
    const [a, b, c, d] = memory.subarray(LAYOUT.packet, BODY) as unknown as readonly [number, number, number, number];
    memory.fill(0, 0, BODY);
    return a * 0x100_0000 + ((b << 16) | (c << 8) | d);
  }

  seal(sequence: number, packet: Uint8Array): readonly Uint8Array[] {
    this.#requireRoom(packet.length + TAG);
    const { memory } = this.#machine;
    const end = LAYOUT.packet + packet.length;
    const bodyLength = packet.length - LENGTH_BYTES;
    const bulk = bodyLength >= BULK_BYTES ? this.#bulk : undefined;
    memory.set(bulk ? packet.subarray(0, LENGTH_BYTES) : packet, LAYOUT.packet);
    this.#makeHead(sequence);
    this.#xorLength();
    if (bulk) return this.#sealBulk(bulk, packet.subarray(LENGTH_BYTES));
    this.#xorBody(bodyLength);
    this.#authenticate(end);
    memory.copyWithin(end, LAYOUT.tag, LAYOUT.tag + TAG);
    const sealed = memory.slice(LAYOUT.packet, end + TAG);
    memory.fill(0, 0, LAYOUT.packet); // the rest is ciphertext
    return [sealed];
  }

  open(sequence: number, sealed: Uint8Array): Uint8Array | undefined {
    this.#requireRoom(sealed.length);
    const { memory } = this.#machine;
    const end = LAYOUT.packet + sealed.length - TAG;
    const bodyLength = end - BODY;
    memory.set(sealed, LAYOUT.packet);
    this.#makeHead(sequence);
    this.#authenticate(end);
    if (!equalConstantTime(memory.subarray(LAYOUT.tag, LAYOUT.tag + TAG), sealed.subarray(-TAG))) {
      memory.fill(0, 0, LAYOUT.packet);
      return undefined;
    }
    if (this.#bulk !== undefined && bodyLength >= BULK_BYTES) {
      memory.fill(0, 0, LAYOUT.packet);
      return this.#bulk(this.#packetKey(), this.#nonce, 1, sealed.subarray(LENGTH_BYTES, -TAG));
    }
    this.#xorBody(bodyLength);
    const body = memory.slice(BODY, end);
    memory.fill(0, 0, end);
    return body;
  }

  erase(): void {
    zeroize(this.#key);
  }

  /** Head and encrypted length are in memory. */
  #sealBulk(bulk: ChaCha20, body: Uint8Array): readonly Uint8Array[] {
    const { memory } = this.#machine;
    const ciphertext = bulk(this.#packetKey(), this.#nonce, 1, body);
    memory.set(ciphertext, BODY);
    this.#authenticate(BODY + ciphertext.length);
    const [length, tag] = [memory.slice(LAYOUT.packet, BODY), memory.slice(LAYOUT.tag, LAYOUT.tag + TAG)];
    memory.fill(0, 0, LAYOUT.packet);
    return [length, ciphertext, tag];
  }

  #requireRoom(length: number): void {
    if (length > CAPACITY || length < LENGTH_BYTES + TAG)
      throw misuse(`A packet of ${length} bytes cannot be processed`);
  }

  #packetKey(): Uint8Array {
    return this.#key.subarray(0, PACKET_KEY);
  }

  #makeHead(sequence: number): void {
    const { memory, begin, xor } = this.#machine;
    const nonce = this.#nonce;
    nonce[4] = sequence >>> 24;
    nonce[5] = sequence >>> 16;
    nonce[6] = sequence >>> 8;
    nonce[7] = sequence;
    memory.set(this.#key, LAYOUT.key);
    memory.set(nonce, LAYOUT.nonce);
    begin();
    xor(LAYOUT.head, 1);
  }

  #xorLength(): void {
    const { memory } = this.#machine;
    for (let i = 0; i < LENGTH_BYTES; i++) {
      memory[LAYOUT.packet + i] = (memory[LAYOUT.packet + i] as number) ^ (memory[LAYOUT.head + i] as number);
    }
  }

  #xorBody(length: number): void {
    const { proceed, xor } = this.#machine;
    proceed();
    if (length > HEAD_BODY_BYTES) xor(BODY + HEAD_BODY_BYTES, Math.ceil((length - HEAD_BODY_BYTES) / STEP_BYTES));
  }

  /** Leaves the tag of the packet that ends at `end` in its place; the padding overwrites what follows the packet. */
  #authenticate(end: number): void {
    const { memory, absorb, finish } = this.#machine;
    const length = end - LAYOUT.packet;
    const tail = length % BLOCK;
    if (length > tail) absorb(LAYOUT.packet, (length - tail) / BLOCK, 1);
    if (tail > 0) {
      memory[end] = 1;
      memory.fill(0, end + 1, end - tail + BLOCK);
      absorb(end - tail, 1, 0);
    }
    finish();
  }
}
