/** The crypto provider that Node programs use: native first, portable for what is missing. */

import { type CryptoProvider, mergeProviders } from '@nacre/crypto';
import { nobleComplement } from '@nacre/crypto-noble/complement';
import { nodeCrypto } from '@nacre/crypto-node';

let provider: CryptoProvider | undefined;

/** Native primitives of this Node, with portable ones where it has none (ML-KEM below Node 24, Poly1305). */
export function defaultCrypto(): CryptoProvider {
  provider ??= mergeProviders(nodeCrypto, nobleComplement);
  return provider;
}
