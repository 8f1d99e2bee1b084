/** Signatures of ssh-keygen with every type of key, and ours before ssh-keygen. */

import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';
import { bytesToBigInt } from '@nacre/crypto';
import { decode } from '@nacre/wire';

import { readSshSig, signedBytes, writeSshSig } from '../../test/sshsig.js';
import { crypto, KeygenFolder, providers } from '../../test/support.js';
import { Signature } from '../generated/index.js';
import { algorithmsOfKeyType } from '../key-types/table.js';
import { generateKey } from '../private-key/generate.js';
import { parsePrivateKey } from '../private-key/parse.js';
import { secretOf } from '../private-key/private-key.js';
import { verifySignature } from './verify.js';

const NAMESPACE = 'nacre-test';
const MESSAGE = 'a message';

describe.each([
  ['ed25519', '256'],
  ['ecdsa', '256'],
  ['ecdsa', '384'],
  ['ecdsa', '521'],
  ['rsa', '2048'],
  ['rsa', '4096'],
  ['dsa', '1024'],
])('%s of %s bits', (type, bits) => {
  test('signatures of ssh-keygen are right here, and ours there', async () => {
    using folder = new KeygenFolder({ message: MESSAGE });
    folder.mustRun('-q', '-t', type, '-b', bits, '-N', '', '-C', '', '-f', 'key');
    folder.mustRun('-q', '-Y', 'sign', '-f', 'key', '-n', NAMESPACE, 'message');
    const theirs = readSshSig(folder.read('message.sig'));
    const algorithm = decode(Signature, theirs.signature).body.algorithm as string;
    const data = signedBytes(NAMESPACE, encodeUtf8(MESSAGE));
    const key = await parsePrivateKey(folder.read('key'), { crypto });
    expect(algorithmsOfKeyType(key.publicKey.type)).toContain(algorithm);
    expect(await verifySignature(crypto, theirs.publicKey, algorithm, data, theirs.signature)).toBe(true);
    const other = signedBytes('other', encodeUtf8(MESSAGE));
    expect(await verifySignature(crypto, theirs.publicKey, algorithm, other, theirs.signature)).toBe(false);

    const signature = await key.sign(data, algorithm);
    folder.write('signers', `me ${folder.read('key.pub')}`);
    folder.write('ours', writeSshSig({ publicKey: key.publicKey.blob, namespace: NAMESPACE, signature }));
    const args = ['-Y', 'verify', '-f', 'signers', '-I', 'me', '-n', NAMESPACE, '-s', 'ours'];
    expect(folder.run(args, MESSAGE)).toMatchObject({ ok: true });
    expect(folder.run(args, 'another message').ok).toBe(false);
  }, 60_000);
});

/** Of the group of P-521 (SEC 2 section 2.6.1). */
const P521_ORDER =
  2n ** 521n - 657_877_501_894_328_237_357_444_332_315_020_117_536_923_257_219_387_276_263_472_201_219_398_408_051_703n;

describe.each(providers)('[SEC-075] nonces of P-521 signatures, provider $name', provider => {
  test('use the whole range of the order: the highest bits are not always zero', async ({ skip }) => {
    const ecdsa = provider.ecdsaP521 ?? crypto.ecdsaP521;
    const sha512 = provider.hashes.sha512;
    if (ecdsa === undefined || sha512 === undefined) return skip('the provider has no P-521');
    const key = await generateKey('ecdsa-nistp521', { crypto });
    const secret = secretOf(key);
    if (secret.keyType !== 'ecdsa-sha2-nistp521') throw new Error('another type of key');
    const scalar = new Uint8Array(66);
    scalar.set(secret.d, 66 - secret.d.length);
    const d = bytesToBigInt(secret.d);
    const high = new Set<bigint>();
    for (let i = 0; i < 200; i++) {
      const data = encodeUtf8(`message ${i}`);
      const { r, s } = await ecdsa.sign(scalar, data);
      const h = bytesToBigInt(sha512.digest(data));
      const nonce = (inverse(bytesToBigInt(s), P521_ORDER) * (h + bytesToBigInt(r) * d)) % P521_ORDER;
      high.add(nonce >> 512n);
    }
    // nine bits are above 512: 200 random ones have about 165 values
    expect(high.size).toBeGreaterThan(120);
  }, 60_000);
});

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}
