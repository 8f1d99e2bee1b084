/** What a command of the program is. */

/** Where the program writes. */
export interface Streams {
  out(text: string): void;
  error(text: string): void;
}

/** One option; without `value` it is a switch. */
export interface Option {
  readonly value?: string;
  readonly text: string;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** For its own help. */
  readonly about: string;
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** Returns the exit code. */
  run(operands: readonly string[], values: Values, streams: Streams): number;
}

/** Options as they were given. */
export interface Values {
  readonly help?: boolean | undefined;
  readonly check?: boolean | undefined;
  readonly coverage?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly config?: string | undefined;
  readonly root?: string | undefined;
  readonly format?: string | undefined;
  readonly name?: string | undefined;
}

/** The program was called in a way that it does not know. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
