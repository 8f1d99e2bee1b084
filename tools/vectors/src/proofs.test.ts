/** Hash inputs and signed data in vectors are what peers hashed and signed: OpenSSL verifies their signatures over the octets. */

import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { PublicKeyBlob, Signature } from '@nacre/keys/messages';
import { decode } from '@nacre/wire';

import { fromJson, type JsonValue } from './json-value.js';
import { verifies } from './openssl.js';
import { readVectors, type VectorFile } from './vector.js';

const HASHES = ['sha1', 'sha256', 'sha384', 'sha512'];
const vectors = readVectors();
const all = (...of: readonly string[]): readonly VectorFile[] => vectors.filter(({ vector }) => of.includes(vector.of));

/** The exchanges that end with a signature, and the message that has it. GSS-API exchanges end with a MIC instead. */
const EXCHANGES = [
  ['DhExchangeHashInput', 'DhReply'],
  ['GexExchangeHashInput', 'GexReply'],
  ['GexOldExchangeHashInput', 'GexReply'],
  ['EcdhExchangeHashInput', 'EcdhReply'],
  ['HybridExchangeHashInput', 'HybridReply'],
  ['RsaExchangeHashInput', 'RsaKexDone'],
] as const;

describe('a host key signed the hash of the input', () => {
  it.each(EXCHANGES)('%s', (input, reply) => {
    const proven = all(input).filter(file => {
      const { hostKey } = membersOf(file);
      return all(reply).some(answer => {
        const { signature } = membersOf(answer);
        const signed = (octets: Uint8Array): boolean =>
          HASHES.some(name => signs(hostKey, signature, createHash(name).update(octets).digest()));
        return signed(bytesOf(file)) && !signed(changed(file));
      });
    });
    expect(proven.map(({ name }) => name)).not.toEqual([]);
  });
});

/** The member with the key that signed. */
const SIGNED = [
  ['PublicKeySignedData', 'publicKey'],
  ['HostboundSignedData', 'publicKey'],
  ['HostbasedSignedData', 'hostKey'],
] as const;

describe('a client signed the data', () => {
  it.each(SIGNED)('%s', (of, member) => {
    const requests = all('UserauthRequest').map(file => membersOf(file)['body'] as Readonly<Record<string, unknown>>);
    const proven = all(of).filter(file => {
      const key = membersOf(file)[member];
      const signed = (octets: Uint8Array): boolean => requests.some(({ signature }) => signs(key, signature, octets));
      return signed(bytesOf(file)) && !signed(changed(file));
    });
    expect(proven.map(({ name }) => name)).not.toEqual([]);
  });
});

it('a server proved its host keys with signatures of HostKeysProveSignedData', () => {
  const answers = all('RequestSuccess').map(file => membersOf(file)['body'] as Readonly<Record<string, unknown>>);
  const signatures = answers.flatMap(body => (body['signatures'] ?? []) as readonly Uint8Array[]);
  const proven = all('HostKeysProveSignedData').filter(file => {
    const { hostKey } = membersOf(file);
    return signatures.some(signature => signs(hostKey, signature, bytesOf(file)));
  });
  expect(proven.map(({ name }) => name)).not.toEqual([]);
});

function signs(hostKey: unknown, signature: unknown, data: Uint8Array): boolean {
  if (!(hostKey instanceof Uint8Array) || !(signature instanceof Uint8Array)) return false;
  if (hostKey.length === 0) return false;
  const { key } = decode(PublicKeyBlob, hostKey);
  const { body } = decode(Signature, signature);
  return key.keyType !== undefined && body.algorithm !== undefined && verifies(key, body, data) === true;
}

function membersOf({ vector }: VectorFile): Readonly<Record<string, unknown>> {
  return fromJson(vector.value as JsonValue) as Readonly<Record<string, unknown>>;
}

function bytesOf({ vector }: VectorFile): Buffer {
  return Buffer.from(vector.hex, 'hex');
}

function changed(file: VectorFile): Buffer {
  const bytes = bytesOf(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes;
}
