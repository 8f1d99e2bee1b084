/**
 * Cuts a byte stream into SFTP packets (draft-ietf-secsh-filexfer-02 section 3). Content is not copied: a packet is a
 * list of views of the chunks it came in. Decodes nothing.
 */

import { misuse, protocolError } from '@nacre/core';

import type { Packet } from './packet.js';

const NOTHING = new Uint8Array(0);

/** Chunks below this are gathered in a buffer, so that a trickle of bytes cannot cost an object each. */
const SMALL_PIECE = 512;
const GATHER_SIZE = 8192;

export class PacketReader {
  readonly #maxPacket: number;
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  #lengthBytes = 0;
  #length = 0;
  #missing = 0;
  #pieces: Uint8Array[] = [];
  #gathered: Uint8Array = NOTHING;
  #gatheredLength = 0;

  constructor(maxPacket: number) {
    this.#maxPacket = maxPacket;
  }

  /** True between packets. */
  get idle(): boolean {
    return this.#lengthBytes === 0 && this.#at === this.#chunk.length;
  }

  /** Gives the next chunk of the stream, which the reader keeps. All of the one before must have been taken. */
  push(chunk: Uint8Array): void {
    if (this.#at < this.#chunk.length) throw misuse('PacketReader.push: take all packets with next() first');
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next whole packet, or undefined when more bytes are needed. Throws SshError for a length out of bounds. */
  next(): Packet | undefined {
    while (this.#lengthBytes < 4) {
      if (this.#at === this.#chunk.length) return undefined;
      this.#length = this.#length * 256 + (this.#chunk[this.#at++] as number);
      this.#lengthBytes++;
      if (this.#lengthBytes === 4) this.#start();
    }
    const available = this.#chunk.length - this.#at;
    const taken = Math.min(available, this.#missing);
    if (taken > 0) this.#add(this.#chunk.subarray(this.#at, this.#at + taken), taken < this.#missing);
    this.#at += taken;
    this.#missing -= taken;
    return this.#missing === 0 ? this.#finish() : undefined;
  }

  #start(): void {
    if (this.#length < 1 || this.#length > this.#maxPacket) {
      throw protocolError(`SFTP packet length ${this.#length} is not in 1..${this.#maxPacket}`, {
        limit: 'maxPacket',
        value: this.#length,
      });
    }
    this.#missing = this.#length;
  }

  #add(piece: Uint8Array, more: boolean): void {
    if (piece.length >= SMALL_PIECE || (!more && this.#gatheredLength === 0)) {
      this.#flush();
      this.#pieces.push(piece);
      return;
    }
    if (this.#gatheredLength + piece.length > this.#gathered.length) {
      this.#flush();
      this.#gathered = new Uint8Array(Math.min(GATHER_SIZE, Math.max(SMALL_PIECE, this.#missing)));
    }
    this.#gathered.set(piece, this.#gatheredLength);
    this.#gatheredLength += piece.length;
  }

  #flush(): void {
    if (this.#gatheredLength > 0) this.#pieces.push(this.#gathered.subarray(0, this.#gatheredLength));
    this.#gathered = NOTHING;
    this.#gatheredLength = 0;
  }

  #finish(): Packet {
    this.#flush();
    const packet = { type: (this.#pieces[0] as Uint8Array)[0] as number, length: this.#length, pieces: this.#pieces };
    this.#pieces = [];
    this.#length = 0;
    this.#lengthBytes = 0;
    return packet;
  }
}
