/** Saves the messages of SSH connections as vectors, and what was hashed and signed in them: one of a kind for each program. */

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { kexFamily } from './kex-family.js';
import { kindOf, type MessageKind } from './kind.js';
import { digestVector } from './digest.js';
import { type Recorded, save } from '../save.js';

const VECTORS = fileURLToPath(new URL('../../../../../spec/vectors/', import.meta.url));
/** Programs that have a vector of the same kind. Proposals and extensions are worth having from all of them. */
const MOST = 3;
/** Octets of a message that is worth keeping. */
const LARGEST = 8192;
const FROM_ALL = /^(KexInit|ExtInfo)$/;

/** A line that the hooks of tools/vectors/peers/asyncssh_hooks.py print. */
export interface TapLine {
  readonly sender?: 'own' | 'peer';
  /** A script has put the message together, and not the program that sent it. */
  readonly made?: boolean;
  readonly handler?: string;
  readonly kex?: string;
  readonly hex?: string;
  readonly digest?: string;
  readonly valid?: boolean;
  readonly length?: number;
  readonly note?: string;
}

export interface Side {
  /** Start of the names of vectors: `openssh100`. */
  readonly short: string;
  /** Name and release: `OpenSSH 10.0p2 ssh`. */
  readonly name: string;
}

export interface SshSessionOptions {
  readonly client: Side;
  readonly server: Side;
  /** Which of them prints the lines. */
  readonly tapped: 'client' | 'server';
  /** What the connection was for. */
  readonly action: string;
  /** Said in sources where a part is not the real one. */
  readonly caveat?: string;
  /** Save only messages whose names begin so, under names of their own. */
  readonly only?: { readonly start: string; readonly suffix: string };
}

export class SshSession {
  readonly #options: SshSessionOptions;
  /** Names of global requests without an answer yet, by the side that sent them. */
  readonly #requests = { client: [] as string[], server: [] as string[] };

  constructor(options: SshSessionOptions) {
    this.#options = options;
  }

  add(line: TapLine): void {
    if (line.hex === undefined || line.hex.length > 2 * LARGEST) return;
    const bytes = Buffer.from(line.hex, 'hex');
    if (line.sender !== undefined) this.#message(line, bytes);
    else this.#digest(line, bytes);
  }

  #message(line: TapLine, bytes: Buffer): void {
    const { client, server, tapped, action, caveat, only } = this.#options;
    const from = (line.sender === 'own') === (tapped === 'client') ? 'client' : 'server';
    const other = from === 'client' ? 'server' : 'client';
    const side = from === 'client' ? client : server;
    const number = bytes.readUInt8(0);
    const replied = number === 81 || number === 82 ? this.#requests[other].shift() : undefined;
    const kind = kindOf(bytes, { kex: kexFamily(line.kex ?? ''), handler: line.handler ?? '', replied });
    if (kind === undefined) return; // not for the spec, such as a number that nobody knows
    if (kind.globalRequest !== undefined) this.#requests[from].push(kind.globalRequest);
    if (line.made === true) return;
    const source = `${side.name} as ${from}: ${action}${caveat === undefined ? '' : `; ${caveat}`}`;
    for (const { kind: name, ...part } of kind.parts) {
      if (only !== undefined && !name.startsWith(only.start)) continue;
      const full = only === undefined ? name : `${name}-${only.suffix}`;
      keep(kind, side.short, `${from}-${full}`, { ...part, source, origin: 'peer' });
    }
  }

  #digest(line: TapLine, bytes: Buffer): void {
    const { client, server, tapped, caveat } = this.#options;
    const vector = digestVector(line, bytes);
    if (vector === undefined) return;
    const [own, peer] = tapped === 'client' ? [client, server] : [server, client];
    const by = vector.signed ? `Verified by ${own.name}: a signature of ${peer.name} is over these octets` : undefined;
    const source = `${by ?? `${own.name} with ${peer.name}: ${vector.what}`}${caveat === undefined ? '' : `; ${caveat}`}`;
    const { of, params, area, kind, notes, disagreement, origin } = vector;
    const rest = {
      ...(params !== undefined && { params }),
      ...(notes !== undefined && { notes }),
      ...(disagreement !== undefined && { disagreement }),
    };
    keep({ area }, own.short, `${peer.short}-${kind}`, { of, ...rest, source, origin, bytes });
  }
}

/** Saves a vector unless enough other programs have one of its kind already. */
function keep({ area }: Pick<MessageKind, 'area'>, maker: string, kind: string, vector: Recorded): void {
  const bare = kind.replace(/^[^-]*-/, '');
  const name = `${maker}-${kind}`;
  const folder = `${VECTORS}${area}`;
  if (written.has(`${area}/${name}`)) return;
  const others = existsSync(folder)
    ? readdirSync(folder).filter(file => file !== `${name}.json` && file.endsWith(`-${bare}.json`))
    : [];
  const same = others.filter(file => file.split('-').slice(2).join('-') === `${bare}.json`);
  if (same.length >= MOST && !FROM_ALL.test(bare)) return;
  written.add(`${area}/${name}`);
  save(`${area}/${name}`, vector);
}

const written = new Set<string>();
