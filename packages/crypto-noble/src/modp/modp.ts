/**
 * Diffie-Hellman modulo a prime (RFC 4253 section 8) on BigInt. Not constant time: how long a power takes depends somewhat on the
 * private number, which therefore serves one exchange only.
 */

import {
  bigIntToBytes,
  bytesToBigInt,
  type Modp,
  modpExponent,
  modpNumbers,
  peerModpNumber,
  randomExponent,
  requireModpSecret,
} from '@nacre/crypto';

import { hostRandom } from '../random.js';
import { power } from '../rsa/numbers.js';

export const bigIntModp: Modp = {
  generate(group, bits) {
    const numbers = modpNumbers(group);
    const privateKey = randomExponent(hostRandom, numbers, bits);
    return { privateKey, publicKey: bigIntToBytes(power(numbers.g, bytesToBigInt(privateKey), numbers.p)) };
  },
  agree(group, privateKey, peerPublicKey) {
    const numbers = modpNumbers(group);
    const peer = peerModpNumber(peerPublicKey, numbers);
    const secret = power(peer, modpExponent(privateKey, numbers), numbers.p);
    return requireModpSecret(bigIntToBytes(secret), numbers);
  },
};
