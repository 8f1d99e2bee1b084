/** Fixed randomness and fixed key pairs, so that a recorded conversation can be had again. A helper of the tests, not a test. */

import { fromHex, type RandomSource } from '@nacre/core';
import type { CryptoProvider, KeyPair } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';

/** A conversation of our client with a server, byte for byte. */
export interface Transcript {
  /** How it was made. */
  readonly made: string;
  readonly kex: string;
  readonly cipher: string;
  readonly hostKeyAlgorithm: string;
  /** The client's ephemeral key pairs by primitive, hexadecimal. Worth nothing after the conversation. */
  readonly pairs: Readonly<Record<string, { readonly publicKey: string; readonly privateKey: string }>>;
  readonly client: string;
  readonly server: string;
}

/** Not random at all: the same bytes each time. */
export function fixedRandom(): RandomSource {
  let state = 1;
  return {
    fill(bytes) {
      for (let i = 0; i < bytes.length; i++) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        bytes[i] = state >>> 16;
      }
    },
  };
}

/** The portable provider, whose ephemeral keys are those of the transcript. */
export function fixedCrypto({ pairs }: Transcript): CryptoProvider {
  const { x25519, ecdhP256, mlkem768 } = nobleCrypto;
  const generate = (name: string) => (): KeyPair => {
    const pair = pairs[name];
    if (pair === undefined) throw new Error(`the transcript has no ${name} key`);
    return { publicKey: fromHex(pair.publicKey), privateKey: fromHex(pair.privateKey) };
  };
  return {
    ...nobleCrypto,
    x25519: x25519 && { ...x25519, generate: generate('x25519') },
    ecdhP256: ecdhP256 && { ...ecdhP256, generate: generate('ecdhP256') },
    mlkem768: mlkem768 && { ...mlkem768, generate: generate('mlkem768') },
  };
}
