/** Makes many keys and ends: a program of its own, because what it looks for locks a process up for ever. */

import { nodeCrypto } from '@nacre/crypto-node';

const ROUNDS = 20_000;

for (let i = 0; i < ROUNDS; i++) {
  await nodeCrypto.x25519?.generate();
  await nodeCrypto.ed25519?.generate();
  await nodeCrypto.ecdhP256?.generate();
}
