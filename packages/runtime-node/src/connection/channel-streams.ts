/** A channel as Node streams: `input` and `extendedInput` from the peer, `output` and `extendedOutput` to it. */

import { Readable, Writable } from 'node:stream';

import type { SshError } from '@nacre/core';

import type { Channel } from './channel.js';

const STDERR = 1; // SSH_EXTENDED_DATA_STDERR

/** What a readable buffers before credit is held back from the peer, beside the channel's window. */
const HIGH_WATER_MARK = 256 * 1024;

export interface ChannelStreamsOptions {
  /** Ending `output` sends EOF (default). If false, its owner calls `channel.end()` when stderr is out as well. */
  readonly endSendsEof?: boolean;
}

/** Takes over the reading side of `channel`. */
export function channelStreams(channel: Channel, options?: ChannelStreamsOptions): ChannelStreams {
  const streams = new ChannelStreams(options);
  streams.attach(channel);
  return streams;
}

/** The streams of a channel that may not be open yet: what is written before `attach` waits. */
export class ChannelStreams {
  /** Data of the peer. Ends at its EOF or CLOSE; fails when the connection is lost. Unread data holds the peer back. */
  readonly input: Readable;
  /** The peer's stderr (extended data of type 1). It shares the channel's window with `input`: read or drop both. */
  readonly extendedInput: Readable;
  /** Data to the peer. Ending it sends EOF unless the options say otherwise. */
  readonly output: Writable;
  /** Stderr to the peer. Ending it sends nothing. */
  readonly extendedOutput: Writable;
  readonly #link = new ChannelLink();
  readonly #readables: readonly CreditReadable[];

  constructor(options: ChannelStreamsOptions = {}) {
    const input = new CreditReadable(this.#link);
    const extendedInput = new CreditReadable(this.#link);
    this.#readables = [input, extendedInput];
    this.input = input;
    this.extendedInput = extendedInput;
    this.output = channelWritable(this.#link, undefined, options.endSendsEof ?? true);
    this.extendedOutput = channelWritable(this.#link, STDERR, false);
  }

  /** Takes over the reading side of `channel`, and sends what was written so far. Call it once. */
  attach(channel: Channel): void {
    const [input, extendedInput] = this.#readables as [CreditReadable, CreditReadable];
    channel.setSink({
      data: bytes => input.deliver(bytes),
      extendedData: (type, bytes) => (type === STDERR ? extendedInput.deliver(bytes) : channel.consumed(bytes.length)),
      eof: () => {
        for (const readable of this.#readables) readable.finish(undefined);
      },
      closed: error => this.finish(error),
    });
    this.#link.attach(channel);
  }

  /** Ends the streams: nothing more comes from the peer, nothing more is sent. With an error they fail. */
  finish(error: SshError | undefined): void {
    for (const readable of this.#readables) readable.finish(error);
    for (const writable of [this.output, this.extendedOutput]) {
      if (!writable.writableFinished) writable.destroy(error);
    }
  }
}

/** The channel, once there is one. */
class ChannelLink {
  channel: Channel | undefined;
  readonly #waiting: ((channel: Channel) => void)[] = [];

  attach(channel: Channel): void {
    this.channel = channel;
    for (const use of this.#waiting.splice(0)) use(channel);
  }

  use(action: (channel: Channel) => void): void {
    if (this.channel === undefined) this.#waiting.push(action);
    else action(this.channel);
  }
}

/** A Readable that returns credit to the peer as its bytes are used. */
class CreditReadable extends Readable {
  readonly #link: ChannelLink;
  #owed = 0;
  #finished = false;

  constructor(link: ChannelLink) {
    super({ highWaterMark: HIGH_WATER_MARK, autoDestroy: true });
    this.#link = link;
    this.on('error', () => {}); // a lost connection is reported by the channel's owner; an unread stream must not end the process
  }

  deliver(bytes: Uint8Array): void {
    if (this.destroyed || this.#finished || this.push(bytes)) this.#link.channel?.consumed(bytes.length);
    else this.#owed += bytes.length;
  }

  finish(error: SshError | undefined): void {
    if (this.#finished) return;
    this.#finished = true;
    if (error === undefined) this.push(null);
    else this.destroy(error);
  }

  override _read(): void {
    this.#payBack();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#payBack();
    callback(error);
  }

  #payBack(): void {
    const owed = this.#owed;
    this.#owed = 0;
    if (owed > 0) this.#link.channel?.consumed(owed);
  }
}

function channelWritable(link: ChannelLink, extendedType: number | undefined, endSendsEof: boolean): Writable {
  type Callback = (error?: Error | null) => void;
  const settle = (pending: Promise<void> | undefined, callback: Callback) => {
    if (pending === undefined) callback();
    else pending.then(() => callback(), callback);
  };
  const send = (parts: readonly Uint8Array[], callback: Callback) =>
    link.use(channel => settle(channel.write(parts, extendedType), callback));
  const writable = new Writable({
    highWaterMark: HIGH_WATER_MARK,
    decodeStrings: true,
    write: (chunk: Uint8Array, _encoding, callback) => send([chunk], callback),
    writev: (chunks, callback) =>
      send(
        chunks.map(({ chunk }) => chunk as Uint8Array),
        callback,
      ),
    final: callback => (endSendsEof ? link.use(channel => settle(channel.end(), callback)) : callback()),
  });
  writable.on('error', () => {}); // as for reading
  return writable;
}
