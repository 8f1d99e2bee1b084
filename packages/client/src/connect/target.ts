/** The text form of a destination: `[user@]host[:port]`, as for scp and ssh. */

import { misuse } from '@nacre/core';

export interface Target {
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
}

const LONGEST = 1024;

/** Reads 'host', 'user@host', 'host:2222', 'user@[::1]:2222', also with 'ssh://' in front. Throws MISUSE. */
export function parseTarget(text: string): Target {
  const wrong = () => misuse(`Not a destination of the form [user@]host[:port]: ${JSON.stringify(text.slice(0, 80))}`);
  if (text.length > LONGEST) throw wrong();
  const bare = text.startsWith('ssh://') ? text.slice('ssh://'.length).replace(/\/$/, '') : text;
  const at = bare.lastIndexOf('@'); // user names may have an @
  const user = at < 0 ? undefined : bare.slice(0, at);
  const match = /^(?:\[(?<bracketed>[^[\]]+)\]|(?<plain>[^[\]:]+|[^[\]]*:[^[\]]*:[^[\]]*))(?::(?<port>\d{1,5}))?$/.exec(
    bare.slice(at + 1),
  );
  const groups = match?.groups;
  const host = groups?.['bracketed'] ?? groups?.['plain'];
  if (host === undefined || user === '' || hasUnsafe(host) || hasUnsafe(user ?? '')) throw wrong();
  const port = groups?.['port'] === undefined ? undefined : Number(groups['port']);
  if (port !== undefined && (port < 1 || port > 65535)) throw wrong();
  return { host, port, user };
}

/** White space, control characters, and a dash in front, which other programs would take for an option. */
function hasUnsafe(text: string): boolean {
  return text.startsWith('-') || /[\s\p{Cc}]/u.test(text);
}
