/** What the tests of this package share: sessions over memory, and a server of which every byte is written by the test. */

import { type ByteDuplex, concatBytes, type RandomSource } from '@nacre/core';
import { encodeMessage } from '@nacre/wire';

import { SftpExtendedReply } from '../src/generated/index.js';
import { encodeSftp, type SftpMessage } from '../src/packet/messages.js';
import { PacketReader } from '../src/packet/reader.js';
import { type Packet, packetBytes } from '../src/packet/packet.js';

export const random: RandomSource = {
  fill: bytes => {
    crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  },
};

/** `payload` with its length in front. */
export function frame(payload: Uint8Array): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, payload.length);
  return concatBytes(head, payload);
}

export function message<T>(definition: SftpMessage<T>, value: T): Uint8Array {
  return frame(encodeSftp(definition, value));
}

export function extendedReply(requestId: number, body: SftpExtendedReply['body']): Uint8Array {
  return frame(encodeMessage(SftpExtendedReply, { requestId, body }, { request: body.request ?? body.name }));
}

/** One end of a stream by whole packets. */
export class Peer {
  readonly duplex: ByteDuplex;
  readonly #reader = new PacketReader(1 << 20);

  constructor(duplex: ByteDuplex) {
    this.duplex = duplex;
  }

  send(bytes: Uint8Array): void {
    this.duplex.write(bytes)?.catch(() => {});
  }

  /** The next packet, or undefined at the end of the stream. */
  async receive(): Promise<Packet | undefined> {
    for (;;) {
      const packet = this.#reader.next();
      if (packet !== undefined) return packet;
      const chunk = await this.duplex.read().catch(() => undefined);
      if (chunk === undefined) return undefined;
      this.#reader.push(chunk);
    }
  }

  /** The bytes of the next packet, which must be there. */
  async bytes(): Promise<Uint8Array> {
    const packet = await this.receive();
    if (packet === undefined) throw new Error('the stream ended');
    return packetBytes(packet);
  }
}
