/** Key agreement over Montgomery curves (RFC 7748) on @noble/curves. X25519 itself is in curve25519.ts. */

import type { x25519 } from '@noble/curves/ed25519.js';

import { type MaybePromise, randomBytes, zeroize } from '@nacre/core';
import { badPeerKey, type KeyAgreement, requireLength, requireNonZeroSecret, requirePeerLength } from '@nacre/crypto';

import { hostRandom } from '../random.js';

type Multiplier = Pick<typeof x25519, 'getPublicKey' | 'getSharedSecret'>;

/** Loaded at first use: few ask for it, and most of those have it natively. */
export const nobleX448: KeyAgreement = /*@__PURE__*/ agreementOver(
  'X448',
  56,
  async () => (await import('@noble/curves/ed448.js')).x448,
);

/** Keys have `size` bytes, private or public. */
export function agreementOver(name: string, size: number, load: () => MaybePromise<Multiplier>): KeyAgreement {
  return {
    publicKeySize: size,
    secretSize: size,
    async generate() {
      const privateKey = randomBytes(hostRandom, size);
      return { privateKey, publicKey: (await load()).getPublicKey(privateKey) };
    },
    async agree(privateKey, peerPublicKey) {
      requireLength(`${name} private key`, privateKey, size);
      requirePeerLength(`${name} key`, peerPublicKey, size);
      const [own, theirs] = [Uint8Array.from(privateKey), Uint8Array.from(peerPublicKey)];
      const secret = multiply(await load(), own, theirs);
      zeroize(own);
      if (secret === undefined) throw badPeerKey(`the peer's ${name} key is of small order`);
      return requireNonZeroSecret(secret);
    },
  };
}

/** Undefined for a point of small order: lengths were checked, so nothing else is refused. */
function multiply(curve: Multiplier, privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  try {
    return curve.getSharedSecret(privateKey, publicKey);
  } catch {
    return undefined;
  }
}
