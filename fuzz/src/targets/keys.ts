/** Parsers of key files, public keys, known_hosts and authorized_keys; the signature check. */

import fc from 'fast-check';

import { encodeUtf8, toBase64 } from '@nacre/core';
import {
  exportPrivateKey,
  findAuthorizedKey,
  parseKnownHosts,
  parsePrivateKey,
  parsePublicKey,
  publicKeyFromBlob,
  verifySignature,
} from '@nacre/keys';
import { seededRandom } from '@nacre/testkit';

import { containedParse } from '../containment.js';
import { type FuzzTarget, target } from '../target.js';
import { hostileBytes, mutate, mutations } from './bytes.js';
import { crypto, hostKey } from './fixtures.js';

const keyFile = await exportPrivateKey(hostKey, { crypto, random: seededRandom(3) });
const { blob } = hostKey.publicKey;
const signed = encodeUtf8('signed data');
const signature = await hostKey.sign(signed, 'ssh-ed25519');
const hostLine = `host,[other]:2222 ssh-ed25519 ${toBase64(blob)} comment\n`;

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.tuple(fc.string(), fc.constantFrom(hostLine, '@revoked ', '|1|', '"', '\0', '\r')).map(parts => parts.join('')),
);
const mutatedText = (good: string) =>
  fc.oneof(
    text,
    mutations.map(changes => Buffer.from(mutate(encodeUtf8(good), changes)).toString('latin1')),
  );
const mutatedBytes = (good: Uint8Array) =>
  fc.oneof(
    hostileBytes,
    mutations.map(changes => mutate(good, changes)),
  );

export const keys: readonly FuzzTarget[] = [
  target({
    name: 'keys/private-key-file',
    input: mutatedText(keyFile),
    check: async input => void (await containedParse(() => parsePrivateKey(input, { crypto }))),
  }),
  target({
    name: 'keys/private-key-blob',
    input: mutatedBytes(Buffer.from(keyFile.replace(/-----.*-----|\s/g, ''), 'base64')),
    check: async bytes => {
      const armoured = `-----BEGIN OPENSSH PRIVATE KEY-----\n${toBase64(bytes)}\n-----END OPENSSH PRIVATE KEY-----\n`;
      await containedParse(() => parsePrivateKey(armoured, { crypto }));
    },
  }),
  target({
    name: 'keys/public-line',
    input: mutatedText(hostLine.slice(hostLine.indexOf(' ') + 1)),
    check: async input => void (await containedParse(() => parsePublicKey(input))),
  }),
  target({
    name: 'keys/public-blob',
    input: mutatedBytes(blob),
    check: async input => void (await containedParse(() => publicKeyFromBlob(input))),
  }),
  target({
    name: 'keys/known-hosts',
    input: mutatedText(hostLine),
    check: input => void parseKnownHosts(input).check({ host: 'host', port: 22, key: blob, crypto }),
  }),
  target({
    name: 'keys/authorized-keys',
    input: mutatedText(hostLine),
    check: input => void findAuthorizedKey(input, blob),
  }),
  target({
    name: 'keys/verify-signature',
    input: fc.record({ key: mutatedBytes(blob), bytes: mutatedBytes(signature) }),
    check: async ({ key, bytes }) => {
      const valid = await verifySignature(crypto, key, 'ssh-ed25519', signed, bytes);
      const untouched = Buffer.compare(key, blob) === 0 && Buffer.compare(bytes, signature) === 0;
      if (valid && !untouched) throw new Error('a changed key or signature is accepted');
    },
  }),
];
