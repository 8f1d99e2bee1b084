/** What recorders share: writing a vector without its value, which the test fills in, and running programs. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { type Vector, writeVector } from '../vector.js';

/** Everything but what follows from the bytes. */
export interface Recorded extends Omit<Vector, 'vector' | 'hex' | 'encodes' | 'value'> {
  readonly bytes: Uint8Array;
  readonly encodes?: Uint8Array;
}

/** Writes `spec/vectors/<name>.json`; `NACRE_VECTORS=write` on the test then adds the value. */
export function save(name: string, { bytes, encodes, ...rest }: Recorded): void {
  const { of, params, source, origin, notes, disagreement } = rest;
  writeVector(name, {
    vector: 0,
    of,
    ...(params !== undefined && { params }),
    source,
    origin,
    ...(notes !== undefined && { notes }),
    ...(disagreement !== undefined && { disagreement }),
    hex: Buffer.from(bytes).toString('hex'),
    ...(encodes !== undefined && { encodes: Buffer.from(encodes).toString('hex') }),
  });
}

export interface Shell {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

/** Runs a program to its end and gives what it printed; throws when it fails. */
export function sh(program: string, args: readonly string[], { cwd, env, input }: Shell): Buffer {
  const result = spawnSync(program, args, { cwd, input, env: { ...process.env, ...env }, timeout: 120_000 });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.error ?? result.stderr}`);
  return result.stdout;
}

const NEWER = process.env['NACRE_OPENSSH_10'] ?? '/opt/nacre-peers/openssh-10';

/** One installation of OpenSSH. */
export interface OpensshRelease {
  /** As sources have it: 'OpenSSH 9.2p1'. */
  readonly name: string;
  /** As names of vectors have it: 'openssh92'. */
  readonly short: string;
  /** Folders of programs and of their helpers. */
  readonly bin: string;
  readonly lib: string;
}

/** The installed releases of OpenSSH. */
export function opensshReleases(): readonly OpensshRelease[] {
  const all = [
    { bin: '/usr/bin', lib: '/usr/lib/openssh' },
    { bin: `${NEWER}/usr/bin`, lib: `${NEWER}/usr/lib/openssh` },
  ].filter(({ bin }) => existsSync(`${bin}/ssh`));
  return all.map(({ bin, lib }) => {
    const text = spawnSync(`${bin}/ssh`, ['-V'], { encoding: 'utf8' }).stderr;
    const release = /OpenSSH_([0-9]+)\.([0-9]+)p[0-9]+/.exec(text);
    if (release === null) throw new Error(`no release in ${text}`);
    return { name: release[0].replace('_', ' '), short: `openssh${release[1]}${release[2]}`, bin, lib };
  });
}

/** The octets of a text in base64, with or without armour lines around it. */
export function unarmour(text: string): Buffer {
  return Buffer.from(text.replace(/-----[^-]+-----/g, '').replace(/\s/g, ''), 'base64');
}

/** The blob of a line `type base64 comment`. */
export function blobOf(line: string): Buffer {
  return Buffer.from(line.trim().split(' ')[1] ?? '', 'base64');
}

/** SSH strings after each other, for recorders that must look into what they recorded. */
export function* strings(bytes: Buffer, from = 0): Generator<Buffer> {
  for (let at = from; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    yield bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}

const MAGIC_BYTES = 15; // of a key file

/** The secret part of a file without encryption: cipher, KDF, its options, a count, the public key, the secret part. */
export function secretPart(file: Buffer): Buffer {
  const [cipher, kdf, options] = strings(file, MAGIC_BYTES);
  const count = MAGIC_BYTES + [cipher, kdf, options].reduce((sum, part) => sum + 4 + (part?.length ?? 0), 0);
  const [, section] = strings(file, count + 4);
  if (section === undefined) throw new Error('the file has no secret part');
  return section;
}
