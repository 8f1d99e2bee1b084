/** Typed trace events. Nothing secret ever goes into one; peer text is sanitised first. */

export interface TraceEvent {
  /** The layer that speaks: 'transport', 'auth', 'connection', 'sftp', 'driver' ... */
  readonly layer: string;
  /** What happened, in kebab-case: 'kexinit-sent', 'auth-failure' ... */
  readonly name: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields?: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface TraceSink {
  (event: TraceEvent): void;
}
