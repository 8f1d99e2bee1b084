/**
 * A man in the middle: sits between a client and a server, edits the packets that are in clear, and drops the first ones
 * after NEWKEYS. It has no keys. Only ciphers with a length in clear are cut into packets; with others a read is a packet.
 */

import { connect, createServer, type Server, type Socket } from 'node:net';

import { u32 } from './bytes.js';

export type MiddleDirection = 'to server' | 'to client';

export interface MiddleOptions {
  /** What goes on instead of a packet in clear: payloads, in order. */
  readonly edit?: (direction: MiddleDirection, payload: Buffer) => readonly Uint8Array[];
  /** How many packets after NEWKEYS are lost, per direction. */
  readonly drop?: Readonly<Partial<Record<MiddleDirection, number>>>;
  /** Octets after the ciphertext of a packet; undefined when lengths are encrypted too. */
  readonly tagLength?: number;
}

const NEWKEYS = 21;

export class RawMiddle {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** Listens on a free loopback port and forwards every connection to `target`. */
  static start(target: number, options: MiddleOptions): Promise<RawMiddle> {
    return new Promise((resolve, reject) => {
      const server = createServer(client =>
        middle.#join(client, connect({ port: target, host: '127.0.0.1' }), options),
      );
      let middle: RawMiddle;
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (address === null || typeof address === 'string') return reject(new Error('no port'));
        middle = new RawMiddle(server, address.port);
        resolve(middle);
      });
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, server: Socket, options: MiddleOptions): void {
    this.#pipe(client, server, new Meddler('to server', options));
    this.#pipe(server, client, new Meddler('to client', options));
  }

  #pipe(from: Socket, to: Socket, meddler: Meddler): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', bytes => {
      const forward = meddler.take(bytes);
      if (forward.length > 0 && !to.destroyed) to.write(forward);
    });
    from.on('error', () => to.destroy()); // the other side learns of it the way it would from a network
    from.on('close', () => {
      this.#sockets.delete(from);
      to.end();
    });
  }
}

/** One direction of one connection. */
class Meddler {
  readonly #direction: MiddleDirection;
  readonly #options: MiddleOptions;
  #phase: 'identification' | 'clear' | 'encrypted' = 'identification';
  #waiting = Buffer.alloc(0);
  #toDrop: number;

  constructor(direction: MiddleDirection, options: MiddleOptions) {
    this.#direction = direction;
    this.#options = options;
    this.#toDrop = options.drop?.[direction] ?? 0;
  }

  take(bytes: Buffer): Buffer {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    const forward: Buffer[] = [];
    for (let part = this.#next(); part !== undefined; part = this.#next()) forward.push(part);
    return Buffer.concat(forward);
  }

  #next(): Buffer | undefined {
    if (this.#waiting.length === 0) return undefined;
    if (this.#phase === 'identification') return this.#line();
    return this.#phase === 'clear' ? this.#packet() : this.#ciphertext();
  }

  #line(): Buffer | undefined {
    const end = this.#waiting.indexOf(0x0a);
    if (end < 0) return undefined;
    const line = this.#cut(end + 1);
    if (line.subarray(0, 4).toString() === 'SSH-') this.#phase = 'clear';
    return line;
  }

  #packet(): Buffer | undefined {
    const size = this.#size(0);
    if (size === undefined) return undefined;
    const packet = this.#cut(size);
    const payload = packet.subarray(5, size - packet.readUInt8(4));
    if (payload[0] === NEWKEYS) this.#phase = 'encrypted';
    const edited = this.#options.edit?.(this.#direction, payload) ?? [payload];
    return Buffer.concat(edited.map(plainPacket));
  }

  #ciphertext(): Buffer | undefined {
    if (this.#toDrop === 0) return this.#cut(this.#waiting.length);
    const { tagLength } = this.#options;
    const size = tagLength === undefined ? this.#waiting.length : this.#size(tagLength);
    if (size === undefined) return undefined;
    this.#cut(size);
    this.#toDrop -= 1;
    return Buffer.alloc(0);
  }

  #size(tagLength: number): number | undefined {
    if (this.#waiting.length < 4) return undefined;
    const size = 4 + this.#waiting.readUInt32BE() + tagLength;
    return this.#waiting.length < size ? undefined : size;
  }

  #cut(length: number): Buffer {
    const part = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    return part;
  }
}

function plainPacket(payload: Uint8Array): Buffer {
  const padding = 4 + ((8 - ((payload.length + 9) % 8)) % 8);
  return Buffer.concat([u32(1 + payload.length + padding), Buffer.of(padding), payload, Buffer.alloc(padding)]);
}
