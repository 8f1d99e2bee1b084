/** An authenticated connection: what an application does with it. Connecting is beside this file. */

import type { AuthReport } from '@nacre/auth';
import type { ChannelOpenBody } from '@nacre/connection/messages';
import type { AbortSignalLike, SshError } from '@nacre/core';
import { fingerprint, hostKeyFromBlob, type PublicKey } from '@nacre/keys';
import {
  type Channel,
  type ConnectionInfo,
  type DebugOptions,
  type KeepaliveOptions,
  readKeepalive,
  type SshConnection,
} from '@nacre/runtime-node';
import type { ClientSession, ExtensionConnection, ExtensionStream, ReplyOf, RequestOptions } from '@nacre/session';
import type { MemberDef, MessageDef } from '@nacre/wire';

import type { Authenticated } from './connect/handshake.js';
import type { Settings } from './connect/options.js';
import { ExecJob } from './exec/job.js';
import type { ExecOptions } from './exec/options.js';
import type { NodeSftp } from './sftp/node-sftp.js';
import { openSftpChannel, type SftpChannelOptions } from './sftp/open.js';

/** What was negotiated, counters as they stand now, and how far away the server is. */
export interface ClientInfo extends Omit<ConnectionInfo, 'hostKey'> {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKey: PublicKey;
  /** Of the host key: 'SHA256:...' */
  readonly fingerprint: string;
  /** How the user got in. */
  readonly authMethod: string;
  /** Everything that was tried on the way. */
  readonly authReport: AuthReport;
}

/** Made by `connect`. */
export class Client implements ExtensionConnection {
  /** Settles once the connection is gone: undefined after `close()`, else the reason. Never rejects. */
  readonly closed: Promise<SshError | undefined>;
  /** Room for what the application wants to keep with the connection. Nacre never looks into it. */
  readonly data = new Map<string, unknown>();
  readonly #settings: Settings;
  readonly #connection: SshConnection<ClientSession>;
  readonly #method: string;
  readonly #report: AuthReport;

  /** For this package only. */
  constructor(settings: Settings, { connection, method, report }: Authenticated) {
    this.#settings = settings;
    this.#connection = connection;
    this.#method = method;
    this.#report = report;
    this.closed = connection.closed;
    connection.setKeepalive(settings.keepaliveSettings);
  }

  get info(): ClientInfo {
    const info = this.#connection.info as ConnectionInfo; // there is one once keys are in use
    const { host, port, user, limits } = this.#settings;
    const { key } = hostKeyFromBlob(info.hostKey, { rsaBitsMin: limits?.transport?.leastRsaBits });
    return {
      ...info,
      host,
      port,
      user,
      hostKey: key,
      fingerprint: fingerprint(key, this.#settings.protocol.crypto),
      authMethod: this.#method,
      authReport: this.#report,
    };
  }

  /** The key that the server has proved to hold, and that was accepted. */
  get hostKey(): PublicKey {
    return this.info.hostKey;
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  /**
   * Starts a command. The result is the running process at once, and the ended process when awaited. It rejects with
   * ExecError (see there) and with SshError CONNECTION_LOST, CHANNEL_OPEN_FAILED or CHANNEL_REQUEST_FAILED.
   */
  exec<const O extends ExecOptions = Record<never, never>>(command: string, options?: O): ExecJob<O> {
    return new ExecJob<O>(this.#connection, command, options ?? ({} as O));
  }

  /** Opens an SFTP session. Rejects with CHANNEL_OPEN_FAILED, CHANNEL_REQUEST_FAILED, CONNECTION_LOST, ABORTED. */
  sftp(options: SftpChannelOptions = {}): Promise<NodeSftp> {
    return openSftpChannel(this.#connection, options, this.#settings.trace);
  }

  /** A channel of any type, for protocols that this package has no words for. Rejects with CHANNEL_OPEN_FAILED. */
  async openChannel(
    body: ChannelOpenBody,
    options: { readonly signal?: AbortSignalLike | undefined } = {},
  ): Promise<Channel> {
    return this.#connection.openChannel(body, options);
  }

  /** What the server announced in EXT_INFO (RFC 8308), by name. */
  get extInfo(): ReadonlyMap<string, Uint8Array> {
    return this.#connection.session.extInfo;
  }

  /**
   * Sends a message that an extension has declared. Settles when more may be sent. Send it only to a server that has
   * announced the extension (`extInfo`): OpenSSH 9 ends the connection for a number that it does not know.
   */
  send<T>(definition: MessageDef<T>, value: T): Promise<void> {
    return this.#connection.extension.send(definition, value);
  }

  /** Sends a global request that an extension has declared. Rejects with GLOBAL_REQUEST_FAILED when the server refuses. */
  request<T, R>(definition: MemberDef<T, void, R>, value: T, options?: RequestOptions): Promise<ReplyOf<R>> {
    return this.#connection.extension.request(definition, value, options);
  }

  /** Opens a channel of a type that an extension has declared. Rejects with CHANNEL_OPEN_FAILED when the server refuses. */
  open<T>(definition: MemberDef<T>, value: T, options?: RequestOptions): Promise<ExtensionStream> {
    return this.#connection.extension.open(definition, value, options);
  }

  /** Makes new keys now. Data goes on flowing around it. */
  rekey(): void {
    this.#connection.rekey();
  }

  /** Changes the keepalive of this connection; false turns it off. What is left out has its default. Throws MISUSE. */
  setKeepalive(options: KeepaliveOptions | false): void {
    this.#connection.setKeepalive(readKeepalive(options));
  }

  /**
   * Measures one round trip to the server, in milliseconds; `info.latency` keeps the result. Rejects with CONNECTION_LOST, DISCONNECTED
   * or ABORTED.
   */
  ping(options: { readonly signal?: AbortSignalLike | undefined } = {}): Promise<number> {
    return this.#connection.ping(options.signal);
  }

  /** Sends a DEBUG message, which the server may log or drop. Throws what has ended the connection. */
  sendDebug(message: string, options?: DebugOptions): void {
    this.#connection.sendDebug(message, options);
  }

  /**
   * Ends the connection with a reason code of RFC 4253 section 11.1, a text for people and the tag of its language, and settles when the
   * stream is closed. Rejects with MISUSE for a code that is none.
   */
  async disconnect(code: number, reason = '', language = ''): Promise<void> {
    await this.#connection.close(code, reason, language);
  }

  /** Says goodbye, and settles when the stream is closed. What runs is cut off with CONNECTION_LOST. Never rejects. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Drops the connection at once, without a goodbye that anybody waits for. `error` is what everything pending rejects with. */
  destroy(error?: SshError): void {
    this.#connection.destroy(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
