/** Client and server engines back to back with every host key algorithm, plain and in certificates. */

import { beforeAll, describe, expect, test } from 'vitest';

import { availableAlgorithms } from '@nacre/crypto';
import { type GeneratedKeyType, generateKey, keyTypeOfAlgorithm, type Signer, signWith } from '@nacre/keys';
import { PublicKeyBlob } from '@nacre/keys/messages';
import { decode } from '@nacre/wire';

import { crypto, Pair, type PairOptions, usualAnswer } from './pair.js';

const KEYS: Readonly<Record<string, GeneratedKeyType>> = {
  'ssh-ed25519': 'ed25519',
  'ssh-ed448': 'ed448',
  'ecdsa-sha2-nistp256': 'ecdsa-nistp256',
  'ecdsa-sha2-nistp384': 'ecdsa-nistp384',
  'ecdsa-sha2-nistp521': 'ecdsa-nistp521',
  'ecdsa-sha2-1.3.132.0.10': 'ecdsa-secp256k1',
  'ssh-rsa': 'rsa',
};
const signers = new Map<string, Signer>();

beforeAll(async () => {
  for (const [name, type] of Object.entries(KEYS)) {
    signers.set(name, await generateKey(type, { crypto, ...(type === 'rsa' && { bits: 2048 }) }));
  }
});

/** Of keys that can be made here; those with a device and DSA have tests of their own. */
const ALGORITHMS = availableAlgorithms('hostKey', crypto).filter(name => keyTypeOfAlgorithm(name) in KEYS);

async function handshake(algorithm: string, signer: Signer, options: PairOptions = {}): Promise<Pair> {
  const algorithms = { hostKey: [algorithm], kex: ['curve25519-sha256'] };
  const hostKeys = [{ blob: signer.publicKey.blob, algorithms: signer.algorithms }];
  const pair = new Pair({
    ...options,
    client: { algorithms, ...options.client },
    server: { algorithms, hostKeys, ...options.server },
  });
  pair.server.answer = effect =>
    effect.type === 'sign' ? signWith(crypto, signer, effect.data, effect.algorithm) : usualAnswer(effect);
  await pair.open();
  return pair;
}

describe('each algorithm of a plain key', () => {
  test.each(ALGORITHMS)('%s', async algorithm => {
    const signer = signers.get(keyTypeOfAlgorithm(algorithm)) as Signer;
    const pair = await handshake(algorithm, signer);
    expect(pair.client.engine.info).toMatchObject({ hostKeyAlgorithm: algorithm, hostKey: signer.publicKey.blob });
    const { key } = decode(PublicKeyBlob, pair.client.engine.info?.hostKey as Uint8Array);
    expect(key.keyType).toBe(keyTypeOfAlgorithm(algorithm));
    pair.client.engine.rekey();
    await pair.run();
    expect([pair.client.error, pair.client.engine.info?.rekeys]).toEqual([undefined, 1]);
  });
});
