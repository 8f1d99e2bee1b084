/** A Node stream as the driver uses it: write to the stream, get bytes by callback. */

import type { Duplex } from 'node:stream';

export interface ByteSource {
  readonly stream: Duplex;
  /** Starts the flow. The bytes are borrowed for the call. Called once. */
  start(receive: (bytes: Uint8Array) => void): void;
}

/** Any Duplex: a socket that a server accepted, a child process, a channel of another connection. */
export function duplexSource(stream: Duplex): ByteSource {
  return {
    stream,
    start(receive) {
      stream.on('data', (chunk: Uint8Array) => receive(chunk));
    },
  };
}
