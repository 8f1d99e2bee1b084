/** What a security key signs when a web browser asks it (PROTOCOL.u2f; Web Authentication Level 2, section 6.1). */

import { concatBytes, encodeUtf8, equalBytes, toBase64 } from '@nacre/core';
import type { Hash } from '@nacre/crypto';
import { encode } from '@nacre/wire';

import { SkSignatureFlags, SkSignedData, type WebauthnSignature } from '../generated/index.js';

export const WEBAUTHN = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';

const HASH_BYTES = 32;
/** In an origin these could end the JSON string early, so that it says something else than what is compared. */
const STRING_BREAKERS = /["\\\p{Cc}]/u;

/**
 * The bytes under the signature, or undefined when what the browser says (`clientData`) is not about `data` and this origin, or does
 * not fit the flags. Members after the origin are not looked at, as in OpenSSH (ssh-ecdsa-sk.c).
 */
export function webauthnSignedData(
  sha256: Hash,
  application: string,
  signature: WebauthnSignature,
  data: Uint8Array,
): Uint8Array | undefined {
  const { flags, counter, origin, clientData, extensions } = signature;
  if (STRING_BREAKERS.test(origin) || (flags & SkSignatureFlags.ATTESTED_DATA) !== 0) return undefined;
  const hasExtensions = (flags & SkSignatureFlags.EXTENSION_DATA) !== 0;
  if (hasExtensions !== extensions.length > 0 || !isAbout(clientData, origin, data)) return undefined;
  const applicationHash = sha256.digest(encodeUtf8(application));
  const messageHash = sha256.digest(clientData);
  const plain = encode(SkSignedData, { applicationHash, flags, counter, messageHash });
  return concatBytes(plain.subarray(0, -HASH_BYTES), extensions, messageHash);
}

/** Browsers write these members first, in this order and without spaces, so that no JSON parser is needed. */
function isAbout(clientData: Uint8Array, origin: string, data: Uint8Array): boolean {
  const challenge = toBase64(data, { padding: false }).replaceAll('+', '-').replaceAll('/', '_');
  const start = encodeUtf8(`{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}"`);
  if (!equalBytes(clientData.subarray(0, start.length), start)) return false;
  const next = clientData[start.length];
  return next === 0x2c || next === 0x7d; // , or }
}
