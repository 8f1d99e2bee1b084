/** The table of algorithms that are forced in turn: every method with every cipher and every MAC that both sides know. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { type AlgorithmCategory, availableAlgorithms, catalogue } from '@nacre/crypto';
import type { OpenSsh } from '@nacre/peers';
import { defaultCrypto } from '@nacre/runtime-node';

/** A cipher with the MAC that goes with it; none for a cipher that authenticates by itself. */
export interface Pair {
  readonly cipher: string;
  readonly mac: string | undefined;
}

/** What `ssh -Q` prints, as far as we can do it. */
export function shared(openSsh: OpenSsh, category: 'kex' | 'cipher' | 'mac'): readonly string[] {
  const { stdout } = spawnSync(openSsh.ssh, ['-Q', category], { encoding: 'utf8' });
  const theirs = stdout.split('\n').filter(name => name !== '');
  if (theirs.length < 5) throw new Error(`${openSsh.ssh} -Q ${category} printed: ${stdout}`);
  return availableAlgorithms(category, defaultCrypto()).filter(name => theirs.includes(name));
}

export function pairsOf(ciphers: readonly string[], macs: readonly string[]): readonly Pair[] {
  return ciphers.flatMap((cipher): readonly Pair[] =>
    isAead(cipher) ? [{ cipher, mac: undefined }] : macs.map(mac => ({ cipher, mac })),
  );
}

/** One pair of each kind: an AEAD cipher, encrypt-then-MAC, encrypt-and-MAC. */
export function someOf(pairs: readonly Pair[]): readonly Pair[] {
  const kinds = [
    pairs.find(({ mac }) => mac === undefined),
    pairs.find(({ mac }) => mac?.includes('-etm@') === true),
    pairs.find(({ mac }) => mac !== undefined && !mac.includes('-etm@')),
  ];
  return kinds.filter(pair => pair !== undefined);
}

export function isAead(cipher: string): boolean {
  return /gcm|poly1305/.test(cipher);
}

export function label({ cipher, mac }: Pair): string {
  return mac === undefined ? cipher : `${cipher} with ${mac}`;
}

/** Options of OpenSSH's client that leave it no other choice. */
export function forcing(kex: string, { cipher, mac }: Pair): readonly string[] {
  return [`KexAlgorithms=${kex}`, `Ciphers=${cipher}`, ...(mac === undefined ? [] : [`MACs=${mac}`])];
}

/** The same for ours. */
export function forced(kex: string, { cipher, mac }: Pair) {
  return { kex: [kex], cipher: [cipher], ...(mac !== undefined && { mac: [mac] }) };
}

/** Lists with everything that we can do. */
export function everything() {
  const all = (category: AlgorithmCategory) => availableAlgorithms(category, defaultCrypto());
  return { kex: all('kex'), cipher: all('cipher'), mac: all('mac'), compression: all('compression') };
}

/** Names that we can do and that no OpenSSH of `peers` knows. */
export function unknownTo(peers: readonly OpenSsh[], category: 'kex' | 'cipher' | 'mac'): readonly string[] {
  return catalogue[category]
    .map(({ name }) => name)
    .filter(name => !peers.some(peer => shared(peer, category).includes(name)));
}

/** '[ALG-90] ' for 'aes256-ctr': the row of docs/features.yaml that a name has, for a test's title. */
export function row(name: string): string {
  const id = ROWS.get(name);
  return id === undefined ? '' : `[${id}] `;
}

const ROWS = readRows();

function readRows(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('../../../../docs/features.yaml', import.meta.url), 'utf8');
  const lines = text.matchAll(/^ {4}(ALG-\d+): (?:Key exchange|Signature|Cipher|MAC|Compression) (\S+)$/gm);
  return new Map([...lines].map(([, id, name]) => [name as string, id as string]));
}
