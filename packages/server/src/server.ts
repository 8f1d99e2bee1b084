/** The server: listens, accepts, and keeps account of its connections. */

import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { isSshError, misuse, sanitizeText, SshError } from '@nacre/core';

import type { Account } from './auth/handlers.js';
import { type Peer, ServerConnection } from './connection.js';
import { newSession } from './new-session.js';
import { readOptions, type ServerOptions, type Settings } from './options.js';

export interface ListenOptions {
  /** Default 22; 0 takes a free one. */
  readonly port?: number;
  /** Address to listen on; default: all. */
  readonly host?: string;
}

export interface ListenAddress {
  readonly port: number;
  readonly address: string;
}

/** What may be listened to, for information only: a server without listeners is as safe as one with them. */
export interface ServerEvents<A> {
  /** A user has logged in. */
  readonly connection: (connection: ServerConnection<A>) => void;
  /** A connection ended before anybody was logged in. */
  readonly refused: (error: SshError | undefined, connection: ServerConnection<A>) => void;
}

/** Throws MISUSE for options that cannot work. Nothing happens before `listen` or `accept`. */
export function createServer<A = Account>(options: ServerOptions<A>): SshServer<A> {
  const settings = readOptions(options);
  newSession(settings); // what only the layers below can tell is told now, and not to the first client
  return new SshServer(settings);
}

export class SshServer<A = Account> {
  readonly #settings: Settings<A>;
  readonly #connections = new Set<ServerConnection<A>>();
  readonly #listeners = new Map<keyof ServerEvents<A>, Set<unknown>>();
  readonly #tcpServers = new Set<TcpServer>();
  #startups = 0;
  #closing = false;

  /** For this package only. */
  constructor(settings: Settings<A>) {
    this.#settings = settings;
  }

  /** All connections, those not logged in yet included. */
  get connections(): readonly ServerConnection<A>[] {
    return [...this.#connections];
  }

  /** Starts listening. Rejects with IO_ERROR (details.code is the system's), or MISUSE after `close`. */
  listen(options: ListenOptions = {}): Promise<ListenAddress> {
    if (this.#closing) return Promise.reject(misuse('The server is closed'));
    const { port = 22, host } = options;
    const tcp = createTcpServer(socket => this.#onSocket(socket));
    return new Promise((resolve, reject) => {
      tcp.once('error', cause => reject(listenError(cause, port, host)));
      tcp.listen({ port, host }, () => {
        this.#tcpServers.add(tcp);
        tcp.on('error', error => this.#trace('listener-error', error));
        const address = tcp.address() as AddressInfo;
        resolve({ port: address.port, address: address.address });
      });
    });
  }

  /** Serves one client over any stream, as if it had connected. */
  accept(stream: Duplex, peer: Partial<Peer> = {}): ServerConnection<A> {
    if (this.#closing) throw misuse('The server is closed');
    this.#startups++;
    let loggedIn = false;
    const connection = new ServerConnection(this.#settings, stream, { address: peer.address, port: peer.port }, () => {
      loggedIn = true;
      this.#startups--;
      this.#emit('connection', connection);
    });
    this.#connections.add(connection);
    void connection.closed.then(error => {
      this.#connections.delete(connection);
      if (loggedIn) return;
      this.#startups--;
      this.#emit('refused', error, connection);
    });
    return connection;
  }

  on<E extends keyof ServerEvents<A>>(event: E, listener: ServerEvents<A>[E]): this {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return this;
  }

  off<E extends keyof ServerEvents<A>>(event: E, listener: ServerEvents<A>[E]): this {
    this.#listeners.get(event)?.delete(listener);
    return this;
  }

  /**
   * Stops listening and ends all connections, after waiting at most `drain` milliseconds (default 0) for them to end by
   * themselves. Settles when everything is closed; never rejects.
   */
  async close(options: { readonly drain?: number } = {}): Promise<void> {
    this.#closing = true;
    const stopped = [...this.#tcpServers].map(tcp => new Promise(resolve => tcp.close(resolve)));
    if (options.drain !== undefined && options.drain > 0) await this.#drained(options.drain);
    await Promise.all(this.connections.map(connection => connection.close()));
    await Promise.all(stopped);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #onSocket(socket: Socket): void {
    socket.on('error', () => {}); // the connection reports it; a socket that is dropped at once has nobody to tell
    if (this.#closing || this.#startups >= this.#settings.limits.startups) {
      socket.destroy();
      return;
    }
    try {
      this.accept(socket, { address: socket.remoteAddress, port: socket.remotePort });
    } catch (error) {
      this.#trace('accept-error', error);
      socket.destroy();
    }
  }

  async #drained(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise(resolve => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([timeout, Promise.all(this.connections.map(connection => connection.closed))]);
    clearTimeout(timer);
  }

  #emit<E extends keyof ServerEvents<A>>(event: E, ...values: Parameters<ServerEvents<A>[E]>): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        (listener as (...values: Parameters<ServerEvents<A>[E]>) => void)(...values);
      } catch (error) {
        this.#trace('listener-threw', error);
      }
    }
  }

  #trace(name: string, error: unknown): void {
    const message = sanitizeText(error instanceof Error ? error.message : String(error));
    this.#settings.trace?.({ layer: 'server', name, level: 'error', fields: { message } });
  }
}

function listenError(cause: Error, port: number, host: string | undefined): SshError {
  if (isSshError(cause)) return cause;
  const where = `port ${port}${host === undefined ? '' : ` of ${host}`}`;
  return new SshError('IO_ERROR', `Cannot listen on ${where}: ${cause.message}`, {
    origin: 'io',
    cause,
    details: { port, host, code: (cause as NodeJS.ErrnoException).code },
  });
}
