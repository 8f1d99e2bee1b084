/** The environment variables that a client sets for a session (RFC 4254 section 6.4): only those that are allowed. */

import { limits } from '../limits.js';

/** Names that programs can rely on; everything else (`=`, NUL, line ends, spaces) is refused. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export class Environment {
  readonly #patterns: readonly RegExp[];
  readonly #values = new Map<string, string>();
  #asked = 0;
  #bytes = 0;

  constructor(acceptEnv: readonly string[]) {
    this.#patterns = acceptEnv.map(wildcard);
  }

  /** Sets a variable if it is allowed; true if it was. */
  set(name: string, value: string): boolean {
    if (++this.#asked > limits.environmentVariables) return false;
    if (!NAME.test(name) || value.includes('\0') || !this.#patterns.some(pattern => pattern.test(name))) return false;
    const before = this.#values.has(name) ? cost(name, this.#values.get(name) as string) : 0;
    const bytes = this.#bytes - before + cost(name, value);
    if (bytes > limits.environmentBytes) return false;
    this.#bytes = bytes;
    this.#values.set(name, value);
    return true;
  }

  /** A record without a prototype, so that no name has a meaning of its own. */
  toRecord(): Readonly<Record<string, string>> {
    const record = Object.create(null) as Record<string, string>;
    for (const [name, value] of this.#values) record[name] = value;
    return record;
  }
}

function cost(name: string, value: string): number {
  return Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
