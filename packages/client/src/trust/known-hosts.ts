/** Trust in host keys by known_hosts files, strictly: they are read, and never written. */

import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { limitExceeded, SshError } from '@nacre/core';
import { type HostKeyCheck as HostKeyAnswer, type KnownHosts, parseKnownHosts } from '@nacre/keys';
import { defaultCrypto } from '@nacre/runtime-node';

import { limits } from '../limits.js';
import { whyNotCertified } from './certificates.js';
import {
  type HostKeyPolicy,
  type HostKeyRequest,
  type HostKeyTarget,
  type HostKeyTrust,
  hostKeyError,
} from './policy.js';
import { unknownHostKey } from './policy.js';

export interface KnownHostsOptions {
  /** 'strict': a key that no file has is refused. The only policy of this release. */
  readonly policy?: 'strict';
  /** Paths instead of ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts. A missing file counts as empty. */
  readonly files?: readonly string[];
  /** The text of a known_hosts file, looked at before the files; with it and without `files`, no file is read. */
  readonly text?: string;
}

/**
 * Accepts the keys that known_hosts files have for the host, and certificates of the authorities that they name for it. A certificate
 * that is not good, or of another authority, counts for nothing: its key is then looked up like any other.
 */
export function knownHosts(options: KnownHostsOptions = {}): HostKeyPolicy {
  return { load: async target => trustIn(await loadAll(options), target) };
}

function defaultFiles(): readonly string[] {
  return [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'];
}

const TEXT_NAME = 'the given known_hosts text';

interface Loaded {
  readonly lists: readonly KnownHosts[];
  readonly names: readonly string[];
}

async function loadAll(options: KnownHostsOptions): Promise<Loaded> {
  const files = options.files ?? (options.text === undefined ? defaultFiles() : []);
  const lists: KnownHosts[] = [];
  if (options.text !== undefined) lists.push(parseKnownHosts(options.text, { file: TEXT_NAME }));
  for (const file of files) {
    const text = await readIfPresent(file);
    if (text !== undefined) lists.push(parseKnownHosts(text, { file }));
  }
  return { lists, names: [...(options.text === undefined ? [] : [TEXT_NAME]), ...files] };
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size > limits.knownHostsFileBytes) {
      throw limitExceeded('knownHostsFileBytes', size, limits.knownHostsFileBytes, 'local');
    }
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof SshError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const message = `Cannot read the known hosts in ${file}: ${(cause as Error).message}`;
    throw new SshError('IO_ERROR', message, { origin: 'io', cause, details: { path: file, code } });
  }
}

function trustIn(loaded: Loaded, target: HostKeyTarget): HostKeyTrust {
  const crypto = defaultCrypto();
  const algorithms = loaded.lists.flatMap(list => list.algorithmsFor(target.host, target.port, crypto));
  return { preferredAlgorithms: [...new Set(algorithms)], verify: request => verify(loaded, request) };
}

/** The worst answer of all files counts first: revoked, then trusted, then changed. */
function verify(loaded: Loaded, request: HostKeyRequest): void {
  const { host, port, key, certificate } = request;
  const crypto = defaultCrypto();
  const plain = loaded.lists.map(list => list.check({ host, port, key, crypto }));
  const certified = certificate && loaded.lists.map(list => list.checkAuthority({ host, port, certificate, crypto }));
  const revoked = entriesOf('revoked', certified ?? plain);
  if (revoked.length > 0) {
    const what = certified === undefined ? 'is revoked' : 'is revoked, or its authority is,';
    throw hostKeyError('HOST_KEY_REVOKED', request, `${what} by ${places(revoked)}`, { entries: revoked });
  }
  if ([...(certified ?? []), ...plain].some(answer => answer.status === 'trusted')) return;
  const { also, details, cause } = aboutCertificate(request);
  const changed = entriesOf('changed', plain);
  if (changed.length > 0) {
    const known = changed.map(entry => `${entry.fingerprint} in ${place(entry)}`).join(', ');
    const verdict = `is not the one that is known: ${known}. The server was set up anew, or somebody is in between${also}`;
    throw hostKeyError('HOST_KEY_CHANGED', request, verdict, { entries: changed, ...details }, cause);
  }
  const where = loaded.names.length === 0 ? 'there are no known hosts' : `it is not in ${loaded.names.join(' or ')}`;
  throw unknownHostKey(request, `${where}${also}`, { files: loaded.names, ...details }, cause);
}

/** A host that shows no certificate is not told that it might. */
function aboutCertificate(request: HostKeyRequest) {
  const shown = request.certificate !== undefined || request.certificateFault !== undefined;
  if (!shown) return { also: '', details: {}, cause: undefined };
  const { reason, details, cause } = whyNotCertified(request);
  return { also: `. Its certificate does not help: ${reason}`, details, cause };
}

function entriesOf(status: HostKeyAnswer['status'], answers: readonly HostKeyAnswer[]): readonly Entry[] {
  return answers.filter(answer => answer.status === status).flatMap(({ entries }) => entries);
}

interface Entry {
  readonly file: string | undefined;
  readonly line: number;
  readonly fingerprint: string;
}

function place(entry: Entry): string {
  return `${entry.file ?? TEXT_NAME} line ${entry.line}`;
}

function places(entries: readonly Entry[]): string {
  return entries.map(place).join(', ');
}
