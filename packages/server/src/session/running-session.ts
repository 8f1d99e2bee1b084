/** A session whose command or subsystem runs: what its handler sees, and how its end is told (RFC 4254 section 6.10). */

import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

import type { ChannelRequestBody } from '@nacre/connection/messages';
import type { ByteDuplex } from '@nacre/core';
import { misuse } from '@nacre/core';
import { type Channel, channelDuplex, type ChannelStreams, channelStreams } from '@nacre/runtime-node';
import type { ChannelRequestOptions, ExtensionTable } from '@nacre/session';
import type { SymlinkOrder } from '@nacre/sftp';
import type { MemberDef } from '@nacre/wire';

import { limits } from '../limits.js';
import type { ExecSession, SessionResult, SubsystemSession } from './handlers.js';

/** What ran when a handler threw, as for a command that the server's own ssh could not run. */
const HANDLER_FAILED = 255;

export interface SessionOwner<A> {
  readonly user: string;
  readonly account: A;
  readonly remoteAddress: string | undefined;
  readonly extensions: ExtensionTable;
  readonly symlinkOrder: SymlinkOrder;
  reportHandlerError(error: unknown): void;
}

export class RunningSession<A> implements ExecSession<A>, SubsystemSession<A> {
  readonly channel: Channel;
  readonly user: string;
  readonly account: A;
  readonly remoteAddress: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly command: string;
  readonly name: string;
  readonly extensions: ExtensionTable;
  readonly symlinkOrder: SymlinkOrder;
  readonly #owner: SessionOwner<A>;
  readonly #early: string[] = [];
  #onSignal: ((signal: string) => void) | undefined;
  #streams: ChannelStreams | undefined;
  #duplex: ByteDuplex | undefined;

  constructor(channel: Channel, owner: SessionOwner<A>, what: { env: Readonly<Record<string, string>>; text: string }) {
    this.channel = channel;
    this.#owner = owner;
    this.user = owner.user;
    this.account = owner.account;
    this.remoteAddress = owner.remoteAddress;
    this.extensions = owner.extensions;
    this.symlinkOrder = owner.symlinkOrder;
    this.env = what.env;
    this.command = what.text;
    this.name = what.text;
    const gone = new AbortController();
    this.signal = gone.signal;
    void channel.closed.then(error => gone.abort(error));
  }

  get stdin(): Readable {
    return this.#nodeStreams().input;
  }

  get stdout(): Writable {
    return this.#nodeStreams().output;
  }

  get stderr(): Writable {
    return this.#nodeStreams().extendedOutput;
  }

  duplex(): ByteDuplex {
    if (this.#streams !== undefined) throw misuse('This session is already used through its streams');
    this.#duplex ??= channelDuplex(this.channel);
    return withoutEnd(this.#duplex);
  }

  onSignal(listener: (signal: string) => void): void {
    this.#onSignal = listener;
    for (const signal of this.#early.splice(0)) this.deliverSignal(signal);
  }

  request<T>(definition: MemberDef<T>, value: T, options?: ChannelRequestOptions): Promise<void> {
    return this.channel.request(definition, value, options);
  }

  /** A signal of the client. */
  deliverSignal(signal: string): void {
    if (this.#onSignal === undefined) {
      if (this.#early.length < limits.earlySignals) this.#early.push(signal);
      return;
    }
    try {
      this.#onSignal(signal);
    } catch (error) {
      this.#owner.reportHandlerError(error);
    }
  }

  /** Runs the handler and ends the channel: output first, then exit-status or exit-signal, EOF, CLOSE. Never rejects. */
  async run(handler: (session: RunningSession<A>) => unknown): Promise<void> {
    let result: ChannelRequestBody;
    try {
      result = endingOf((await handler(this)) as SessionResult);
    } catch (error) {
      if (!this.channel.isClosed) this.#owner.reportHandlerError(error); // when the client has gone, failing is what handlers do
      result = { requestType: 'exit-status', status: HANDLER_FAILED };
    }
    try {
      await this.#flush();
      await this.channel.request(result, { wantReply: false });
      await this.channel.end();
    } catch (error) {
      if (!this.channel.isClosed) this.#owner.reportHandlerError(error);
    }
    await this.channel.close();
  }

  #nodeStreams(): ChannelStreams {
    if (this.#duplex !== undefined) throw misuse('This session is already used through its duplex');
    this.#streams ??= channelStreams(this.channel, { endSendsEof: false });
    return this.#streams;
  }

  /** Waits until all output has been taken by the channel, or the channel is gone. */
  async #flush(): Promise<void> {
    if (this.#streams === undefined) return;
    const { output, extendedOutput } = this.#streams;
    await Promise.all([flushed(output), flushed(extendedOutput)]);
  }
}

async function flushed(stream: Writable): Promise<void> {
  if (stream.destroyed || stream.writableFinished) return;
  stream.end();
  await finished(stream).catch(() => {}); // a stream fails with its channel, and then there is nothing to wait for
}

function endingOf(result: SessionResult): ChannelRequestBody {
  if (typeof result === 'object') {
    const { signal, message = '' } = result;
    return { requestType: 'exit-signal', signal, coreDumped: false, message, language: '' };
  }
  const status = result ?? 0;
  if (!Number.isInteger(status) || status < 0 || status > 0xffffffff)
    throw misuse(`${String(status)} is not an exit code`);
  return { requestType: 'exit-status', status };
}

/** The end of the stream is told by the session, after the exit status. */
function withoutEnd(duplex: ByteDuplex): ByteDuplex {
  return {
    read: () => duplex.read(),
    write: (...parts) => duplex.write(...parts),
    end: () => Promise.resolve(),
    close: error => {
      if (error !== undefined) duplex.close(error);
    },
  };
}
