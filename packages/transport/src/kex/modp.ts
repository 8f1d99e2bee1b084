/** Diffie-Hellman modulo a prime: in groups that have names (RFC 4253 section 8, RFC 8268), and in groups of the server's (RFC 4419). */

import { zeroize } from '@nacre/core';
import type { Hash, Modp, ModpGroup } from '@nacre/crypto';

import { badShare, checkNumberSecret } from './checks.js';
import { groupFamily, kexFamilies } from './families.js';
import { isInRange } from './groups/numbers.js';
import type { Encapsulation, GroupMethod, KexResponse, KexStart, ShareMethod } from './method.js';

export interface ModpParts {
  readonly hash: Hash;
  readonly modp: Modp;
}

export function fixedGroupMethod(name: string, { hash, modp }: ModpParts, group: ModpGroup): ShareMethod {
  return { name, flow: 'shares', family: kexFamilies.dh, hash, postQuantum: false, ...inGroup(modp, group) };
}

export function groupExchangeMethod(name: string, { hash, modp }: ModpParts): GroupMethod {
  return {
    name,
    flow: 'group',
    hash,
    postQuantum: false,
    inGroup: (request, group) => ({
      name,
      flow: 'shares',
      family: groupFamily(request, group),
      hash,
      postQuantum: false,
      ...inGroup(modp, group),
    }),
  };
}

/**
 * Bits of a private number: twice the 256 bits of the strongest cipher are 512, and RFC 3526 section 8 gives the largest group at
 * most 620. Longer ones cost time and bring nothing, since primes are safe.
 */
const PRIVATE_BITS = 640;

function inGroup(modp: Modp, group: ModpGroup): Encapsulation {
  return {
    start: () => start(modp, group),
    respond: clientShare => respond(modp, group, clientShare),
  };
}

async function start(modp: Modp, group: ModpGroup): Promise<KexStart> {
  const pair = await modp.generate(group, PRIVATE_BITS);
  const erase = (): void => zeroize(pair.privateKey);
  const finish = async (serverShare: Uint8Array): Promise<Uint8Array> => {
    try {
      checkNumber(serverShare, group);
      return checkNumberSecret(await modp.agree(group, pair.privateKey, serverShare), group.p);
    } finally {
      erase();
    }
  };
  return { share: pair.publicKey, finish, erase };
}

async function respond(modp: Modp, group: ModpGroup, clientShare: Uint8Array): Promise<KexResponse> {
  checkNumber(clientShare, group);
  const pair = await modp.generate(group, PRIVATE_BITS);
  try {
    const secret = checkNumberSecret(await modp.agree(group, pair.privateKey, clientShare), group.p);
    return { share: pair.publicKey, secret };
  } finally {
    zeroize(pair.privateKey);
  }
}

/** A provider checks this, too; nothing is computed with a number that shows or fixes the secret (SEC-044). */
function checkNumber(share: Uint8Array, { p }: ModpGroup): void {
  if (!isInRange(share, p)) throw badShare('its number is not between 2 and p - 2');
}
