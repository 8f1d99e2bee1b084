import { beforeAll, expect, test } from 'vitest';

import type { GlobalRequestBody } from '@nacre/connection/messages';
import { HostKeysProveSignedData } from '@nacre/connection/messages';
import { nodeCrypto } from '@nacre/crypto-node';
import { generateKey, type PrivateKey } from '@nacre/keys';
import { encode } from '@nacre/wire';

import { HostKeyUpdates } from './host-key-updates.js';

const sessionId = new Uint8Array(32).fill(3);

let rsa: PrivateKey;
beforeAll(async () => {
  rsa = await generateKey('rsa', { crypto: nodeCrypto, bits: 2048 });
});

/** The types of the keys that are told, or the complaint, when a server that used `used` proves its RSA key with `algorithm`. */
async function outcome(used: string, algorithm: string): Promise<unknown> {
  const { blob } = rsa.publicKey;
  const data = encode(HostKeysProveSignedData, { sessionId, hostKey: blob });
  const signature = await rsa.sign(data, algorithm);
  return new Promise(resolve => {
    const settings = {
      host: 'host.example',
      port: 22,
      protocol: { crypto: nodeCrypto },
      onHostKeys: ({ keys }: { keys: readonly { type: string }[] }) => resolve(keys.map(({ type }) => type)),
    };
    const connection = {
      isClosed: false,
      info: { hostKey: Uint8Array.of(1), hostKeyAlgorithm: used },
      session: { transport: { sessionId } },
      globalRequest: async ({ requestName }: GlobalRequestBody) => ({ request: requestName, signatures: [signature] }),
      reportHandlerError: (error: unknown) => resolve((error as Error).message),
    };
    const updates = new HostKeyUpdates(settings as never, () => connection as never);
    updates.onGlobalRequest({ requestName: 'hostkeys-00@openssh.com', keys: [blob] });
  });
}

test.each([
  ['rsa-sha2-256', 'rsa-sha2-256', true],
  ['rsa-sha2-256', 'rsa-sha2-512', false],
  ['rsa-sha2-256-cert-v01@openssh.com', 'rsa-sha2-256', true],
  ['rsa-sha2-256-cert-v01@openssh.com', 'rsa-sha2-512', false],
  ['ssh-ed25519-cert-v01@openssh.com', 'rsa-sha2-512', true],
  ['ssh-ed25519', 'rsa-sha2-256', true],
  ['ssh-ed25519', 'ssh-rsa', false],
])('[PRO-09] after an exchange with %s a proof of an RSA key with %s counts: %s', async (used, algorithm, counts) => {
  const told = counts ? ['ssh-rsa'] : 'The server announced host keys, but its proof for the ssh-rsa key is wrong';
  expect(await outcome(used, algorithm)).toEqual(told);
});
