/** Keys and files that no installed program makes, put together by the layouts in their documents. */

import { test } from 'vitest';

import { readVectors } from '../../vector.js';
import { filler, join, mpint, string, u8, u32, u64 } from '../octets.js';
import { save, strings } from '../save.js';

const COMPOSITE = 'draft-ietf-sshm-composite-sigs';
const MLDSA44 = ['ssh-mldsa44-ed25519', 'ssh-mldsa44-ed25519@openssh.com'];
const MLDSA87 = 'ssh-mldsa87-p384';
const P384_POINT_BYTES = 97;
/** FIPS 204, table 2. */
const MLDSA87_PUBLIC_BYTES = 2592;
const MLDSA87_SIGNATURE_BYTES = 4627;
const POINT = join(u8(4), filler(P384_POINT_BYTES - 1));
const D = '0123456789abcdef';

test('composite keys and signatures', () => {
  const origin = 'hand' as const;
  for (const type of MLDSA44) {
    const name = type.includes('@') ? 'mldsa44-ed25519-openssh' : 'mldsa44-ed25519';
    const source = type.includes('@') ? 'ssh-mldsa-eddsa.c of OpenSSH 10.5' : `${COMPOSITE} section 4`;
    const publicKey = string(filler(1312 + 32));
    save(`keys/hand-${name}-public`, { of: 'PublicKeyBlob', origin, source, bytes: join(string(type), publicKey) });
    const bytes = join(string(type), publicKey, string(filler(64)), string('comment'));
    save(`keys/hand-${name}-private`, { of: 'CommentedPrivateKey', origin, source, bytes });
    const signature = join(string(type), string(filler(2420 + 64)));
    save(`keys/hand-${name}-signature`, { of: 'Signature', origin, source, bytes: signature });
  }
  const source = `${COMPOSITE} section 4`;
  const publicKey = string(filler(MLDSA87_PUBLIC_BYTES), string(POINT));
  const secret = string(filler(32), mpint(D));
  const bytes = join(string(MLDSA87), publicKey, secret, string(''));
  save('keys/hand-mldsa87-p384-public', {
    of: 'PublicKeyBlob',
    origin,
    source,
    bytes: join(string(MLDSA87), publicKey),
  });
  save('keys/hand-mldsa87-p384-private', { of: 'CommentedPrivateKey', origin, source, bytes });
  save('keys/hand-mldsa87-p384-signature', {
    of: 'Signature',
    origin,
    source,
    disagreement: 16,
    notes: 'The ML-DSA-87 signature has 4627 bytes (FIPS 204), not the 4896 that the draft prints.',
    bytes: join(string(MLDSA87), string(filler(MLDSA87_SIGNATURE_BYTES), mpint(`ff${D}`), mpint(D))),
  });
  for (const [type, label] of [
    ['ssh-mldsa44-ed25519', 'COMPSIG-MLDSA44-Ed25519-SHA512'],
    [MLDSA87, 'COMPSIG-MLDSA87-ECDSA-P384-SHA512'],
  ] as const) {
    const prefix = Buffer.from(`CompositeAlgorithmSignatures2025${label}`);
    const signed = join(prefix, u8(0), filler(64));
    save(`keys/hand-${type}-signed-data`, {
      of: 'CompositeSignedData',
      params: { label: type },
      origin,
      source,
      bytes: signed,
    });
    const hash = { of: 'CompositeHash', origin, source, bytes: join(u8(0), filler(64)) };
    save('keys/hand-composite-hash', hash);
  }
});

test('a certificate of a composite key', () => {
  const [type] = ['ssh-mldsa44-ed25519-cert-v01@openssh.com'];
  const source = 'draft-ietf-sshm-cert section 2.1 with the key of ssh-mldsa-eddsa.c of OpenSSH 10.5';
  const { rest } = certificate('keys/openssh92-certificate-user-ed25519', 1);
  const bytes = join(string(type ?? ''), string(filler(32)), string(filler(1344)), rest);
  save('keys/hand-mldsa44-ed25519-certificate', { of: 'CertificateBlob', origin: 'hand', source, bytes });
  save('keys/hand-mldsa44-ed25519-certified-private', {
    of: 'CommentedPrivateKey',
    origin: 'hand',
    source: 'ssh-mldsa-eddsa.c of OpenSSH 10.5',
    bytes: join(string(type ?? ''), string(bytes), string(filler(64)), string('comment')),
  });
});

test('certificates by the names of the draft', () => {
  const types = { ecdsa: 2, rsa: 2, dsa: 4 };
  const source = 'draft-ietf-sshm-cert section 2.1: the layout of OpenSSH under another name';
  for (const [type, fields] of Object.entries(types)) {
    const { name, nonce, key, rest } = certificate(`keys/openssh92-certificate-user-${type}`, fields);
    const bytes = join(string(draftName(name)), nonce, key, rest);
    save(`keys/hand-draft-certificate-${type}`, { of: 'CertificateBlob', origin: 'hand', source, bytes });
  }
  for (const bits of ['384', '521']) {
    const { name, nonce, key, rest } = certificate(`keys/openssh92-certificate-host-${bits}`, 2);
    const bytes = join(string(draftName(name)), nonce, key, rest);
    save(`keys/hand-draft-certificate-${bits}`, { of: 'CertificateBlob', origin: 'hand', source, bytes });
  }
  const { name, nonce, key, rest } = certificate('keys/asyncssh-ed448-certificate', 1);
  const bytes = join(string(draftName(name)), nonce, key, rest);
  save('keys/hand-draft-certificate-ed448', { of: 'CertificateBlob', origin: 'hand', source, bytes });
});

test('private keys with certificates by the names of the draft', () => {
  const source = 'draft-ietf-sshm-cert section 2.5: the layout of OpenSSH under another name';
  for (const type of ['ecdsa', 'ecdsa-384', 'ecdsa-521', 'rsa', 'dsa']) {
    const message = bytesOf(`agent/openssh92-add-certificate-${type}-AgentAddIdentity`);
    const [name] = strings(message, 1);
    const rest = message.subarray(1 + 4 + (name?.length ?? 0));
    const bytes = join(string(draftName(String(name))), rest);
    save(`keys/hand-draft-certified-private-${type}`, { of: 'CommentedPrivateKey', origin: 'hand', source, bytes });
  }
  const ed448 = bytesOf('keys/asyncssh-ed448-certified-private');
  const [name] = strings(ed448);
  const bytes = join(string(draftName(String(name))), ed448.subarray(4 + (name?.length ?? 0)));
  save('keys/hand-draft-certified-private-ed448', { of: 'CommentedPrivateKey', origin: 'hand', source, bytes });
});

test('X.509 keys', () => {
  const source = 'RFC 6187 section 2.1: the layout of x509v3-ssh-rsa under another name';
  const blob = bytesOf('keys/asyncssh-x509-rsa');
  const [name] = strings(blob);
  for (const type of ['x509v3-ssh-dss', 'x509v3-rsa2048-sha256']) {
    const bytes = join(string(type), blob.subarray(4 + (name?.length ?? 0)));
    save(`keys/hand-${type}`, { of: 'PublicKeyBlob', origin: 'hand', source, bytes });
  }
});

test('revocation lists', () => {
  const source = 'PROTOCOL.krl';
  const head = join(
    Buffer.from('SSHKRL\n\0'),
    u32(1),
    u64(7n),
    u64(0x5f000000n),
    u64(0n),
    string(''),
    string('by hand'),
  );
  const extension = string(string('extension@example.com'), u8(0), string('contents'));
  const certificates = string(string(''), string(''), u8(0x39), extension);
  const key = bytesOf('keys/openssh92-ed25519-public');
  const signature = string(string('ssh-ed25519'), string(filler(64)));
  const bytes = join(head, u8(1), certificates, u8(255), extension, u8(4), string(key), signature);
  const notes = 'The section of the signature is two strings and not one.';
  save('keys/hand-krl-extensions-signature', { of: 'Krl', origin: 'hand', source, disagreement: 13, notes, bytes });
});

test('security keys', () => {
  const origin = 'hand' as const;
  const certificateOfDevice = join(string('certificate'), string(filler(70)));
  const attestation = join(string('ssh-sk-attest-v00'), certificateOfDevice, u32(0), string(''));
  save('keys/hand-attestation-v00', {
    of: 'SkAttestation',
    origin,
    source: 'PROTOCOL.u2f, first form',
    bytes: attestation,
  });
  const numbers = string(mpint(`ff${D}`), mpint(D));
  const clientData = '{"type":"webauthn.get","challenge":"dmVjdG9y","origin":"https://example.com"}';
  const parts = [numbers, u8(1), u32(9), string('https://example.com'), string(clientData), string('')];
  const type = string('webauthn-sk-ecdsa-sha2-nistp256@openssh.com');
  save('keys/hand-webauthn-signature', {
    of: 'Signature',
    origin,
    source: 'PROTOCOL.u2f',
    bytes: join(type, ...parts),
  });
});

/** A certificate in a vector, cut behind its type, its nonce and the `fields` strings of its key. */
function certificate(vector: string, fields: number) {
  const bytes = bytesOf(vector);
  const parts = [...strings(bytes)].slice(0, 2 + fields).map(part => string(part));
  const [type = Buffer.alloc(0), nonce = Buffer.alloc(0), ...key] = parts;
  const length = Buffer.concat(parts).length;
  return { name: type.subarray(4).toString(), nonce, key: Buffer.concat(key), rest: bytes.subarray(length) };
}

function bytesOf(name: string): Buffer {
  const found = readVectors().find(file => file.name === name);
  if (found === undefined) throw new Error(`record ${name} first`);
  return Buffer.from(found.vector.hex, 'hex');
}

function draftName(name: string): string {
  return name.replace('-cert-v01@openssh.com', '-cert');
}
