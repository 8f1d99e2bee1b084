/**
 * Post-quantum hybrids: ML-KEM (RFC 10042) or Streamlined NTRU Prime (RFC 9941) beside an elliptic curve. In shares the post-quantum
 * half stands first; the secret is the hash of both secrets.
 */

import { concatBytes, type MaybePromise, zeroize } from '@nacre/core';
import type { Hash, Kem, KeyAgreement } from '@nacre/crypto';

import { respond as respondClassically, startAgreement } from './agreement.js';
import { checkDigest, checkSecret, checkShare } from './checks.js';
import { kexFamilies } from './families.js';
import type { KexResponse, KexStart, ShareMethod } from './method.js';

const KEM_SECRET_BYTES = 32; // of every mechanism in use: FIPS 203 section 8, RFC 9941 section 3

export interface HybridParts {
  readonly hash: Hash;
  readonly kem: Kem;
  readonly agreement: KeyAgreement;
}

export function hybridMethod(name: string, parts: HybridParts): ShareMethod {
  return {
    name,
    flow: 'shares',
    family: kexFamilies.hybrid,
    hash: parts.hash,
    postQuantum: true,
    start: () => start(parts),
    respond: clientShare => respond(parts, clientShare),
  };
}

async function start(parts: HybridParts): Promise<KexStart> {
  const { kem } = parts;
  const pair = await kem.generate();
  const classical = await startAgreement(parts.agreement);
  const erase = (): void => {
    zeroize(pair.privateKey);
    classical.erase();
  };
  const finish = async (serverShare: Uint8Array): Promise<Uint8Array> => {
    try {
      checkShare(serverShare, kem.ciphertextSize + parts.agreement.publicKeySize);
      const [kemShare, classicalShare] = halves(serverShare, kem.ciphertextSize);
      const classicalSecret = await classical.finish(classicalShare);
      return await combine(parts.hash, classicalSecret, () => kem.decapsulate(pair.privateKey, kemShare));
    } finally {
      erase();
    }
  };
  return { share: concatBytes(pair.publicKey, classical.share), finish, erase };
}

async function respond(parts: HybridParts, clientShare: Uint8Array): Promise<KexResponse> {
  const { kem } = parts;
  checkShare(clientShare, kem.publicKeySize + parts.agreement.publicKeySize);
  const [kemShare, classicalShare] = halves(clientShare, kem.publicKeySize);
  const classical = await respondClassically(parts.agreement, classicalShare);
  let ciphertext: Uint8Array = new Uint8Array(0);
  const secret = await combine(parts.hash, classical.secret, async () => {
    const encapsulated = await kem.encapsulate(kemShare);
    ciphertext = encapsulated.ciphertext;
    return encapsulated.sharedSecret;
  });
  return { share: concatBytes(ciphertext, classical.share), secret };
}

function halves(share: Uint8Array, kemSize: number): readonly [Uint8Array, Uint8Array] {
  return [share.subarray(0, kemSize), share.subarray(kemSize)];
}

/** K = HASH(K_PQ || K_CL). Erases both, also when the first cannot be had. */
async function combine(
  hash: Hash,
  classicalSecret: Uint8Array,
  encapsulation: () => MaybePromise<Uint8Array>,
): Promise<Uint8Array> {
  let kemSecret: Uint8Array | undefined;
  try {
    kemSecret = checkSecret(await encapsulation(), KEM_SECRET_BYTES);
    return checkDigest(hash.digest(kemSecret, classicalSecret), hash.size);
  } finally {
    zeroize(kemSecret, classicalSecret);
  }
}
