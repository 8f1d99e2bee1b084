/** Signatures over Edwards curves (RFC 8032) on @noble/curves. Ed25519 itself is in curve25519.ts. */

import type { ed25519 } from '@noble/curves/ed25519.js';

import { type MaybePromise, randomBytes, zeroize } from '@nacre/core';
import { type EdDsa, requireLength } from '@nacre/crypto';

import { hostRandom } from '../random.js';

type Signer = Pick<typeof ed25519, 'getPublicKey' | 'sign' | 'verify'>;

/** Loaded at first use: few ask for it, and most of those have it natively. */
export const nobleEd448: EdDsa = /*@__PURE__*/ signaturesOver(
  'Ed448',
  57,
  async () => (await import('@noble/curves/ed448.js')).ed448,
);

/** Seeds and public keys have `size` bytes, signatures twice as many. */
export function signaturesOver(name: string, size: number, load: () => MaybePromise<Signer>): EdDsa {
  return {
    async generate() {
      const privateKey = randomBytes(hostRandom, size);
      return { privateKey, publicKey: (await load()).getPublicKey(privateKey) };
    },
    async publicKey(seed) {
      requireLength(`${name} seed`, seed, size);
      const own = Uint8Array.from(seed);
      const publicKey = (await load()).getPublicKey(own);
      zeroize(own);
      return publicKey;
    },
    async sign(seed, data) {
      requireLength(`${name} seed`, seed, size);
      const [own, ownData] = [Uint8Array.from(seed), Uint8Array.from(data)];
      const signature = (await load()).sign(ownData, own);
      zeroize(own);
      return signature;
    },
    /** The rules of RFC 8032 and not the looser ones of ZIP 215, so that native and portable verification agree. */
    async verify(publicKey, data, signature) {
      if (publicKey.length !== size || signature.length !== 2 * size) return false;
      const [ownKey, ownData, ownSignature] = [publicKey, data, signature].map(bytes => Uint8Array.from(bytes)) as [
        Uint8Array,
        Uint8Array,
        Uint8Array,
      ];
      return (await load()).verify(ownSignature, ownData, ownKey, { zip215: false });
    },
  };
}
