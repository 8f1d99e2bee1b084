/**
 * Serves a file system to one SFTP client (draft-ietf-secsh-filexfer-02). Requests run in parallel and are answered as
 * they are done; those on one handle keep their order. Does no file access of its own.
 */

import { type ByteDuplex, protocolError, SshError, toSshError } from '@nacre/core';
import { decode, messageName } from '@nacre/wire';

import {
  encodeSftpDataHead,
  SftpAttrsReply,
  SftpExtended,
  SftpExtendedEnvelope,
  SftpExtendedReply,
  SftpHandle,
  SftpInit,
  sftpMessages,
  SftpName,
  SftpRead,
  SftpReaddir,
  SftpStatus,
  SftpVersion,
  SftpWrite,
} from '../generated/index.js';
import { type ServedExtensions, serveExtension, servedExtensions } from '../extension/serve-extension.js';
import { decodeSftp, SFTP_VERSION } from '../packet/messages.js';
import { type Packet, packetBytes, packetRequestId } from '../packet/packet.js';
import { PacketReader } from '../packet/reader.js';
import { PacketWriter } from '../packet/writer.js';
import { type Answer, limitsAnswer, OK_ANSWER, statusAnswer } from './answers.js';
import { decodeWrite, ReadBuffers, read, readdir, write } from './content.js';
import type { SftpFileSystem } from './file-system.js';
import { Handles } from './handles.js';
import { type AnyOperation, OPERATIONS, type OperationContext, rename } from './operations.js';
import { serverSettings, type SftpServerOptions } from './options.js';
import { readOnlyFiles } from './read-only.js';
import { fsCodeOf, statusOf, UNSUPPORTED } from './status.js';

/** Extensions offered, with the version number that each is announced by. */
const EXTENSIONS = ['posix-rename@openssh.com', 'fsync@openssh.com', 'limits@openssh.com'] as const;
const EXTENSION_VERSION = new Uint8Array([0x31]);

/**
 * Serves until the client ends the stream, then closes every handle and ends the stream too; closing it is left to the
 * caller, who may have an exit status to send. When the client breaks the protocol or the stream fails, the stream is
 * closed and the result rejects with SshError.
 */
export async function serveSftp(duplex: ByteDuplex, files: SftpFileSystem, options: SftpServerOptions): Promise<void> {
  const session = new ServerSession(duplex, files, options);
  try {
    await session.run();
    await session.finish();
    await duplex.end().catch((error: unknown) => session.trace('end-failed', error));
  } catch (error) {
    const failure = toSshError(error, 'CONNECTION_LOST', 'The SFTP session was lost', 'io');
    duplex.close(failure);
    await session.finish();
    throw failure;
  }
}

class ServerSession {
  readonly #duplex: ByteDuplex;
  readonly #context: OperationContext;
  readonly #reader: PacketReader;
  readonly #writer = new PacketWriter();
  readonly #buffers = new ReadBuffers();
  readonly #extensions: ServedExtensions;
  #outstanding = 0;
  #bytes = 0;
  #wake: (() => void) | undefined;
  #failure: unknown;

  constructor(duplex: ByteDuplex, files: SftpFileSystem, options: SftpServerOptions) {
    const settings = serverSettings(options);
    this.#duplex = duplex;
    this.#extensions = servedExtensions(options.extensions);
    this.#reader = new PacketReader(settings.limits.maxPacket);
    this.#context = {
      files: options.readOnly === true ? readOnlyFiles(files) : files,
      handles: new Handles(options.random, settings.limits.maxHandles),
      settings,
    };
  }

  async run(): Promise<void> {
    const first = await this.#next();
    if (first === undefined) return;
    this.#initialize(first);
    for (let packet = await this.#next(); packet !== undefined; packet = await this.#next()) {
      await this.#room();
      this.#serve(packet);
    }
    if (!this.#reader.idle) throw protocolError('The SFTP stream ended inside of a packet');
  }

  /** Waits for the work in progress and closes what is open. */
  async finish(): Promise<void> {
    const { handles } = this.#context;
    const report = (error: unknown): void => this.trace('close-failed', error);
    await handles.closeAll(report);
    while (this.#outstanding > 0) await this.#change();
    await handles.closeAll(report); // what an OPEN in progress has brought meanwhile
  }

  /** Tells of a failure that nobody waits for. */
  trace(name: string, error: unknown): void {
    this.#context.settings.trace?.({ layer: 'sftp', name, level: 'warn', fields: { code: fsCodeOf(error) } });
  }

  async #next(): Promise<Packet | undefined> {
    for (;;) {
      const packet = this.#reader.next();
      if (packet !== undefined) return packet;
      const chunk = await this.#duplex.read();
      if (this.#failure !== undefined) throw this.#failure;
      if (chunk === undefined) return undefined;
      this.#reader.push(chunk);
    }
  }

  #initialize(packet: Packet): void {
    if (packet.type !== SftpInit.number) throw protocolError(`SFTP packet of type ${packet.type} before INIT`);
    const { version } = decodeSftp(SftpInit, packetBytes(packet));
    if (version < SFTP_VERSION) {
      throw protocolError(`The client speaks SFTP version ${version}, not ${SFTP_VERSION}`);
    }
    const extensions = [...EXTENSIONS, ...this.#extensions.keys()].map(name => ({ name, data: EXTENSION_VERSION }));
    void this.#send([this.#writer.packet(SftpVersion, { version: SFTP_VERSION, extensions })]);
  }

  /** Waits until one more request may be taken. Nothing is read from the stream meanwhile. */
  async #room(): Promise<void> {
    const { maxOutstanding, maxBytesInFlight } = this.#context.settings.limits;
    while (this.#outstanding >= maxOutstanding || this.#bytes >= maxBytesInFlight) await this.#change();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #serve(packet: Packet): void {
    if (packet.type === SftpInit.number) throw protocolError('SFTP INIT for the second time');
    const id = packetRequestId(packet);
    const cost = packet.type === SftpRead.number ? this.#context.settings.limits.maxRead : packet.length;
    this.#outstanding++;
    this.#bytes += cost;
    void this.#run(packet)
      .catch(error => this.#refused(packet, error))
      .then(answer => this.#answer(id, answer))
      .finally(() => {
        this.#outstanding--;
        this.#bytes -= cost;
        this.#wake?.();
      });
  }

  /** Handles are looked up before the first wait in here, which keeps requests on one handle in order. */
  async #run(packet: Packet): Promise<Answer> {
    switch (packet.type) {
      case SftpRead.number:
        return read(this.#context, decodeSftp(SftpRead, packetBytes(packet)), this.#buffers);
      case SftpWrite.number: {
        const { head, data } = decodeWrite(packet);
        return write(this.#context, head, data);
      }
      case SftpReaddir.number:
        return readdir(this.#context, decodeSftp(SftpReaddir, packetBytes(packet)));
      case SftpExtended.number:
        return this.#extended(packetBytes(packet));
      default: {
        const operation = OPERATIONS.get(packet.type);
        if (operation === undefined) return statusAnswer(UNSUPPORTED);
        return operation.run(
          this.#context,
          decodeSftp(operation.message as AnyOperation['message'], packetBytes(packet)),
        );
      }
    }
  }

  /** The name decides before the body is decoded: what is not served here is for whoever added it. */
  async #extended(payload: Uint8Array): Promise<Answer> {
    const { request: name, data } = decode(SftpExtendedEnvelope, payload.subarray(1));
    if (!EXTENSIONS.some(served => served === name)) {
      return serveExtension(this.#extensions, { name, data }, this.#context);
    }
    const { body } = decodeSftp(SftpExtended, payload);
    switch (body.request) {
      case 'posix-rename@openssh.com':
        return rename(this.#context, body.oldPath, body.newPath, true);
      case 'fsync@openssh.com': {
        const { file, order } = this.#context.handles.file(body.handle);
        if (file.sync === undefined) return statusAnswer(UNSUPPORTED);
        await order.exclusive(() => file.sync?.());
        return OK_ANSWER;
      }
      case 'limits@openssh.com':
        return limitsAnswer(this.#context.settings.limits);
      default:
        return statusAnswer(UNSUPPORTED);
    }
  }

  #refused(packet: Packet, error: unknown): Answer {
    const status = statusOf(error);
    this.#context.settings.trace?.({
      layer: 'sftp',
      name: 'request-refused',
      level: error instanceof SshError || fsCodeOf(error) !== undefined ? 'debug' : 'error',
      fields: { request: messageName(sftpMessages, packet.type), status: status.code, code: fsCodeOf(error) },
    });
    return statusAnswer(status);
  }

  async #answer(requestId: number, answer: Answer): Promise<void> {
    if (answer.type !== 'data') return this.#send([this.#encodeOrRefuse(requestId, answer)]);
    await this.#send([encodeSftpDataHead({ requestId }, answer.data.length), answer.data]);
    answer.release();
  }

  /** A file system may give what the wire cannot hold, such as an endless link target. */
  #encodeOrRefuse(requestId: number, answer: Exclude<Answer, { type: 'data' }>): Uint8Array {
    try {
      return this.#encode(requestId, answer);
    } catch (error) {
      this.trace('answer-unfit', error);
      return this.#encode(requestId, statusAnswer(statusOf(undefined)));
    }
  }

  #encode(requestId: number, answer: Exclude<Answer, { type: 'data' }>): Uint8Array {
    const writer = this.#writer;
    switch (answer.type) {
      case 'status':
        return writer.packet(SftpStatus, { requestId, code: answer.code, message: answer.message, language: '' });
      case 'handle':
        return writer.packet(SftpHandle, { requestId, handle: answer.handle });
      case 'names':
        return writer.packet(SftpName, { requestId, entries: answer.entries });
      case 'attributes':
        return writer.packet(SftpAttrsReply, { requestId, attrs: answer.attrs });
      case 'extended':
        return writer.packetWith(
          SftpExtendedReply,
          { requestId, body: answer.body },
          { request: answer.body.request ?? answer.body.name },
        );
    }
  }

  /** Never rejects: a stream that failed ends the session at its next step. */
  async #send(parts: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#duplex.write(...parts);
    } catch (error) {
      this.#failure ??= error;
    }
  }

  #change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}
