/** A channel as a plain byte stream, for the protocols that run inside one (SFTP). Extended data is dropped with credit. */

import { type ByteDuplex, misuse, type SshError, toSshError } from '@nacre/core';

import type { Channel } from './channel.js';

/** Takes over the reading side of `channel`. */
export function channelDuplex(channel: Channel): ByteDuplex {
  return new ChannelDuplex(channel);
}

class ChannelDuplex implements ByteDuplex {
  readonly #channel: Channel;
  #chunks: Uint8Array[] = [];
  #head = 0;
  #ended = false;
  #error: SshError | undefined;
  #waiting: { resolve: (chunk: Uint8Array | undefined) => void; reject: (error: unknown) => void } | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.setSink({
      data: bytes => this.#push(bytes),
      extendedData: (_type, bytes) => channel.consumed(bytes.length),
      eof: () => this.#finish(undefined),
      closed: error => this.#finish(error),
    });
  }

  read(): Promise<Uint8Array | undefined> {
    if (this.#waiting !== undefined) return Promise.reject(misuse('Only one read may wait at a time'));
    if (this.#head < this.#chunks.length) {
      const chunk = this.#chunks[this.#head++] as Uint8Array;
      if (this.#head === this.#chunks.length) this.#reset();
      this.#channel.consumed(chunk.length);
      return Promise.resolve(chunk);
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  write(...parts: readonly Uint8Array[]): Promise<void> | undefined {
    return this.#channel.write(parts);
  }

  end(): Promise<void> {
    return this.#channel.end();
  }

  close(error?: unknown): void {
    this.#finish(error === undefined ? undefined : toSshError(error, 'ABORTED', 'The stream was closed', 'local'));
    this.#channel.close().catch(() => {}); // `closed` never rejects; the channel may simply be gone already
  }

  #push(bytes: Uint8Array): void {
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#chunks.push(bytes);
      return;
    }
    this.#waiting = undefined;
    this.#channel.consumed(bytes.length);
    waiting.resolve(bytes);
  }

  #finish(error: SshError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (error === undefined) waiting?.resolve(undefined);
    else waiting?.reject(error);
  }

  #reset(): void {
    this.#chunks = [];
    this.#head = 0;
  }
}
