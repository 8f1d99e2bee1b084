/**
 * The requests of one SFTP client session: numbers them, sends them, and gives each its answer
 * (draft-ietf-secsh-filexfer-02 section 3). Knows no operation.
 */

import {
  type AbortSignalLike,
  abortError,
  type ByteDuplex,
  onAbort,
  protocolError,
  SshError,
  type TraceSink,
  toSshError,
} from '@nacre/core';

import { SftpError } from '../errors.js';
import { encodeSftpWriteHead, SftpStatus, SftpStatusCode } from '../generated/index.js';
import type { SftpClientLimits } from '../limits.js';
import { decodeSftp, type SftpMessage } from '../packet/messages.js';
import { type Packet, packetBytes, packetRequestId } from '../packet/packet.js';
import { PacketReader } from '../packet/reader.js';
import { PacketWriter } from '../packet/writer.js';

/** What the caller wants to have in an error, and how it may give up. */
export interface RequestContext {
  readonly syscall: string;
  readonly path?: string | undefined;
  readonly signal?: AbortSignalLike | undefined;
}

/** How the answer to a request is understood. */
export interface ReplyKind<R> {
  /** The message number of a good answer. */
  readonly number: number;
  decode(packet: Packet): R;
  /** The value for a STATUS of EOF; without it, EOF is an error. */
  readonly atEof?: { readonly value: R };
  /** What to do with a good answer that nobody waits for any more. */
  late?(value: R): void;
}

interface Pending {
  send(id: number): void;
  settle(packet: Packet): void;
  fail(error: SshError): void;
}

export class Requests {
  readonly #duplex: ByteDuplex;
  readonly #limits: SftpClientLimits;
  readonly #trace: TraceSink | undefined;
  readonly #reader: PacketReader;
  readonly #writer = new PacketWriter();
  readonly #pending = new Map<number, Pending>();
  readonly #waiting = new Set<Pending>();
  /** Settles when the session is over. Never rejects. */
  readonly finished: Promise<void>;
  #nextId = 0;
  #ended: SshError | undefined;
  #finish: () => void = () => {};

  constructor(duplex: ByteDuplex, limits: SftpClientLimits, trace: TraceSink | undefined) {
    this.#duplex = duplex;
    this.#limits = limits;
    this.#trace = trace;
    this.#reader = new PacketReader(limits.maxPacket);
    this.finished = new Promise(resolve => {
      this.#finish = resolve;
    });
  }

  /** Why the session is over, or undefined while it is not. */
  get ended(): SshError | undefined {
    return this.#ended;
  }

  /** Requests sent and not answered, of which some may be abandoned. */
  get outstanding(): number {
    return this.#pending.size;
  }

  /** Sends a packet that has no request id. */
  sendPlain<T>(message: SftpMessage<T>, value: T): void {
    this.#write(this.#writer.packet(message, value));
  }

  /** The next packet as it comes; only before `run`. */
  async receivePlain(): Promise<Packet> {
    for (;;) {
      const packet = this.#reader.next();
      if (packet !== undefined) return packet;
      const chunk = await this.#duplex.read();
      if (chunk === undefined) throw lostConnection(undefined);
      this.#reader.push(chunk);
    }
  }

  /** Reads answers until the stream ends. Never rejects: what ends the session is given to all that wait. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const packet = this.#reader.next();
        if (packet !== undefined) this.#answer(packet);
        else {
          const chunk = await this.#duplex.read();
          if (chunk === undefined) break;
          this.#reader.push(chunk);
        }
      }
      this.fail(lostConnection(undefined));
    } catch (error) {
      this.fail(toSshError(error, 'CONNECTION_LOST', 'The SFTP session was lost', 'io'));
    }
  }

  /** Ends the session: every request fails with `error`, now and later. `asked` when this side wanted it. */
  fail(error: SshError, options: { readonly asked?: boolean } = {}): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#trace?.({ layer: 'sftp', name: 'session-ended', level: 'info', fields: { code: error.code } });
    for (const request of [...this.#pending.values(), ...this.#waiting]) request.fail(error);
    this.#pending.clear();
    this.#waiting.clear();
    this.#duplex.close(options.asked === true ? undefined : error);
    this.#finish();
  }

  /** Sends a request and waits for its answer. Rejects with SftpError, ABORTED or what ended the session. */
  request<T extends { readonly requestId: number }, R>(
    message: SftpMessage<T>,
    body: Omit<T, 'requestId'>,
    reply: ReplyKind<R>,
    context: RequestContext,
  ): Promise<R> {
    return this.#enqueue(reply, context, id =>
      this.#write(this.#writer.packet(message, { ...body, requestId: id } as unknown as T)),
    );
  }

  /** Sends WRITE without copying `data`, which must stay unchanged until the result settles. */
  write(handle: Uint8Array, offset: number, data: Uint8Array, context: RequestContext): Promise<void> {
    return this.#enqueue(STATUS_REPLY, context, id =>
      this.#write(encodeSftpWriteHead({ requestId: id, handle, offset }, data.length), data),
    );
  }

  #enqueue<R>(reply: ReplyKind<R>, context: RequestContext, send: (id: number) => void): Promise<R> {
    const { signal } = context;
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(abortError(signal));
    return new Promise<R>((resolve, reject) => {
      let abandoned = false;
      const pending: Pending = {
        send,
        settle: packet => {
          stopListening();
          try {
            const value = readReply(packet, reply, context);
            if (abandoned) reply.late?.(value);
            else resolve(value);
          } catch (error) {
            reject(error);
            if (!(error instanceof SftpError)) throw error;
          }
        },
        fail: error => {
          stopListening();
          reject(error);
        },
      };
      const stopListening = onAbort(signal, () => {
        abandoned = true;
        this.#waiting.delete(pending);
        reject(abortError(signal as AbortSignalLike));
      });
      this.#waiting.add(pending);
      this.#sendWaiting();
    });
  }

  #sendWaiting(): void {
    for (const request of this.#waiting) {
      if (this.#pending.size >= this.#limits.maxOutstanding || this.#ended !== undefined) return;
      this.#waiting.delete(request);
      const id = this.#freeId();
      this.#pending.set(id, request);
      try {
        request.send(id);
      } catch (error) {
        this.#pending.delete(id);
        request.fail(toSshError(error, 'MISUSE', 'The request cannot be written', 'misuse'));
      }
    }
  }

  #freeId(): number {
    while (this.#pending.has(this.#nextId)) this.#nextId = (this.#nextId + 1) >>> 0;
    const id = this.#nextId;
    this.#nextId = (id + 1) >>> 0;
    return id;
  }

  #answer(packet: Packet): void {
    const id = packetRequestId(packet);
    const request = this.#pending.get(id);
    if (request === undefined) throw protocolError(`SFTP answer to request ${id}, which is not open`);
    this.#pending.delete(id);
    request.settle(packet);
    this.#sendWaiting();
  }

  #write(...parts: readonly Uint8Array[]): void {
    this.#duplex.write(...parts)?.catch((error: unknown) => this.fail(lostConnection(error)));
  }
}

/** The reply kind of requests that are answered by STATUS alone. */
export const STATUS_REPLY: ReplyKind<void> = { number: SftpStatus.number, decode: () => undefined };

export function lostConnection(cause: unknown): SshError {
  return new SshError('CONNECTION_LOST', 'The SFTP session ended', { origin: 'io', cause });
}

function readReply<R>(packet: Packet, reply: ReplyKind<R>, context: RequestContext): R {
  if (packet.type === SftpStatus.number) {
    const status = decodeSftp(SftpStatus, packetBytes(packet));
    if (status.code === SftpStatusCode.ok && reply.number === SftpStatus.number) return reply.decode(packet);
    if (status.code === SftpStatusCode.eof && reply.atEof !== undefined) return reply.atEof.value;
    if (status.code !== SftpStatusCode.ok) {
      throw new SftpError(status.code, status.message ?? '', context, { language: status.language ?? '' });
    }
  }
  if (packet.type !== reply.number) {
    throw protocolError(`SFTP answer of type ${packet.type} to ${context.syscall}, expected ${reply.number}`);
  }
  return reply.decode(packet);
}
