/** Keys and providers that the engine targets share, made once. */

import type { CryptoProvider } from '@nacre/crypto';
import { mergeProviders } from '@nacre/crypto';
import { nobleCrypto } from '@nacre/crypto-noble';
import { nodeCrypto } from '@nacre/crypto-node';
import { generateKey, type PrivateKey } from '@nacre/keys';
import { seededRandom } from '@nacre/testkit';
import type { TransportOptions } from '@nacre/transport';

import { computeOr } from './engine-end.js';

export const crypto: CryptoProvider = mergeProviders(nodeCrypto, nobleCrypto);
export const hostKey: PrivateKey = await generateKey('ed25519', { crypto });

/** Cheap algorithms, so that a run costs little. */
const algorithms = { kex: ['curve25519-sha256'], cipher: ['aes128-gcm@openssh.com'] };

export function transportOptions(role: 'client' | 'server'): TransportOptions {
  const common = {
    role,
    crypto,
    random: seededRandom(role === 'client' ? 1 : 2),
    software: 'Fuzz_1',
    algorithms,
    now: 0,
  };
  if (role === 'client') return common;
  return { ...common, hostKeys: [{ blob: hostKey.publicKey.blob, algorithms: hostKey.algorithms }] };
}

/** Answers of a driver: runs computations, signs with the host key, trusts every key, lets nobody in. */
export const answer: (effect: { readonly type: string }) => unknown = computeOr(effect => {
  if (effect.type === 'sign' && 'data' in effect) return hostKey.sign(effect.data as Uint8Array, 'ssh-ed25519');
  return effect.type === 'verify-host-key' ? undefined : false;
});
