/** Cuts a stream of SSH that is not encrypted yet into its identification line and payloads, up to NEWKEYS. */

const NEW_KEYS = 21;

export class ClearPackets {
  #left = Buffer.alloc(0);
  #done = false;
  /** Without CR LF, once it has come. */
  version: string | undefined;

  /** The payloads that `chunk` completes. */
  push(chunk: Uint8Array): readonly Buffer[] {
    const payloads: Buffer[] = [];
    if (this.#done) return payloads;
    this.#left = Buffer.concat([this.#left, chunk]);
    if (this.version === undefined) this.#readVersion();
    if (this.version === undefined) return payloads;
    while (!this.#done && this.#left.length >= 5 && this.#left.length >= 4 + this.#left.readUInt32BE(0)) {
      const end = 4 + this.#left.readUInt32BE(0);
      const payload = this.#left.subarray(5, end - this.#left.readUInt8(4));
      this.#left = this.#left.subarray(end);
      this.#done = payload[0] === NEW_KEYS;
      payloads.push(Buffer.from(payload));
    }
    return payloads;
  }

  #readVersion(): void {
    const end = this.#left.indexOf('\n');
    if (end < 0) return;
    this.version = this.#left.subarray(0, end).toString().trimEnd();
    this.#left = this.#left.subarray(end + 1);
  }
}

/** A packet in clear, padded to eight octets with zeros. */
export function clearPacket(payload: Uint8Array): Buffer {
  const padding = 8 - ((5 + payload.length) % 8) + (8 - ((5 + payload.length) % 8) < 4 ? 8 : 0);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(1 + payload.length + padding);
  head[4] = padding;
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}
