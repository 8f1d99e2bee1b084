/** Opens the TCP connection of a client. */

import { connect, type Socket } from 'node:net';

import { type AbortSignalLike, abortError, onAbort, SshError, copyBytes } from '@nacre/core';

import type { ByteSource } from './byte-source.js';
import { tuneSocket } from './sockets.js';

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  /** Milliseconds for name lookup and TCP handshake. */
  readonly timeout?: number;
  readonly signal?: AbortSignalLike;
  /** SO_KEEPALIVE. Default true. */
  readonly tcpKeepalive?: boolean;
}

/** One read of the socket fills at most this much; a larger buffer saves calls on fast links (docs/performance.md). */
const READ_BUFFER_BYTES = 256 * 1024;

/**
 * A connected socket with TCP_NODELAY, and SO_KEEPALIVE unless told otherwise. It reads into one reused buffer.
 * Rejects with IO_ERROR (with the system's code in details), TIMEOUT or ABORTED.
 */
export function connectTcp(target: TcpTarget): Promise<ByteSource> {
  return new Promise((resolve, reject) => {
    const reader = new BufferedReader();
    const socket = connect({
      host: target.host,
      port: target.port,
      onread: { buffer: reader.buffer, callback: count => reader.onRead(count) },
    });
    const settle = (error: SshError | undefined) => {
      clearTimeout(timer);
      stopListening();
      socket.off('error', onError);
      if (error === undefined) return resolve(ready(socket, reader, target));
      socket.on('error', () => {}); // a late error of a socket that is given up has been reported already
      socket.destroy();
      reject(error);
    };
    const onError = (cause: Error) => settle(connectError(target, cause));
    const timer = setTimeout(() => settle(timeoutError(target)), target.timeout ?? 2 ** 31 - 1);
    socket.once('error', onError);
    socket.once('connect', () => settle(undefined));
    const stopListening = onAbort(target.signal, () =>
      queueMicrotask(() => settle(abortError(target.signal as AbortSignalLike))),
    );
  });
}

/** Hands on what the socket read; keeps a copy of what comes before there is a receiver. */
class BufferedReader {
  readonly buffer = new Uint8Array(READ_BUFFER_BYTES);
  #receive: ((bytes: Uint8Array) => void) | undefined;
  readonly #early: Uint8Array[] = [];

  onRead(count: number): boolean {
    const bytes = this.buffer.subarray(0, count);
    if (this.#receive === undefined) this.#early.push(copyBytes(bytes));
    else this.#receive(bytes);
    return true;
  }

  start(receive: (bytes: Uint8Array) => void): void {
    this.#receive = receive;
    for (const bytes of this.#early.splice(0)) receive(bytes);
  }
}

function ready(socket: Socket, reader: BufferedReader, target: TcpTarget): ByteSource {
  tuneSocket(socket, target);
  return { stream: socket, start: receive => reader.start(receive) };
}

function connectError(target: TcpTarget, cause: Error): SshError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return new SshError('IO_ERROR', `Cannot connect to ${target.host} port ${target.port}: ${cause.message}`, {
    origin: 'io',
    cause,
    details: { phase: 'connect', host: target.host, port: target.port, code },
  });
}

function timeoutError(target: TcpTarget): SshError {
  return new SshError(
    'TIMEOUT',
    `Connecting to ${target.host} port ${target.port} took longer than ${target.timeout} ms`,
    {
      origin: 'io',
      details: { phase: 'connect', host: target.host, port: target.port },
    },
  );
}
