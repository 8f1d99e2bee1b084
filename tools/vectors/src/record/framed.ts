/** Streams of packets with a u32 length in front, cut into their packets. */

/** Collects chunks and gives whole packets, without their length. */
export class FramedStream {
  #left = Buffer.alloc(0);

  push(chunk: Uint8Array): readonly Buffer[] {
    this.#left = Buffer.concat([this.#left, chunk]);
    const packets: Buffer[] = [];
    while (this.#left.length >= 4 && this.#left.length >= 4 + this.#left.readUInt32BE(0)) {
      const end = 4 + this.#left.readUInt32BE(0);
      packets.push(Buffer.from(this.#left.subarray(4, end)));
      this.#left = this.#left.subarray(end);
    }
    return packets;
  }
}
