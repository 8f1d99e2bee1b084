/** New lines for known_hosts. */

import { misuse } from '@nacre/core';

import { formatPublicKey } from '../public-key/openssh-line.js';
import type { PublicKey } from '../public-key/public-key.js';
import { lookupName } from './host-pattern.js';
import { requireHost } from './known-hosts.js';

/** Names, IPv4 and IPv6 addresses (with a zone): nothing that has a meaning of its own in the file. */
const PLAIN_HOST = /^[A-Za-z0-9._:%-]+$/;

/**
 * A line without its end, for `host` at `port`: the name in lower case, '[name]:port' unless the port is 22. The
 * comment of the key is left out. Throws MISUSE for a host that could be read as a pattern or as something else.
 */
export function formatKnownHostsLine(host: string, port: number, key: PublicKey): string {
  requireHost(host, port);
  const name = lookupName(host, port);
  const bare = port === 22 ? name : lookupName(host, 22);
  if (!PLAIN_HOST.test(bare)) throw misuse('The host is not a name or address that known_hosts can hold');
  return `${name} ${formatPublicKey({ ...key, comment: '' })}`;
}
