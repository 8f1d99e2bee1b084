/** What a channel needs of the connection that it belongs to. */

import type { ConnectionEngine } from '@nacre/connection';

export interface ChannelHost {
  readonly engine: ConnectionEngine;
  /** A command was given to the engine: carry out what follows from it. Bytes given to it may be reused afterwards. */
  changed(): void;
  /** Undefined when more may be sent now; otherwise settles when it may. */
  backPressure(): Promise<void> | undefined;
  /** A handler of the application threw. */
  reportHandlerError(error: unknown): void;
}
