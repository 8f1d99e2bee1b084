/**
 * Just enough of the SSHSIG format (PROTOCOL.sshsig) to exchange test signatures with ssh-keygen. Not part of the
 * package.
 */

import { concatBytes, encodeUtf8, fromBase64, toBase64 } from '@nacre/core';
import { WireReader, WireWriter } from '@nacre/wire';

import { crypto } from './support.js';

const MAGIC = encodeUtf8('SSHSIG');
const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';

export interface SshSig {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly signature: Uint8Array;
}

/** What the signature of `message` in `namespace` is over; the hash is sha512. */
export function signedBytes(namespace: string, message: Uint8Array): Uint8Array {
  const writer = new WireWriter();
  writer.ascii('namespace', namespace, 100);
  writer.bytes('reserved', new Uint8Array(0), 0);
  writer.ascii('hash', 'sha512', 10);
  writer.bytes('digest', crypto.hashes.sha512?.digest(message) ?? new Uint8Array(0), 64, 64);
  return concatBytes(MAGIC, writer.finish());
}

export function readSshSig(armoured: string): SshSig {
  const bytes = fromBase64(armoured.replace(BEGIN, '').replace(END, '')) ?? new Uint8Array(0);
  const reader = new WireReader(bytes, MAGIC.length);
  if (reader.u32('version') !== 1) throw new Error('unknown version');
  const publicKey = reader.bytes('publicKey', 65536);
  const namespace = reader.ascii('namespace', 100);
  reader.bytes('reserved', 0);
  if (reader.ascii('hash', 10) !== 'sha512') throw new Error('unknown hash');
  return { publicKey, namespace, signature: reader.bytes('signature', 65536) };
}

export function writeSshSig(sig: SshSig): string {
  const writer = new WireWriter();
  writer.raw('magic', MAGIC);
  writer.u32('version', 1);
  writer.bytes('publicKey', sig.publicKey, 65536);
  writer.ascii('namespace', sig.namespace, 100);
  writer.bytes('reserved', new Uint8Array(0), 0);
  writer.ascii('hash', 'sha512', 10);
  writer.bytes('signature', sig.signature, 65536);
  return `${BEGIN}\n${toBase64(writer.finish()).replace(/.{70}/g, '$&\n')}\n${END}\n`;
}
