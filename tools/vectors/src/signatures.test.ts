/** The signatures in vectors verify over what our codecs say was signed; OpenSSL does the arithmetic. */

import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { AgentExtension, AgentSignRequest, AgentSignResponse } from '@nacre/agent/messages';
import { CertificateBlob, PublicKeyBlob, Signature, SshSignature, SshSignatureSignedData } from '@nacre/keys/messages';
import { decode, decodeMessage, encode } from '@nacre/wire';

import { verifies } from './openssl.js';
import { readVectors, type VectorFile } from './vector.js';

const MESSAGE = 'a message\n'; // of all recorded signatures of files
const vectors = readVectors();
const genuine = vectors.filter(({ vector }) => vector.origin !== 'hand');
const cases = (of: string) => genuine.filter(({ vector }) => vector.of === of).map(file => [file.name, file] as const);

describe('an authority signed what `tbs` gives', () => {
  it.each(cases('CertificateBlob'))('%s', (_, file) => {
    const { certificate } = decode(CertificateBlob, bytesOf(file));
    if (certificate.keyType === undefined || certificate.tbs === undefined) throw new Error('not a known certificate');
    const { key } = certificate.signatureKey;
    expect(verifies(key, certificate.signature.body, certificate.tbs)).toBe(true);
    const changed = certificate.tbs.map((byte, i) => (i === 20 ? byte ^ 1 : byte));
    expect(verifies(key, certificate.signature.body, changed)).toBe(false);
  });
});

describe('a signature of a file is over SshSignatureSignedData', () => {
  it.each(cases('SshSignature'))('%s', (_, file) => {
    const { namespace, reserved, hashAlgorithm, publicKey, signature } = decode(SshSignature, bytesOf(file));
    const hash = Uint8Array.from(createHash(hashAlgorithm).update(MESSAGE).digest());
    const signed = encode(SshSignatureSignedData, { namespace, reserved, hashAlgorithm, hash });
    const { key } = decode(PublicKeyBlob, publicKey);
    expect(verifies(key, signature.body, signed)).toBe(signature.body.algorithm === 'ssh-dss' ? undefined : true);
  });
});

describe('an agent signed what it was asked to', () => {
  it.each(cases('AgentSignRequest'))('%s', (name, file) => {
    const answer = vectors.find(other => other.name === name.replace('Request', 'Response'));
    if (answer === undefined) throw new Error('the answer of the agent is missing');
    const { keyBlob, data } = decodeMessage(AgentSignRequest, bytesOf(file));
    const { signature } = decodeMessage(AgentSignResponse, bytesOf(answer));
    const { key } = decode(PublicKeyBlob, keyBlob);
    expect(verifies(key, signature.body, data)).toBe(signature.body.algorithm === 'ssh-dss' ? undefined : true);
  });

  it.each(cases('AgentExtension'))('%s: the host key signed the session identifier', (_, file) => {
    const { body } = decodeMessage(AgentExtension, bytesOf(file));
    if (body.extension !== 'session-bind@openssh.com') throw new Error('another extension was recorded');
    const { key } = decode(PublicKeyBlob, body.hostKey);
    expect(verifies(key, body.signature.body, body.sessionId)).toBe(true);
  });
});

describe('asyncssh signed under a name of ssh.com', () => {
  const { key } = decode(PublicKeyBlob, bytesOf(named('keys/asyncssh-ssh-com-rsa-public')));
  it.each(['sha224', 'sha256', 'sha384', 'sha512'])('%s', hash => {
    const { body } = decode(Signature, bytesOf(named(`keys/asyncssh-ssh-com-${hash}-signature`)));
    expect(body.algorithm).toBe(`ssh-rsa-${hash}@ssh.com`);
    expect(verifies(key, body, Buffer.from('signed by asyncssh'))).toBe(true);
    expect(verifies(key, body, Buffer.from('signed by Asyncssh'))).toBe(false);
  });
});

function named(name: string): VectorFile {
  const file = vectors.find(vector => vector.name === name);
  if (file === undefined) throw new Error(`the vector ${name} is missing`);
  return file;
}

function bytesOf({ vector }: VectorFile): Uint8Array {
  return Uint8Array.from(Buffer.from(vector.hex, 'hex'));
}
