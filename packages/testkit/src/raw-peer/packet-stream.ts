/** Identification lines and packets of the raw peer over a socket, with every lie that a test may want. */

import type { Socket } from 'node:net';

import { type Direction, plain } from './ciphers.js';
import { Inbox } from './inbox.js';

export interface PacketOptions {
  /** The padding length byte to claim; the padding that is sent stays right. */
  readonly pad?: number;
  /** The packet length to claim. */
  readonly len?: number;
}

export class PacketStream {
  readonly inbox = new Inbox();
  readonly #socket: Socket;
  #out: Direction = plain;
  #in: Direction = plain;
  /** Keys for what follows the peer's NEWKEYS; reading waits for them. */
  #nextIn: { readonly direction: Direction; readonly resetSequence: boolean } | undefined;
  #outSequence = 0;
  #inSequence = 0;
  #corruptions: { readonly offset: number; readonly xor: number }[] = [];
  #received = Buffer.alloc(0);
  #peerVersion: string | undefined;
  #atNewKeys = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', bytes => this.#onData(bytes));
    socket.on('error', error => this.inbox.close(error));
    socket.on('close', () => this.inbox.close());
  }

  /** The peer's identification line without its line end. */
  get peerVersion(): string | undefined {
    return this.#peerVersion;
  }

  get sequences(): { readonly out: number; readonly in: number } {
    return { out: this.#outSequence, in: this.#inSequence };
  }

  get encrypted(): boolean {
    return this.#out !== plain;
  }

  sendRaw(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Flips bits of the next packet, counted from its first octet on the wire. */
  corrupt(offset: number, xor: number): void {
    this.#corruptions.push({ offset, xor });
  }

  setSequences(out?: number, incoming?: number): void {
    this.#outSequence = (out ?? this.#outSequence) >>> 0;
    this.#inSequence = (incoming ?? this.#inSequence) >>> 0;
  }

  sendPacket(payload: Uint8Array, options: PacketOptions = {}): void {
    const { block, alignsLength } = this.#out;
    const unpadded = (alignsLength ? 5 : 1) + payload.length;
    const padding = 4 + ((block - ((unpadded + 4) % block)) % block);
    const body = Buffer.concat([Buffer.of(options.pad ?? padding), payload, Buffer.alloc(padding, 0x5a)]);
    this.sendBody(options.len ?? body.length, body);
  }

  /** A packet whose length field and body have nothing to do with each other, unless the test wants it. */
  sendBody(length: number, body: Uint8Array): void {
    const bytes = this.#out.seal(this.#outSequence, { length, body });
    this.#outSequence = (this.#outSequence + 1) >>> 0;
    for (const { offset, xor } of this.#corruptions.splice(0)) bytes[offset] = (bytes[offset] as number) ^ xor;
    this.sendRaw(bytes);
  }

  /** The length field of a packet, sealed as the keys in use seal it, and nothing after it. */
  sendLengthOnly(length: number): void {
    this.sendRaw(this.#out.seal(this.#outSequence, { length, body: Buffer.alloc(1) }).subarray(0, 4));
  }

  /** From the next packet on. */
  protectOutput(direction: Direction, resetSequence: boolean): void {
    this.#out = direction;
    if (resetSequence) this.#outSequence = 0;
  }

  /** From the packet after the peer's NEWKEYS on. */
  protectInput(direction: Direction, resetSequence: boolean): void {
    this.#nextIn = { direction, resetSequence };
    if (this.#atNewKeys) this.#switchInput();
  }

  async version(withinMs: number): Promise<string> {
    const deadline = performance.now() + withinMs;
    while (this.#peerVersion === undefined) {
      if (this.inbox.closed) throw new Error('the stream closed before the identification line');
      if (performance.now() >= deadline) throw new Error('timed out waiting for the identification line');
      await this.inbox.change(deadline);
    }
    return this.#peerVersion;
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #onData(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    this.#parse();
  }

  #parse(): void {
    try {
      while (this.#peerVersion === undefined && this.#takeLine());
      if (this.#peerVersion !== undefined) while (!this.#atNewKeys && this.#takePacket());
    } catch (error) {
      this.inbox.close(error as Error);
      this.#socket.destroy();
    }
  }

  #takeLine(): boolean {
    const end = this.#received.indexOf(0x0a);
    if (end < 0) return false;
    const line = this.#received.toString('latin1', 0, end).replace(/\r$/, '');
    this.#received = this.#received.subarray(end + 1);
    if (line.startsWith('SSH-')) {
      this.#peerVersion = line;
      queueMicrotask(() => this.inbox.notify());
    }
    return true;
  }

  #takePacket(): boolean {
    const packet = this.#in.open(this.#inSequence, this.#received);
    if (packet === undefined) return false;
    this.#received = this.#received.subarray(packet.size);
    const payload = packet.body.subarray(1, packet.body.length - packet.body.readUInt8());
    const number = payload.readUInt8();
    const sequence = this.#inSequence;
    this.#inSequence = (this.#inSequence + 1) >>> 0;
    if (number === 21) {
      this.#atNewKeys = true;
      if (this.#nextIn !== undefined) this.#switchInput();
    }
    this.inbox.push({ number, payload: Buffer.from(payload), sequence });
    return true;
  }

  #switchInput(): void {
    const next = this.#nextIn;
    if (next === undefined) return;
    this.#in = next.direction;
    if (next.resetSequence) this.#inSequence = 0;
    this.#nextIn = undefined;
    this.#atNewKeys = false;
    queueMicrotask(() => this.#parse());
  }
}
