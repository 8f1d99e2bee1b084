/** Compliance cases over Wycheproof files: one case per file and provider, which reports every vector that came out wrong. */

import assert from 'node:assert/strict';

import { isSshError, toHex } from '@nacre/core';
import { bytesToBigInt, type CryptoProvider, type HashName } from '@nacre/crypto';

import type { ComplianceCase } from '../case.js';
import { parseDerSignature } from './der-signature.js';
import { bytesOf, label, readVectors, type Vector, type VectorGroup } from './vectors.js';

/** True or a value when the provider accepted the vector, false when it refused; undefined when it does not apply. */
type Trial = (vector: Vector, group: VectorGroup) => Promise<boolean | undefined>;

/** The cases for each file whose primitive the provider has. `folder` holds the .json files. */
export function wycheproofCases(folder: string, provider: CryptoProvider): readonly ComplianceCase[] {
  return Object.entries(trials(provider)).flatMap(([file, trial]) =>
    trial === undefined ? [] : [{ name: `wycheproof ${file}`, run: () => runFile(folder, file, trial) }],
  );
}

async function runFile(folder: string, file: string, trial: Trial): Promise<void> {
  const wrong: string[] = [];
  let tried = 0;
  for (const group of readVectors(folder, file)) {
    for (const vector of group.tests) {
      const accepted = await trial(vector, group);
      if (accepted === undefined) continue;
      tried++;
      if (vector.result !== 'acceptable' && accepted !== (vector.result === 'valid')) wrong.push(label(vector));
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(tried > 0, 'no vector of the file applies');
}

function trials(provider: CryptoProvider): Readonly<Record<string, Trial | undefined>> {
  return {
    'aes_gcm_test.json': gcmTrial(provider),
    'hmac_sha1_test.json': hmacTrial(provider, 'sha1'),
    'hmac_sha256_test.json': hmacTrial(provider, 'sha256'),
    'hmac_sha512_test.json': hmacTrial(provider, 'sha512'),
    'x25519_test.json': x25519Trial(provider),
    'ecdh_secp256r1_ecpoint_test.json': ecdhTrial(provider),
    'ecdsa_secp256r1_sha256_test.json': ecdsaTrial(provider),
    'ed25519_test.json': ed25519Trial(provider),
    'rsa_signature_2048_sha256_test.json': rsaTrial(provider, 'sha256'),
    'rsa_signature_3072_sha256_test.json': rsaTrial(provider, 'sha256'),
    'rsa_signature_4096_sha512_test.json': rsaTrial(provider, 'sha512'),
    'mlkem_768_test.json': mlkemTrial(provider),
  };
}

/** SSH uses 12-byte nonces and 16-byte tags alone. */
function gcmTrial({ aesGcm }: CryptoProvider): Trial | undefined {
  return (
    aesGcm &&
    (async (vector, group) => {
      if (group['ivSize'] !== 96 || group['tagSize'] !== 128) return undefined;
      const aead = aesGcm(bytesOf(vector, 'key'));
      const [nonce, aad] = [bytesOf(vector, 'iv'), bytesOf(vector, 'aad')];
      const opened = aead.open(nonce, aad, bytesOf(vector, 'ct'), bytesOf(vector, 'tag'));
      if (opened === undefined) return false;
      const sealed = aead.seal(nonce, aad, opened);
      return (
        toHex(opened) === vector['msg'] &&
        toHex(sealed.ciphertext) === vector['ct'] &&
        toHex(sealed.tag) === vector['tag']
      );
    })
  );
}

function hmacTrial({ hmac, hashes }: CryptoProvider, hash: HashName): Trial | undefined {
  if (hmac === undefined || hashes[hash] === undefined) return undefined;
  return async (vector, group) => {
    const tag = toHex(hmac(hash, bytesOf(vector, 'key')).compute(bytesOf(vector, 'msg')));
    return tag.slice(0, Number(group['tagSize']) / 4) === vector['tag'];
  };
}

/** Where the vectors leave the all-zero secret to the user, RFC 8731 section 3 does not. */
function x25519Trial({ x25519 }: CryptoProvider): Trial | undefined {
  return (
    x25519 &&
    (async vector => {
      const secret = await unlessPeerKeyRefused(() =>
        x25519.agree(bytesOf(vector, 'private'), bytesOf(vector, 'public')),
      );
      if (/^0+$/.test(String(vector['shared']))) {
        assert.equal(secret, undefined, label(vector));
        return undefined;
      }
      return secret !== undefined && toHex(secret) === vector['shared'];
    })
  );
}

/** Compressed points, valid there, are refused here: SSH does not use them. */
function ecdhTrial({ ecdhP256 }: CryptoProvider): Trial | undefined {
  return (
    ecdhP256 &&
    (async vector => {
      const scalar = bytesOf(vector, 'private');
      const secret = await unlessPeerKeyRefused(() => ecdhP256.agree(scalar, bytesOf(vector, 'public')));
      if (vector.flags.includes('CompressedPoint') || vector.flags.includes('CompressedPublic')) {
        assert.equal(secret, undefined, label(vector));
        return undefined;
      }
      return secret !== undefined && toHex(secret) === vector['shared'];
    })
  );
}

function ecdsaTrial({ ecdsaP256 }: CryptoProvider): Trial | undefined {
  return (
    ecdsaP256 &&
    (async (vector, group) => {
      const signature = parseDerSignature(bytesOf(vector, 'sig'));
      const publicKey = bytesOf(group['publicKey'] as Record<string, unknown>, 'uncompressed');
      return signature !== undefined && (await ecdsaP256.verify(publicKey, bytesOf(vector, 'msg'), signature));
    })
  );
}

function ed25519Trial({ ed25519 }: CryptoProvider): Trial | undefined {
  return (
    ed25519 &&
    (async (vector, group) => {
      const publicKey = bytesOf(group['publicKey'] as Record<string, unknown>, 'pk');
      return ed25519.verify(publicKey, bytesOf(vector, 'msg'), bytesOf(vector, 'sig'));
    })
  );
}

function rsaTrial({ rsa }: CryptoProvider, hash: HashName): Trial | undefined {
  return (
    rsa &&
    (async (vector, group) => {
      const key = group['publicKey'] as Record<string, unknown>;
      const [n, e] = [bytesOf(key, 'modulus'), bytesOf(key, 'publicExponent')];
      assert.ok(bytesToBigInt(n) > 0n);
      return rsa.verify({ n, e }, hash, bytesOf(vector, 'msg'), bytesOf(vector, 'sig'));
    })
  );
}

/** Seeds of a wrong length do not apply: they are never the peer's. */
function mlkemTrial({ mlkem768 }: CryptoProvider): Trial | undefined {
  if (mlkem768 === undefined) return undefined;
  return async vector => {
    const seed = bytesOf(vector, 'seed');
    if (seed.length !== 64) return undefined;
    const { publicKey, privateKey } = await mlkem768.fromSeed(seed);
    const secret = await unlessPeerKeyRefused(() => mlkem768.decapsulate(privateKey, bytesOf(vector, 'c')));
    return secret !== undefined && toHex(secret) === vector['K'] && toHex(publicKey) === vector['ek'];
  };
}

/** The result, or undefined when the peer's key was refused; any other error is a fault of the provider. */
async function unlessPeerKeyRefused(work: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isSshError(error, 'PROTOCOL_ERROR')) return undefined;
    throw error;
  }
}
