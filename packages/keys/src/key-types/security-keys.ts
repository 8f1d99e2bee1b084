/**
 * Keys in FIDO security keys (PROTOCOL.u2f): their signatures are verified here, and made by whoever talks to the device. The
 * private half of a key file is a handle that only the device understands.
 */

import { copyBytes, encodeUtf8, type MaybePromise } from '@nacre/core';
import type { CryptoProvider, Hash } from '@nacre/crypto';
import { encode } from '@nacre/wire';

import { requireHash, requirePrimitive } from '../errors.js';
import { SkSignatureFlags, SkSignedData } from '../generated/index.js';
import { nistp256, pointFault, verifyNumbers } from './ecdsa.js';
import type { KeyType, KnownPrivateKey, KnownPublicKey } from './key-type.js';
import type { VerifyPolicy } from './policy.js';
import { WEBAUTHN, webauthnSignedData } from './webauthn.js';

const ED25519 = 'sk-ssh-ed25519@openssh.com';
const ECDSA = 'sk-ecdsa-sha2-nistp256@openssh.com';

type EdPublic = Extract<KnownPublicKey, { keyType: typeof ED25519 }>;
type EdSecret = Extract<KnownPrivateKey, { keyType: typeof ED25519 }>;
type EcPublic = Extract<KnownPublicKey, { keyType: typeof ECDSA }>;
type EcSecret = Extract<KnownPrivateKey, { keyType: typeof ECDSA }>;

export const skEd25519KeyType: KeyType<EdPublic, EdSecret> = {
  name: ED25519,
  algorithms: [ED25519],
  bits: () => 256,
  fault: () => undefined, // the layout already fixes the length

  verify(crypto, key, data, signature, policy) {
    if (signature.algorithm !== ED25519 || !flagsAllow(signature.flags, policy)) return false;
    const signed = deviceSignedData(crypto, key.application, signature, data);
    return requirePrimitive(crypto, 'ed25519', ED25519).verify(key.publicKey, signed, signature.signature);
  },

  publicFields: ({ publicKey, application }) => ({ keyType: ED25519, publicKey, application }),
  mismatch: async () => undefined, // only the device can tell
  copy: secret => ({ ...secret, publicKey: copyBytes(secret.publicKey), ...copyHandle(secret) }),
  secrets: secret => [secret.keyHandle],
};

export const skEcdsaKeyType: KeyType<EcPublic, EcSecret> = {
  name: ECDSA,
  algorithms: [ECDSA, WEBAUTHN],
  bits: () => nistp256.bits,
  fault: key => pointFault(ECDSA, key, nistp256),

  verify(crypto, key, data, signature, policy): MaybePromise<boolean> {
    if (signature.algorithm !== ECDSA && signature.algorithm !== WEBAUTHN) return false;
    if (!flagsAllow(signature.flags, policy)) return false;
    const signed =
      signature.algorithm === WEBAUTHN
        ? webauthnSignedData(sha256Of(crypto, WEBAUTHN), key.application, signature, data)
        : deviceSignedData(crypto, key.application, signature, data);
    return signed !== undefined && verifyNumbers(crypto, nistp256, key.point, signed, signature.signature);
  },

  publicFields: ({ curve, point, application }) => ({ keyType: ECDSA, curve, point, application }),
  mismatch: async () => undefined,
  copy: secret => ({ ...secret, point: copyBytes(secret.point), ...copyHandle(secret) }),
  secrets: secret => [secret.keyHandle],
};

function flagsAllow(flags: number, { userPresence = true, userVerification = false }: VerifyPolicy): boolean {
  if (userPresence && (flags & SkSignatureFlags.USER_PRESENT) === 0) return false;
  return !userVerification || (flags & SkSignatureFlags.USER_VERIFIED) !== 0;
}

function deviceSignedData(
  crypto: CryptoProvider,
  application: string,
  { flags, counter }: { readonly flags: number; readonly counter: number },
  data: Uint8Array,
): Uint8Array {
  const sha256 = sha256Of(crypto, 'A signature of a security key');
  const applicationHash = sha256.digest(encodeUtf8(application));
  return encode(SkSignedData, { applicationHash, flags, counter, messageHash: sha256.digest(data) });
}

function sha256Of(crypto: CryptoProvider, purpose: string): Hash {
  return requireHash(crypto, 'sha256', purpose);
}

function copyHandle({ keyHandle, reserved }: { readonly keyHandle: Uint8Array; readonly reserved: Uint8Array }) {
  return { keyHandle: copyBytes(keyHandle), reserved: copyBytes(reserved) };
}
