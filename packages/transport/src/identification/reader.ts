/** Finds the peer's version line at the start of a stream (RFC 4253 section 4.2). Holds one unfinished line at most. */

import { ByteQueue, decodeUtf8Lossy, limitExceeded, protocolError, sanitizeText } from '@nacre/core';

import type { TransportLimits } from '../limits.js';
import { parseVersion, type Version } from './version.js';

const LF = 0x0a;
const CR = 0x0d;
const PREFIX = [0x53, 0x53, 0x48, 0x2d]; // "SSH-"

export class IdentificationReader {
  readonly #maxBannerLines: number;
  readonly #limits: TransportLimits;
  readonly #line = new ByteQueue(256);
  readonly #onBannerLine: (text: string) => void;
  #bannerLines = 0;
  #version: Version | undefined;

  /** Only a server may send other lines before its version, so `role` is our own. `onBannerLine` gets each of them, escaped and cut. */
  constructor(role: 'client' | 'server', limits: TransportLimits, onBannerLine: (text: string) => void = () => {}) {
    this.#maxBannerLines = role === 'client' ? limits.bannerLines : 0;
    this.#limits = limits;
    this.#onBannerLine = onBannerLine;
  }

  /** The peer's version, once its line is complete. */
  get version(): Version | undefined {
    return this.#version;
  }

  /** Takes bytes from `from` on, up to the end of the version line. Returns how many were used. Throws SshError. */
  read(input: Uint8Array, from: number): number {
    let at = from;
    while (at < input.length && this.#version === undefined) {
      const found = input.indexOf(LF, at);
      const end = found < 0 ? input.length : found + 1;
      this.#append(input.subarray(at, end));
      at = end;
      if (found >= 0) this.#endLine();
    }
    return at - from;
  }

  #append(piece: Uint8Array): void {
    const length = this.#line.length + piece.length;
    const needed = Math.min(PREFIX.length, length);
    const head = new Uint8Array(needed);
    const held = this.#line.peek().subarray(0, needed);
    head.set(held);
    head.set(piece.subarray(0, needed - held.length), held.length);

    const isVersion = head.every((byte, i) => byte === PREFIX[i]);
    if (!isVersion && this.#maxBannerLines === 0)
      throw protocolError('The peer did not start with an SSH version line');
    const [limit, name] = isVersion
      ? [this.#limits.versionLineBytes, 'versionLineBytes']
      : [this.#limits.bannerLineBytes, 'bannerLineBytes'];
    // what counts is where the fault stands, not how the bytes were cut
    if (piece.subarray(0, Math.max(0, (limit as number) - this.#line.length)).includes(0))
      throw protocolError("There is a NUL in the lines before the peer's version");
    if (length > (limit as number)) throw limitExceeded(name as string, length, limit as number);
    this.#line.append(piece);
  }

  #endLine(): void {
    const whole = this.#line.peek();
    const contentEnd = whole.length - (whole[whole.length - 2] === CR ? 2 : 1);
    const line = whole.subarray(0, contentEnd);
    if (PREFIX.every((byte, i) => line[i] === byte)) {
      this.#version = parseVersion(line);
    } else if (++this.#bannerLines > this.#maxBannerLines) {
      throw limitExceeded('bannerLines', this.#bannerLines, this.#maxBannerLines);
    } else {
      this.#onBannerLine(sanitizeText(decodeUtf8Lossy(line)));
    }
    this.#line.clear();
  }
}
