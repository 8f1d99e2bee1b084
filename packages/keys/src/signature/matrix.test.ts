/** Every algorithm against every key and every signature: what does not belong together is refused. */

import { beforeAll, describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';
import { catalogue } from '@nacre/crypto';

import { issue } from '../../test/certificates.js';
import { skEcdsa, skEd25519 } from '../../test/security-key.js';
import { crypto, failure, KeygenFolder } from '../../test/support.js';
import { withCertificate } from '../certificate/with-certificate.js';
import { algorithmsOfKeyType, keyTypeOfAlgorithm, signatureOfCertificateAlgorithm } from '../key-types/table.js';
import { type GeneratedKeyType, generateKey } from '../private-key/generate.js';
import { parsePrivateKey } from '../private-key/parse.js';
import type { Signer } from './signer.js';
import { verifySignature } from './verify.js';

const DATA = encodeUtf8('data to be signed');
const GENERATED: readonly GeneratedKeyType[] = [
  'ed25519',
  'ed448',
  'ecdsa-nistp256',
  'ecdsa-nistp384',
  'ecdsa-nistp521',
  'ecdsa-secp256k1',
  'rsa',
];

/** Plain keys, and then the same keys with certificates. */
const signers: Signer[] = [];

beforeAll(async () => {
  for (const type of GENERATED) {
    signers.push(await generateKey(type, { crypto, ...(type === 'rsa' && { bits: 2048 }) }));
  }
  signers.push(await dsaKey(), await skEd25519(), await skEcdsa());
  const authority = signers[0] as Signer;
  for (const signer of [...signers]) {
    signers.push(withCertificate(signer, await issue(authority, signer.publicKey.blob)));
  }
}, 60_000);

/** New ones are made by OpenSSH before 10 only. */
async function dsaKey(): Promise<Signer> {
  using folder = new KeygenFolder();
  folder.mustRun('-q', '-t', 'dsa', '-N', '', '-f', 'key');
  return parsePrivateKey(folder.read('key'), { crypto });
}

describe('[SEC-074] algorithm asked, key, and algorithm of the signature', () => {
  test('only consistent triples verify', async () => {
    const asked = catalogue.hostKey.map(({ name }) => name);
    const wrong: string[] = [];
    let right = 0;
    for (const made of signers) {
      for (const algorithm of made.algorithms) {
        const signature = await made.sign(DATA, algorithm);
        const named = signatureOfCertificateAlgorithm(algorithm) ?? algorithm;
        for (const question of asked) {
          for (const { publicKey } of signers) {
            const valid = await verifySignature(crypto, publicKey.blob, question, DATA, signature);
            const isSame =
              publicKey.type === keyTypeOfAlgorithm(question) && belongsTo(publicKey.blob, made.publicKey.blob);
            const consistent = isSame && (signatureOfCertificateAlgorithm(question) ?? question) === named;
            if (valid !== consistent) wrong.push(`${named} signature, ${publicKey.type} key, ${question} asked`);
            if (valid) right++;
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    // of 17 algorithms 13 go with certificates too: those signatures are right for the key and for the certificate, whoever made them
    expect(right).toBe(13 * 2 + 4 + 13 * 2);
  }, 120_000);

  /** The certificates of the test hold the key's own bytes. */
  function belongsTo(a: Uint8Array, b: Uint8Array): boolean {
    const [one, other] = [a, b].map(blob => signers.findIndex(({ publicKey }) => publicKey.blob === blob) % 10);
    return one === other;
  }

  test.each([
    ['ssh-ed25519', 'ssh-ed25519', true],
    ['rsa-sha2-512', 'ssh-rsa', true],
    ['rsa-sha2-256-cert-v01@openssh.com', 'ssh-rsa-cert-v01@openssh.com', true],
    ['ssh-rsa', 'ssh-rsa', false],
    ['ssh-rsa-cert-v01@openssh.com', 'ssh-rsa-cert-v01@openssh.com', false],
    ['ssh-rsa-sha256@ssh.com', 'ssh-rsa', false],
    ['ecdsa-sha2-1.3.132.0.10', 'ecdsa-sha2-1.3.132.0.10', true],
    ['sk-ssh-ed25519-cert-v01@openssh.com', 'sk-ssh-ed25519-cert-v01@openssh.com', true],
    ['webauthn-sk-ecdsa-sha2-nistp256@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com', true],
  ])('%s belongs to %s', (algorithm, type, unasked) => {
    expect(keyTypeOfAlgorithm(algorithm)).toBe(type);
    expect(algorithmsOfKeyType(type).includes(algorithm)).toBe(unasked);
  });

  test('each algorithm of the catalogue has a type of key', () => {
    for (const { name } of catalogue.hostKey) expect(keyTypeOfAlgorithm(name)).toMatch(/^(?:ssh|ecdsa|sk)-/);
  });

  test('an algorithm that does not exist has no type of key', async () => {
    for (const name of ['', 'ssh-rsa-sha256@ssh.com-cert-v01@openssh.com', 'ssh-ed25519-cert', 'rsa-sha2-1024']) {
      expect((await failure(() => keyTypeOfAlgorithm(name))).code).toBe('UNSUPPORTED');
    }
  });
});
