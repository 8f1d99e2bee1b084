/** Message payloads: every message of the ssh space with arbitrary fields, some of them mutated, and noise. */

import fc from 'fast-check';

import { type CodecTarget, encodeWith } from '../generated/rules.js';
import { codecTargets } from '../generated/targets.js';
import { hostileBytes, mutate, mutations } from './bytes.js';

/** Payloads of the messages of one space; packages narrow it further. */
export function payloadsOf(space: string, packages: readonly string[]): fc.Arbitrary<Uint8Array> {
  const messages = codecTargets.filter(
    ({ codec, package: name }) => 'number' in codec && codec.space === space && packages.includes(name),
  );
  const good = fc.oneof(...messages.map(payloadOf));
  return fc.oneof(
    { weight: 6, arbitrary: good },
    { weight: 3, arbitrary: fc.tuple(good, mutations).map(([bytes, changes]) => mutate(bytes, changes)) },
    { weight: 1, arbitrary: hostileBytes },
  );
}

function payloadOf(codec: CodecTarget): fc.Arbitrary<Uint8Array> {
  return codec.arbitrary.map(value => encodeWith(codec, value));
}

export const sshPayloads: fc.Arbitrary<Uint8Array> = payloadsOf('ssh', ['transport', 'auth', 'connection']);
export const authPayloads: fc.Arbitrary<Uint8Array> = payloadsOf('ssh', ['auth']);
export const connectionPayloads: fc.Arbitrary<Uint8Array> = payloadsOf('ssh', ['connection']);
