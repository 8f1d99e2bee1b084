/** What a channel needs of the connection that it belongs to. */

import type { ConnectionEngine } from '@nacre/connection';
import type { MaybePromise } from '@nacre/core';

import type { Channel } from './channel.js';

export interface ChannelHost {
  readonly engine: ConnectionEngine;
  /** A command was given to the engine: carry out what follows from it. Bytes given to it may be reused afterwards. */
  changed(): void;
  /** Undefined when more may be sent now; otherwise settles when it may. `bytes` were given to the engine just now. */
  backPressure(bytes?: number): Promise<void> | undefined;
  /** Lets an extension answer a request that the connection layer does not know; undefined when none does. */
  extensionRequest?(channel: Channel, name: string, data: Uint8Array): MaybePromise<boolean> | undefined;
  /** A handler of the application threw. */
  reportHandlerError(error: unknown): void;
}
