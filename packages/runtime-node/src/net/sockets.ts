/** What is set on every TCP socket, and how its ends are written. Other streams are left as they are. */

import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface SocketOptions {
  /** SO_KEEPALIVE: the system asks a silent peer after its own long time (hours), even when SSH asks nothing. Default true. */
  readonly tcpKeepalive?: boolean | undefined;
}

/** Small packets leave at once (TCP_NODELAY): SSH sends whole packets, and people wait for the small ones. */
export function tuneSocket(stream: Duplex, options: SocketOptions = {}): void {
  if (!(stream instanceof Socket)) return;
  stream.setNoDelay(true);
  stream.setKeepAlive(options.tcpKeepalive ?? true);
}

/** Addresses of a socket: '192.0.2.7:22', '[2001:db8::7]:22'; undefined for a stream that has none. */
export interface Endpoints {
  readonly local: string | undefined;
  readonly remote: string | undefined;
}

export function endpointsOf(stream: Duplex): Endpoints {
  if (!(stream instanceof Socket)) return { local: undefined, remote: undefined };
  return {
    local: endpoint(stream.localAddress, stream.localPort),
    remote: endpoint(stream.remoteAddress, stream.remotePort),
  };
}

export function endpoint(address: string | undefined, port: number | undefined): string | undefined {
  if (address === undefined || port === undefined) return undefined;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
