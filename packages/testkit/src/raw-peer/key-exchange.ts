/** The arithmetic of the raw peer's one key exchange: curve25519-sha256 (RFC 8731) with ssh-ed25519 (RFC 8709). */

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

import { mpint, names, payload, str, u32 } from './bytes.js';
import { type Keys, type KeySizes, RAW_MAC, type RawCipher } from './ciphers.js';
import type { RawMac } from './with-mac.js';

export type RawRole = 'client' | 'server';

export interface KexInitOptions {
  readonly strict?: boolean;
  readonly extInfo?: boolean;
  readonly cipher?: RawCipher;
  /** For a cipher that needs one. */
  readonly mac?: RawMac;
  /** Instead of `cipher` and `mac`; for offers that no honest peer makes. */
  readonly lists?: Partial<Record<'kex' | 'hostKey' | 'cipher' | 'mac' | 'compression', readonly string[]>>;
  readonly firstKexPacketFollows?: boolean;
}

export interface Transcript {
  readonly clientVersion: string;
  readonly serverVersion: string;
  readonly clientKexInit: Uint8Array;
  readonly serverKexInit: Uint8Array;
}

/** A private host key and its SSH forms. */
export interface RawHostKey {
  readonly blob: Buffer;
  sign(data: Uint8Array): Buffer;
}

/** Of an X25519 or Ed25519 SubjectPublicKeyInfo, the octets before the key itself. */
const SPKI_X25519 = Buffer.from('302a300506032b656e032100', 'hex');
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** The same of their PKCS#8 form. */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function kexInit(role: RawRole, options: KexInitOptions = {}): Buffer {
  const lists = options.lists ?? {};
  const letter = role === 'client' ? 'c' : 's';
  const kex = [...(lists.kex ?? ['curve25519-sha256'])];
  if (options.extInfo !== false) kex.push(`ext-info-${letter}`);
  if (options.strict !== false) kex.push(`kex-strict-${letter}-v00@openssh.com`);
  const cipher = names(lists.cipher ?? [options.cipher ?? 'aes256-gcm@openssh.com']);
  const mac = names(lists.mac ?? [options.mac ?? RAW_MAC]);
  const compression = names(lists.compression ?? ['none']);
  const both = [cipher, cipher, mac, mac, compression, compression, names([]), names([])];
  const follows = options.firstKexPacketFollows === true ? 1 : 0;
  return payload(20, randomBytes(16), names(kex), names(lists.hostKey ?? ['ssh-ed25519']), ...both, follows, u32(0));
}

export function generateHostKey(): RawHostKey {
  const key = freshKey(PKCS8_ED25519);
  return {
    blob: payload('ssh-ed25519', str(rawPublic(createPublicKey(key)))),
    sign: data => payload('ssh-ed25519', str(sign(null, data, key))),
  };
}

/** `blob` and `signature` are ssh-ed25519 in their SSH form. */
export function verifyHostKey(blob: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, blob.subarray(-32)]), format: 'der', type: 'spki' });
  return verify(null, data, key, signature.subarray(-64));
}

export class Ephemeral {
  readonly #key = freshKey(PKCS8_X25519);
  readonly publicKey: Buffer = rawPublic(createPublicKey(this.#key));

  agree(peer: Uint8Array): Buffer {
    const publicKey = createPublicKey({ key: Buffer.concat([SPKI_X25519, peer]), format: 'der', type: 'spki' });
    return diffieHellman({ privateKey: this.#key, publicKey });
  }
}

/** H of RFC 8731 section 3.1 (RFC 5656 section 4). */
export function exchangeHash(
  t: Transcript,
  hostKey: Uint8Array,
  clientPublic: Uint8Array,
  serverPublic: Uint8Array,
  secret: Uint8Array,
): Buffer {
  const fields = [str(t.clientVersion), str(t.serverVersion), str(t.clientKexInit), str(t.serverKexInit)];
  const rest = [str(hostKey), str(clientPublic), str(serverPublic), mpint(secret)];
  return sha256(Buffer.concat([...fields, ...rest]));
}

/** Keys of one direction (RFC 4253 section 7.2). */
export function deriveKeys(
  sizes: KeySizes,
  sender: RawRole,
  secret: Uint8Array,
  hash: Uint8Array,
  sessionId: Uint8Array,
): Keys {
  const letters = sender === 'client' ? ['A', 'C', 'E'] : ['B', 'D', 'F'];
  const derive = (letter: string, size: number): Buffer => {
    let bytes = sha256(Buffer.concat([mpint(secret), hash, Buffer.from(letter), sessionId]));
    while (bytes.length < size) bytes = Buffer.concat([bytes, sha256(Buffer.concat([mpint(secret), hash, bytes]))]);
    return bytes.subarray(0, size);
  };
  return {
    iv: derive(letters[0] as string, sizes.iv),
    key: derive(letters[1] as string, sizes.key),
    mac: derive(letters[2] as string, sizes.mac),
  };
}

function rawPublic(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}

function sha256(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Not by generateKeyPair: exporting a key that it made can lock Node up for ever (packages/crypto-node/src/raw-keys.ts). */
function freshKey(pkcs8Prefix: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, randomBytes(32)]), format: 'der', type: 'pkcs8' });
}
