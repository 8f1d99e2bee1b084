/** A FIDO security key in software (PROTOCOL.u2f), for tests only: it signs at once, with the flags that it is told. */

import { concatBytes, encodeUtf8, toBase64 } from '@nacre/core';
import { encode } from '@nacre/wire';

import { Signature, SkSignedData } from '../src/generated/index.js';
import { publicKeyFromBlob, type Signer } from '../src/index.js';
import type { KnownPublicKey, KnownSignature } from '../src/key-types/key-type.js';
import { encodePublicKey } from '../src/public-key/public-key.js';
import { crypto } from './support.js';

export interface DeviceOptions {
  /** Default: somebody touched it. */
  readonly flags?: number;
  readonly counter?: number;
  /** Of a web browser: */
  readonly origin?: string;
  readonly extensions?: Uint8Array;
  /** Changes what the browser says. */
  readonly clientData?: (text: string) => string;
}

export const APPLICATION = 'ssh:';
const ED25519 = 'sk-ssh-ed25519@openssh.com';
const ECDSA = 'sk-ecdsa-sha2-nistp256@openssh.com';
const WEBAUTHN = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';

const sha256 = (bytes: Uint8Array): Uint8Array => crypto.hashes.sha256?.digest(bytes) as Uint8Array;

export async function skEd25519(options: DeviceOptions = {}): Promise<Signer> {
  const pair = await required(crypto.ed25519).generate();
  return signerOf({ keyType: ED25519, publicKey: pair.publicKey, application: APPLICATION }, [ED25519], async data => {
    const { flags = 1, counter = 7 } = options;
    const signed = signedData(flags, counter, sha256(data));
    const signature = await required(crypto.ed25519).sign(pair.privateKey, signed);
    return { algorithm: ED25519, signature, flags, counter };
  });
}

export async function skEcdsa(options: DeviceOptions = {}): Promise<Signer> {
  const pair = await required(crypto.ecdsaP256).generate();
  const key = { keyType: ECDSA, curve: 'nistp256', point: pair.publicKey, application: APPLICATION } as const;
  const { flags = 1, counter = 7, origin = 'https://example.org', extensions = new Uint8Array(0) } = options;
  return signerOf(key, [ECDSA, WEBAUTHN], async (data, algorithm) => {
    if (algorithm === ECDSA) {
      const signature = await required(crypto.ecdsaP256).sign(
        pair.privateKey,
        signedData(flags, counter, sha256(data)),
      );
      return { algorithm: ECDSA, signature, flags, counter };
    }
    const challenge = toBase64(data, { padding: false }).replaceAll('+', '-').replaceAll('/', '_');
    const said = `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`;
    const clientData = encodeUtf8(options.clientData?.(said) ?? said);
    const plain = signedData(flags, counter, sha256(clientData));
    const signed = concatBytes(plain.subarray(0, -32), extensions, plain.subarray(-32));
    const signature = await required(crypto.ecdsaP256).sign(pair.privateKey, signed);
    return { algorithm: WEBAUTHN, signature, flags, counter, origin, clientData, extensions };
  });
}

function signedData(flags: number, counter: number, messageHash: Uint8Array): Uint8Array {
  return encode(SkSignedData, { applicationHash: sha256(encodeUtf8(APPLICATION)), flags, counter, messageHash });
}

function signerOf(
  key: KnownPublicKey,
  algorithms: readonly string[],
  sign: (data: Uint8Array, algorithm: string) => Promise<KnownSignature>,
): Signer {
  return {
    publicKey: publicKeyFromBlob(encodePublicKey(key)),
    algorithms,
    sign: async (data, algorithm) => encode(Signature, { body: await sign(data, algorithm) }),
  };
}

function required<T>(primitive: T | undefined): T {
  if (primitive === undefined) throw new Error('the provider of the tests lacks a primitive');
  return primitive;
}
