/** A command on a session channel, from opening the channel to its end (RFC 4254 section 6). Collects no output. */

import type { ChannelRequestBody } from '@nacre/connection/messages';
import { encodeUtf8, misuse, onAbort, SshError, sanitizeText, toSshError } from '@nacre/core';
import { type Channel, ChannelStreams, type SshConnection } from '@nacre/runtime-node';

import type { ExecOptions } from './options.js';
import type { Ending, StopReason } from './result.js';

type Exit = Pick<Ending, 'exitCode' | 'signal'>;

export class RemoteProcess {
  readonly streams = new ChannelStreams();
  /** Settles when the command has ended, or was given up. Never rejects. */
  readonly ended: Promise<Ending>;
  /** The channel, once the command runs on it. */
  readonly channel: Promise<Channel>;
  readonly #connection: SshConnection;
  readonly #command: string;
  readonly #started = performance.now();
  readonly #opening = new AbortController();
  readonly #cleanUp: (() => void)[] = [];
  #resolve!: (ending: Ending) => void;
  #settleChannel!: { resolve(channel: Channel): void; reject(error: SshError): void };
  #channel: Channel | undefined;
  #signals: string[] = [];
  #running = false;
  #done = false;
  #exit: Exit = { exitCode: undefined, signal: undefined };

  constructor(connection: SshConnection, command: string, options: ExecOptions) {
    this.#connection = connection;
    this.#command = command;
    this.ended = new Promise(resolve => {
      this.#resolve = resolve;
    });
    this.channel = new Promise((resolve, reject) => {
      this.#settleChannel = { resolve, reject };
    });
    this.channel.catch(() => {}); // nobody has to ask for it
    const { timeout, signal } = options;
    if (timeout !== undefined && timeout > 0) {
      const timer = setTimeout(() => this.stop('timeout'), timeout);
      this.#cleanUp.push(() => clearTimeout(timer));
    }
    this.#start(options.env ?? {}).catch(error => this.#fail(error));
    this.#cleanUp.push(onAbort(signal, () => this.stop('canceled', signal?.reason)));
    if (this.#done) this.#runCleanUp(); // the signal had fired before
  }

  get isDone(): boolean {
    return this.#done;
  }

  /** Sends a signal, by its name without SIG; as soon as the command runs if it does not yet. */
  kill(signal: string): void {
    if (this.#done) return;
    if (!this.#running) this.#signals.push(signal);
    else this.#send({ requestType: 'signal', signal });
  }

  /** Gives the command up: TERM, then the channel is closed. Waits for nothing. */
  stop(stopped: StopReason, cause?: unknown): void {
    if (this.#done) return;
    if (this.#running) this.#send({ requestType: 'signal', signal: 'TERM' });
    const error = new SshError('ABORTED', `The command was given up (${stopped})`, { origin: 'local', cause });
    this.#finish({ ...this.#exit, stopped, error: undefined }, error);
    this.#opening.abort(error);
    void this.#channel?.close();
  }

  async #start(env: Readonly<Record<string, string>>): Promise<void> {
    const { signal } = this.#opening;
    const channel = await this.#connection.openChannel({ channelType: 'session' }, { signal });
    if (this.#done) return void channel.close();
    this.#channel = channel;
    channel.setRequestHandler(request => this.#onRequest(request));
    void channel.closed.then(error => this.#onClosed(error));
    for (const [name, value] of Object.entries(env)) {
      await channel.request({ requestType: 'env', name, value }, { wantReply: false });
    }
    const accepted = await channel.request({ requestType: 'exec', command: encodeUtf8(this.#command) });
    if (this.#done) return;
    if (!accepted) throw refused(this.#command);
    this.#running = true;
    this.#settleChannel.resolve(channel);
    for (const name of this.#signals.splice(0)) this.kill(name);
    this.streams.attach(channel);
    if (channel.isClosed) this.#onClosed(await channel.closed); // it may have ended before we knew that it ran
  }

  #onRequest(request: ChannelRequestBody): boolean {
    if (request.requestType === 'exit-status') this.#exit = { exitCode: request.status, signal: undefined };
    else if (request.requestType === 'exit-signal') this.#exit = { exitCode: undefined, signal: request.signal };
    else return false;
    return true;
  }

  #onClosed(error: SshError | undefined): void {
    if (error !== undefined) return this.#fail(error);
    if (this.#running) this.#finish({ ...this.#exit, stopped: undefined, error: undefined });
  }

  #fail(cause: unknown): void {
    const error = toSshError(cause, 'CONNECTION_LOST', 'The command was lost with its connection', 'io');
    void this.#channel?.close();
    this.#finish({ ...this.#exit, stopped: undefined, error }, error);
  }

  /** `error` is what the streams fail with; without it they end by themselves. */
  #finish(ending: Omit<Ending, 'durationMs'>, error?: SshError): void {
    if (this.#done) return;
    this.#done = true;
    this.#runCleanUp();
    if (error !== undefined) {
      this.streams.finish(error);
      this.#settleChannel.reject(error);
    }
    this.#resolve({ ...ending, durationMs: performance.now() - this.#started });
  }

  #runCleanUp(): void {
    for (const clean of this.#cleanUp.splice(0)) clean();
  }

  #send(body: ChannelRequestBody): void {
    this.#channel?.request(body, { wantReply: false }).catch(() => {}); // the channel is closing: the command is ending anyway
  }
}

/** 'SIGTERM' and 'TERM' are the same. Throws MISUSE for what is no signal name. */
export function signalName(signal: string): string {
  const name = signal.replace(/^SIG(?=.)/, '');
  if (!/^[A-Za-z0-9@.+-]{1,64}$/.test(name)) throw misuse(`Not the name of a signal: ${JSON.stringify(signal)}`);
  return name;
}

function refused(command: string): SshError {
  return new SshError('CHANNEL_REQUEST_FAILED', `The server refused to run: ${sanitizeText(command, 120)}`, {
    origin: 'peer',
    details: { request: 'exec' },
  });
}
