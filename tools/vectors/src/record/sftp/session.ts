/** Saves the packets of one SFTP session as vectors: a few of each message, with the version that was agreed on. */

import { messageName } from '../names.js';
import { type Recorded, save, strings } from '../save.js';

const VERSION_PACKET = 2;
const EXTENDED = 200;
const EXTENDED_REPLY = 201;
const SETSTAT = 9;
const SYMLINK = 20;
const ATTRS = 105;
/** The bit of attribBits among the flags of attributes. */
const ATTRIB_BITS = 0x200;
const SYMLINK_NOTES = {
  openssh: 'The target comes first, the reverse of the draft.',
  draft: 'The link comes first, as in the draft.',
} as const;
const CHECK_FILE_NOTES = {
  proftpd: 'ProFTPD leaves out the name of the extension, which the draft has in front.',
  draft: 'The name of the extension stands in front and the hashes of blocks follow each other, as in the draft.',
};
/** Paramiko asks under a name of its own for what the draft calls check-file-handle. */
const REQUESTS: Readonly<Record<string, string>> = { 'check-file': 'check-file-handle' };
/** INIT, VERSION, LINK, UNBLOCK: what they hold depends on the version although their layout does not. */
const OF_ONE_VERSION = [1, 2, 21, 23];
/** Extended requests are the same in all versions; the first and the last one show that. */
const VERSIONS_BY_HAND = [3, 6];
/** Vectors of one message, sender and version. */
const MOST = 2;

export interface SftpSessionOptions {
  /** Start of the names of vectors: `sftp/openssh92`. */
  readonly prefix: string;
  readonly client: string;
  readonly server: string;
  /** Order of the paths of SYMLINK; that of OpenSSH when left out. */
  readonly symlink?: 'draft';
  /** How the server lays out its hashes. */
  readonly checkFile?: 'proftpd';
  /** Save only what this side says; what the other one says is known from another session. */
  readonly only?: 'client' | 'server';
  /** Save only what depends on the version; the rest is known well enough. */
  readonly versioned?: true;
}

export class SftpSession {
  readonly #options: SftpSessionOptions;
  readonly #saved = new Map<string, Set<number>>();
  readonly #requests = new Map<number, string>();
  #version = 3;

  constructor(options: SftpSessionOptions) {
    this.#options = options;
  }

  /** A packet without its length. `made` tells that a person put the layout together, and the peer took it. */
  add(from: 'client' | 'server', packet: Buffer, made = false): void {
    const number = packet.readUInt8(0);
    if (number === VERSION_PACKET) this.#version = packet.readUInt32BE(1);
    const found = messageName('sftp', number);
    if (found === undefined) throw new Error(`no message ${number} in the space sftp`);
    const extension = this.#extension(number, packet);
    if (from !== (this.#options.only ?? from) && !made) return;
    if (made && !VERSIONS_BY_HAND.includes(this.#version)) return;
    const alike = !found.params.includes('version') && !OF_ONE_VERSION.includes(number);
    if (alike && this.#version > 3) return; // version 3 has shown it
    if (this.#options.versioned === true && alike && number !== SYMLINK) return;
    const kind = extension === undefined ? found.name : `${found.name}-${extension.replace(/@.*/, '')}`;
    const version = found.params.includes('version') ? `-v${this.#version}` : '';
    const decides = this.#decides(number, packet, extension);
    const key = `${kind}${version}${decides.disagreement === 4 ? '-bits' : ''}`;
    const lengths = this.#saved.get(key) ?? new Set();
    if (lengths.has(packet.length) || lengths.size >= MOST) return;
    this.#saved.set(key, lengths.add(packet.length));
    const params = {
      ...(found.params.includes('version') && { version: this.#version }),
      ...(found.params.includes('layout') && {
        layout: number === SYMLINK ? (this.#options.symlink ?? 'openssh') : (this.#options.checkFile ?? 'draft'),
      }),
      ...(found.params.includes('request') && extension !== undefined && { request: REQUESTS[extension] ?? extension }),
    };
    const sender = `${from === 'client' ? this.#options.client : this.#options.server}, SFTP version ${this.#version}`;
    const source = made ? `by the draft, answered by ${this.#options.server}` : sender;
    save(`${this.#options.prefix}-${key}-${lengths.size}`, {
      of: found.name,
      ...(Object.keys(params).length > 0 && { params }),
      source,
      origin: made ? 'hand' : 'peer',
      bytes: packet,
      ...decides,
    });
    if (number === VERSION_PACKET) this.#announced(packet, sender);
  }

  /** What the packet shows where documents and programs disagree. */
  #decides(
    number: number,
    packet: Buffer,
    extension: string | undefined,
  ): Pick<Recorded, 'disagreement' | 'notes' | 'encodes'> {
    if (number === SYMLINK) return { disagreement: 2, notes: SYMLINK_NOTES[this.#options.symlink ?? 'openssh'] };
    if (number === EXTENDED_REPLY && extension?.startsWith('check-file') === true)
      return { disagreement: 5, notes: CHECK_FILE_NOTES[this.#options.checkFile ?? 'draft'] };
    if (number === ATTRS && this.#version === 4) return { disagreement: 3, notes: 'The bit of PERMISSIONS is 0x04.' };
    if (number !== SETSTAT || this.#version < 5) return {};
    const [path] = strings(packet, 5);
    if ((packet.readUInt32BE(9 + (path?.length ?? 0)) & ATTRIB_BITS) === 0) return {};
    if (this.#version > 5) return { disagreement: 4, notes: 'attribBitsValid follows attribBits since version 6.' };
    const notes = 'asyncssh adds attribBitsValid, which version 5 does not have; it is ignored as trailing octets.';
    return { disagreement: 4, notes, encodes: packet.subarray(0, -4) };
  }

  /** The data of extensions in VERSION, which is decoded apart: those that have a layout, and one that is a number only. */
  #announced(packet: Buffer, source: string): void {
    const parts = [...strings(packet, 5)].map(part => Buffer.from(part));
    const numbers = parts.findIndex((name, i) => i % 2 === 0 && name.includes('@openssh.com'));
    parts.forEach((bytes, i) => {
      const extension = String(parts[i - 1]);
      if (i % 2 === 0 || (bytes.length === 1 && extension !== 'newline' && i - 1 !== numbers)) return;
      const key = `${this.#options.server} ${extension} ${bytes.toString('hex')}`;
      if (announced.has(key)) return;
      announced.add(key);
      const name = `SftpVersionValue-${extension.replace(/@.*/, '')}`;
      const params = { extension };
      save(`${this.#options.prefix}-${name}`, { of: 'SftpVersionValue', params, source, origin: 'peer', bytes });
    });
  }

  /** Name of the extension that a packet is about. */
  #extension(number: number, packet: Buffer): string | undefined {
    if (number !== EXTENDED && number !== EXTENDED_REPLY) return undefined;
    const id = packet.readUInt32BE(1);
    if (number === EXTENDED) this.#requests.set(id, String([...strings(packet, 5)][0] ?? ''));
    return this.#requests.get(id);
  }
}

/** What servers have announced; they repeat it in each session. */
const announced = new Set<string>();
