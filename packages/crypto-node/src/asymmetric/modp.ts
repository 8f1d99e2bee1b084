/**
 * Diffie-Hellman modulo a prime (RFC 4253 section 8) on node:crypto.
 *
 * Both steps are one power, and the power is taken by reading a private key: OpenSSL then computes the public key
 * generator^private mod p, in constant time, whatever the generator is. The ways that look simpler have a price (Node 20, 8192 bits):
 * `createDiffieHellman` proves that p is a safe prime, unless it knows it: 30 seconds, where a peer chooses the group.
 * `diffieHellman` and `computeSecret` raise the peer's number to the order of a known group: 110 and 16 milliseconds. One power
 * takes 8 milliseconds.
 */

import { createPrivateKey, createPublicKey } from 'node:crypto';

import { fromHex, misuse, zeroize } from '@nacre/core';
import {
  bigIntToBytes,
  bytesToBigInt,
  type Modp,
  type ModpGroup,
  modpExponent,
  modpGroups,
  modpNumbers,
  peerModpNumber,
  randomExponent,
  requireModpSecret,
  stripLeadingZeros,
} from '@nacre/crypto';

import { nodeRandom } from '../random.js';
import { der, derContents, derInteger, derTags } from './der.js';

/** Undefined where OpenSSL is not what node:crypto stands on: BoringSSL reads no such keys. */
export function nodeModp(): Modp | undefined {
  return computesPowers() ? modp : undefined;
}

const modp: Modp = {
  generate(group, bits) {
    const numbers = modpNumbers(group);
    const privateKey = randomExponent(nodeRandom, numbers, bits);
    return { privateKey, publicKey: power(numbers.g, privateKey, numbers.p) };
  },
  agree(group, privateKey, peerPublicKey) {
    const numbers = modpNumbers(group);
    const peer = peerModpNumber(peerPublicKey, numbers);
    modpExponent(privateKey, numbers);
    return requireModpSecret(power(peer, privateKey, numbers.p), numbers);
  },
};

function computesPowers(): boolean {
  const { p }: ModpGroup = modpGroups.group1;
  try {
    return bytesToBigInt(power(3n, Uint8Array.of(5), bytesToBigInt(p))) === 243n;
  } catch {
    return false;
  }
}

/** 1.2.840.113549.1.3.1, dhKeyAgreement of PKCS #3, with its tag and length. */
const DH_OID = '06092a864886f70d010301';

/** base^exponent mod p, without leading zeros, owned by the caller. */
function power(base: bigint, exponent: Uint8Array, p: bigint): Uint8Array {
  const parameters = der(derTags.sequence, derInteger(bigIntToBytes(p)), derInteger(bigIntToBytes(base)));
  const algorithm = der(derTags.sequence, fromHex(DH_OID), parameters);
  const number = derInteger(exponent);
  const octets = der(derTags.octetString, number);
  const privateKey = der(derTags.sequence, derInteger(Uint8Array.of(0)), algorithm, octets);
  let exported: Uint8Array | undefined;
  try {
    const key = createPrivateKey({ key: privateKey as Buffer, format: 'der', type: 'pkcs8' });
    exported = createPublicKey(key).export({ format: 'der', type: 'spki' });
    return Uint8Array.from(stripLeadingZeros(publicNumber(exported)));
  } catch {
    throw misuse('the numbers are no Diffie-Hellman key'); // the cause may quote them
  } finally {
    zeroize(number, octets, privateKey, exported);
  }
}

/** SubjectPublicKeyInfo (RFC 5280 section 4.1): the algorithm, and a bit string around one integer. */
function publicNumber(spki: Uint8Array): Uint8Array {
  const [info] = derContents(spki) as [Uint8Array];
  const [, bits] = derContents(info) as [Uint8Array, Uint8Array];
  const [number] = derContents(bits.subarray(1)) as [Uint8Array];
  return number;
}
