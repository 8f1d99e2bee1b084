/** Post-quantum hybrids (RFC 10042): ML-KEM beside an elliptic curve; the secret is the hash of both secrets. */

import { concatBytes, zeroize } from '@nacre/core';
import type { Hash, Kem, KeyAgreement } from '@nacre/crypto';

import { respond as respondClassically, startAgreement } from './agreement.js';
import { checkDigest, checkSecret, checkShare } from './checks.js';
import type { KexMethod, KexResponse, KexStart } from './method.js';

const KEM_SECRET_BYTES = 32; // FIPS 203 section 8

export interface HybridParts {
  readonly hash: Hash;
  readonly kem: Kem;
  readonly agreement: KeyAgreement;
}

export function hybridMethod(name: string, parts: HybridParts): KexMethod {
  return {
    name,
    family: 'hybrid',
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
      const kemSecret = await kem.decapsulate(pair.privateKey, serverShare.subarray(0, kem.ciphertextSize));
      const classicalSecret = await classical.finish(serverShare.subarray(kem.ciphertextSize));
      return combine(parts.hash, kemSecret, classicalSecret);
    } finally {
      erase();
    }
  };
  return { share: concatBytes(pair.publicKey, classical.share), finish, erase };
}

async function respond(parts: HybridParts, clientShare: Uint8Array): Promise<KexResponse> {
  const { kem } = parts;
  checkShare(clientShare, kem.publicKeySize + parts.agreement.publicKeySize);
  const { ciphertext, sharedSecret } = await kem.encapsulate(clientShare.subarray(0, kem.publicKeySize));
  const classical = await respondClassically(parts.agreement, clientShare.subarray(kem.publicKeySize));
  return {
    share: concatBytes(ciphertext, classical.share),
    secret: combine(parts.hash, sharedSecret, classical.secret),
  };
}

/** RFC 10042: K = HASH(K_PQ || K_CL). Erases both. */
function combine(hash: Hash, kemSecret: Uint8Array, classicalSecret: Uint8Array): Uint8Array {
  checkSecret(kemSecret, KEM_SECRET_BYTES);
  const secret = checkDigest(hash.digest(kemSecret, classicalSecret), hash.size);
  zeroize(kemSecret, classicalSecret);
  return secret;
}
