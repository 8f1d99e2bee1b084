/** Plain elliptic curve Diffie-Hellman: over Curve25519 and Curve448 (RFC 8731), and over the others (RFC 5656 section 4). */

import { zeroize } from '@nacre/core';
import type { Hash, KeyAgreement } from '@nacre/crypto';

import { checkSecret, checkShare } from './checks.js';
import { kexFamilies } from './families.js';
import type { KexResponse, KexStart, ShareMethod } from './method.js';

export function agreementMethod(name: string, hash: Hash, agreement: KeyAgreement): ShareMethod {
  return {
    name,
    flow: 'shares',
    family: kexFamilies.ecdh,
    hash,
    postQuantum: false,
    start: () => startAgreement(agreement),
    respond: clientShare => respond(agreement, clientShare),
  };
}

/** The client's part of one agreement; the hybrid methods use it for their classical half. */
export async function startAgreement(agreement: KeyAgreement): Promise<KexStart> {
  const pair = await agreement.generate();
  const erase = (): void => zeroize(pair.privateKey);
  const finish = async (serverShare: Uint8Array): Promise<Uint8Array> => {
    try {
      checkShare(serverShare, agreement.publicKeySize);
      return checkSecret(await agreement.agree(pair.privateKey, serverShare), agreement.secretSize);
    } finally {
      erase();
    }
  };
  return { share: pair.publicKey, finish, erase };
}

/** The server's part of one agreement. */
export async function respond(agreement: KeyAgreement, clientShare: Uint8Array): Promise<KexResponse> {
  checkShare(clientShare, agreement.publicKeySize);
  const pair = await agreement.generate();
  try {
    const secret = checkSecret(await agreement.agree(pair.privateKey, clientShare), agreement.secretSize);
    return { share: pair.publicKey, secret };
  } finally {
    zeroize(pair.privateKey);
  }
}
