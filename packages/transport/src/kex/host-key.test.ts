/** Which host key goes with which algorithm. */

import { beforeAll, describe, expect, test } from 'vitest';

import { isSshError } from '@nacre/core';
import { mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import { type GeneratedKeyType, generateKey, type PrivateKey } from '@nacre/keys';
import { EcdsaCertificate, Ed25519Certificate, PublicKeyBlob, RsaCertificate } from '@nacre/keys/messages';
import { decode, WireWriter } from '@nacre/wire';

import { defaultLimits } from '../limits.js';
import { checkHostKey, hostKeyPolicy } from './host-key.js';

const crypto = mergeProviders(nodeCrypto, nobleCrypto);
const policy = hostKeyPolicy({ limits: defaultLimits });
const SUFFIX = '-cert-v01@openssh.com';
const TYPES: readonly GeneratedKeyType[] = ['ed25519', 'ecdsa-nistp256', 'ecdsa-nistp384', 'rsa'];

/** Plain keys and certificates, each with the algorithms that it goes with. */
const shown: { readonly name: string; readonly blob: Uint8Array; readonly algorithms: readonly string[] }[] = [];

beforeAll(async () => {
  for (const type of TYPES) {
    const key = await generateKey(type, { crypto, ...(type === 'rsa' && { bits: 2048 }) });
    const { algorithms } = key;
    shown.push({ name: key.publicKey.type, blob: key.publicKey.blob, algorithms });
    const certified = algorithms.filter(name => !name.endsWith('@ssh.com')).map(name => name + SUFFIX);
    shown.push({ name: key.publicKey.type + SUFFIX, blob: await certificateOf(key), algorithms: certified });
  }
});

/** Signed by the key itself, which is not what is looked at here. */
async function certificateOf(key: PrivateKey): Promise<Uint8Array> {
  const writer = new WireWriter();
  const { key: fields } = decode(PublicKeyBlob, key.publicKey.blob);
  const signature = { body: { algorithm: 'ssh-ed25519', signature: new Uint8Array(64) } } as const;
  const claims = { ...CLAIMS, signatureKey: { key: fields }, signature };
  writer.name('type', key.publicKey.type + SUFFIX, 64);
  if (fields.keyType === 'ssh-rsa') RsaCertificate.write(writer, { ...fields, ...claims });
  else if (fields.keyType === 'ssh-ed25519') Ed25519Certificate.write(writer, { ...fields, ...claims });
  else if (fields.keyType === 'ecdsa-sha2-nistp256' || fields.keyType === 'ecdsa-sha2-nistp384')
    EcdsaCertificate.write(writer, { ...fields, ...claims });
  return writer.finish().slice();
}

const CLAIMS = {
  nonce: new Uint8Array(32),
  serial: 0n,
  role: 2,
  keyId: '',
  principals: [],
  validAfter: 0n,
  validBefore: 0n,
  criticalOptions: [],
  extensions: [],
  reserved: new Uint8Array(0),
};

describe('[SEC-050] a host key that is shown for an algorithm', () => {
  test('plain keys go with plain algorithms of their type, certificates with those of certificates, and nothing else', () => {
    const names = [...new Set(shown.flatMap(({ algorithms }) => algorithms))];
    const wrong: string[] = [];
    for (const { name, blob, algorithms } of shown) {
      for (const algorithm of names) {
        if (accepted(blob, algorithm) !== algorithms.includes(algorithm)) wrong.push(`${name} for ${algorithm}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(names).toHaveLength(3 + 7 + 3 + 3);
  });

  test('a certificate that is cut, and one of a type that is not known', () => {
    const { blob } = shown[1] as { blob: Uint8Array };
    for (let length = 0; length < blob.length; length++) {
      expect(accepted(blob.subarray(0, length), `ssh-ed25519${SUFFIX}`)).toBe(false);
    }
    const other = Uint8Array.from(blob);
    other[4] = 0x74;
    expect(accepted(other, `ssh-ed25519${SUFFIX}`)).toBe(false);
  });
});

test('[SEC-072] the limit leastRsaBits decides which RSA host keys are too short', async () => {
  const { publicKey } = await generateKey('rsa', { crypto, bits: 2048 });
  const least = (leastRsaBits: number) => hostKeyPolicy({ limits: { ...defaultLimits, leastRsaBits } });
  checkHostKey(publicKey.blob, 'rsa-sha2-512', least(2048));
  expect(() => checkHostKey(publicKey.blob, 'rsa-sha2-512', least(2049))).toThrow(/2048 bits is outside 2049/);
  expect(() => checkHostKey(publicKey.blob, 'rsa-sha2-512', least(1023))).toThrow(/rsaBitsMin/);
});

function accepted(blob: Uint8Array, algorithm: string): boolean {
  try {
    checkHostKey(blob, algorithm, policy);
    return true;
  } catch (error) {
    if (isSshError(error, 'PROTOCOL_ERROR') && error.disconnect === 3) return false;
    throw error;
  }
}
