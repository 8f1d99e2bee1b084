/** A channel as extensions see it: requests, and a byte stream. */

import type { ExtensionStream } from '@nacre/session';

import type { Channel } from '../connection/channel.js';
import { channelDuplex } from '../connection/channel-duplex.js';

/** Takes over the reading side of `channel`. */
export function streamOf(channel: Channel): ExtensionStream {
  return {
    id: channel.id,
    duplex: channelDuplex(channel),
    request: (definition, value, options) => channel.request(definition, value, options),
  };
}
