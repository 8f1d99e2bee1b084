/** What the test process and the process under attack tell each other. */

/** From the test to the victim. */
export type Command =
  | {
      readonly type: 'connect';
      readonly id: number;
      readonly port: number;
      readonly rsa?: boolean;
      readonly cipher?: string;
    }
  /** Forgets what was measured and noted, after collecting garbage. */
  | { readonly type: 'reset'; readonly id: number }
  | { readonly type: 'report'; readonly id: number };

/** How a connection of the victim's client ended. */
export interface ConnectResult {
  readonly connected: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly disconnect?: number;
}

export interface VictimReport {
  /** Most bytes of memory over the value at the last reset. */
  readonly memoryGrowth: number;
  /** Longest time, in milliseconds of processor time, without a turn of the event loop. */
  readonly longestTurn: number;
  /** Open sockets and running timers. */
  readonly resources: number;
  /** Rejections and exceptions that nobody handled. */
  readonly unhandled: readonly string[];
  /** Handlers that ran: 'exec the command', 'password alice' ... */
  readonly handlers: readonly string[];
  /** All traces and errors, as text. */
  readonly output: string;
}

export type Answer =
  | {
      readonly type: 'ready';
      readonly port: number;
      readonly fingerprint: string;
      readonly secrets: readonly string[];
      /** The key that may log in: its SSH blob, in hexadecimal. */
      readonly userKey: string;
    }
  | { readonly type: 'answer'; readonly id: number; readonly result: ConnectResult | VictimReport | undefined };

export const USER = 'alice';
export const PASSWORD = 'correct horse battery staple';
