/** The authentication engines: messages in any order, with any answers of the server's checks and the client's signer. */

import fc from 'fast-check';

import { ClientAuth, ServerAuth } from '@nacre/auth';
import type { Engine } from '@nacre/core';

import { type FuzzTarget, target } from '../target.js';
import { computeOr, drain } from './engine-end.js';
import { crypto, hostKey } from './fixtures.js';
import { authPayloads } from './payloads.js';

const input = fc.record({
  payloads: fc.array(authPayloads, { maxLength: 12 }),
  answers: fc.array(fc.boolean(), { maxLength: 8 }),
});
const sessionId = new Uint8Array(32);

export const auth: readonly FuzzTarget[] = [
  target({
    name: 'auth/server',
    input,
    check: async ({ payloads, answers }) => {
      const methods = ['password', 'publickey'] as const;
      const engine = new ServerAuth({ sessionId, crypto, methods, userKeyAlgorithms: ['ssh-ed25519'], now: 0 });
      let asked = 0;
      const answer = computeOr<{ readonly type: string }>(() =>
        answers[asked++] === true ? { name: 'account' } : false,
      );
      await feed(engine, payloads, answer);
    },
  }),
  target({
    name: 'auth/client',
    input,
    check: async ({ payloads, answers }) => {
      const { blob, algorithms } = hostKey.publicKey;
      const credentials = [
        { type: 'publickey', publicKey: blob, algorithms, fingerprint: 'SHA256:x' } as const,
        { type: 'password' } as const,
      ];
      const engine = new ClientAuth({ user: 'alice', sessionId, credentials });
      engine.start();
      let asked = 0;
      const sign = (): unknown => {
        if (answers[asked++] === true) return new Uint8Array(83);
        throw new Error('no signature today');
      };
      await feed(engine, payloads, effect => (effect.type === 'sign' ? sign() : 'password'));
    },
  }),
];

async function feed<Event, Effect extends { readonly type: string }>(
  engine: Engine<Event, Effect>,
  payloads: readonly Uint8Array[],
  answer: (effect: { readonly type: string }) => unknown,
): Promise<void> {
  let now = 0;
  for (const payload of payloads) {
    if (payload.length > 0 && isAuthNumber(payload[0] as number)) engine.receive(payload);
    await drain(engine, answer);
    engine.tick((now += 100));
    await drain(engine, answer);
  }
}

/** The session hands over these numbers only. */
function isAuthNumber(number: number): boolean {
  return number >= 50 && number < 80;
}
