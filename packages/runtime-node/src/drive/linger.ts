/** The end of a stream that may still have something to send: no data is cut off, and no socket stays open for ever. */

import type { Duplex } from 'node:stream';

/** Milliseconds that a peer gets to take our last bytes and end its side. */
const LINGER = 1000;

/** Ends `stream`, throws away what still comes, and destroys it when the peer takes too long. */
export function endAndLinger(stream: Duplex): void {
  if (stream.destroyed) return;
  const timer = setTimeout(() => stream.destroy(), LINGER);
  timer.unref(); // an open socket keeps the process alive until it fires; nothing else has to
  stream.once('close', () => clearTimeout(timer));
  stream.resume(); // closing a socket with unread data would reset it, and our last message with it
  stream.end();
}
