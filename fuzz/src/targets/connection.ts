/** The connection engine: channel messages in any order, between calls of its owner. */

import fc from 'fast-check';

import { ConnectionEngine } from '@nacre/connection';
import { isSshError } from '@nacre/core';

import { type FuzzTarget, target } from '../target.js';
import { connectionPayloads } from './payloads.js';

type Step =
  | { readonly payload: Uint8Array }
  | { readonly command: number; readonly channel: number; readonly size: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ payload: connectionPayloads.map(smallChannelNumber) }) },
    { weight: 2, arbitrary: fc.record({ command: fc.nat(8), channel: fc.nat(3), size: fc.nat(100_000) }) },
  ),
  { maxLength: 30 },
);

export const connection: readonly FuzzTarget[] = (['client', 'server'] as const).map(role =>
  target<readonly Step[]>({
    name: `connection/${role}`,
    input: steps,
    check: list => run(new ConnectionEngine({ role }), list),
  }),
);

function run(engine: ConnectionEngine, list: readonly Step[]): void {
  for (const step of list) {
    if ('payload' in step) {
      if (engine.accepts(step.payload[0] ?? 0)) engine.receive(step.payload);
    } else {
      ownerDoes(engine, step.command, step.channel, step.size);
    }
    drainAll(engine);
  }
}

/** What an owner may call at any time; misuse of a number is refused, and must leave the engine usable. */
function ownerDoes(engine: ConnectionEngine, command: number, channel: number, size: number): void {
  const commands: readonly (() => unknown)[] = [
    () => engine.openChannel({ channelType: 'session' }),
    () => engine.acceptChannel(channel),
    () => engine.rejectChannel(channel, 1, 'no'),
    () => engine.sendData(channel, new Uint8Array(size)),
    () => engine.sendEof(channel),
    () => engine.closeChannel(channel),
    () => engine.request(channel, { requestType: 'shell' }, true),
    () => engine.replyRequest(channel, true),
    () => engine.globalRequest({ requestName: 'keepalive@openssh.com' }, true),
  ];
  try {
    commands[command]?.();
  } catch (error) {
    if (!isSshError(error, 'MISUSE') && !isSshError(error, 'LIMIT_EXCEEDED')) throw error;
  }
}

function drainAll(engine: ConnectionEngine): void {
  let bytes = 0;
  for (let output = engine.poll(); output !== undefined; output = engine.poll()) {
    if (output.type === 'write') for (const part of output.parts) bytes += part.length;
  }
  if (bytes > 1_000_000) throw new Error(`one step made ${bytes} bytes of output`);
}

/** Most messages name a channel right after their number; small ones hit channels that exist. */
function smallChannelNumber(payload: Uint8Array): Uint8Array {
  if (payload.length < 5 || (payload[0] as number) < 91) return payload;
  const changed = payload.slice();
  changed.set([0, 0, 0, (payload[4] as number) & 3], 1);
  return changed;
}
