/** A FIDO security key in software (PROTOCOL.u2f of OpenSSH), as a signer: it says of each signature that somebody touched it. */

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import { type Signer, parsePublicKey } from '@nacre/client';
import { WireWriter } from '@nacre/wire';

const APPLICATION = 'ssh:';
const TOUCHED = 1;
const ED25519 = 'sk-ssh-ed25519@openssh.com';
const ECDSA = 'sk-ecdsa-sha2-nistp256@openssh.com';
const WEBAUTHN = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';
const MAX = 65_536;

export function skEd25519(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
  const blob = written(writer => {
    writer.name('type', ED25519, 64);
    writer.bytes('key', raw, MAX);
    writer.ascii('application', APPLICATION, MAX);
  });
  return signer(ED25519, blob, [ED25519], data => {
    const { signed, counter } = assertion(sha256(data));
    return written(writer => {
      writer.name('algorithm', ED25519, 64);
      writer.bytes('signature', sign(null, signed, privateKey), MAX);
      writer.u8('flags', TOUCHED);
      writer.u32('counter', counter);
    });
  });
}

export function skEcdsa(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([
    Buffer.of(4),
    Buffer.from(x as string, 'base64url'),
    Buffer.from(y as string, 'base64url'),
  ]);
  const blob = written(writer => {
    writer.name('type', ECDSA, 64);
    writer.name('curve', 'nistp256', 64);
    writer.bytes('point', point, MAX);
    writer.ascii('application', APPLICATION, MAX);
  });
  return signer(ECDSA, blob, [ECDSA, WEBAUTHN], (data, algorithm) => {
    const origin = 'https://example.org';
    const challenge = Buffer.from(data).toString('base64url');
    const said = Buffer.from(`{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}"}`);
    const { signed, counter } = assertion(sha256(algorithm === WEBAUTHN ? said : data));
    return written(writer => {
      writer.name('algorithm', algorithm, 64);
      writer.bytes('signature', ecdsaNumbers(signed, privateKey), MAX);
      writer.u8('flags', TOUCHED);
      writer.u32('counter', counter);
      if (algorithm !== WEBAUTHN) return;
      writer.ascii('origin', origin, MAX);
      writer.bytes('clientData', said, MAX);
      writer.bytes('extensions', new Uint8Array(0), MAX);
    });
  });
}

function assertion(messageHash: Uint8Array): { readonly signed: Uint8Array; readonly counter: number } {
  const counter = 42;
  const signed = written(writer => {
    writer.raw('application', sha256(Buffer.from(APPLICATION)));
    writer.u8('flags', TOUCHED);
    writer.u32('counter', counter);
    writer.raw('message', messageHash);
  });
  return { signed, counter };
}

function ecdsaNumbers(data: Uint8Array, key: KeyObject): Uint8Array {
  const both = sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
  return written(writer => {
    for (const number of [both.subarray(0, 32), both.subarray(32)]) {
      writer.mpint('number', number.subarray(number.findIndex(byte => byte !== 0)), 256);
    }
  });
}

function signer(
  type: string,
  blob: Uint8Array,
  algorithms: readonly string[],
  make: (data: Uint8Array, algorithm: string) => Uint8Array,
): Signer {
  const publicKey = parsePublicKey(`${type} ${Buffer.from(blob).toString('base64')}`);
  return { publicKey, algorithms, sign: async (data, algorithm) => make(data, algorithm) };
}

function written(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  return writer.finish().slice();
}

function sha256(data: Uint8Array): Uint8Array {
  return createHash('sha256').update(data).digest();
}
