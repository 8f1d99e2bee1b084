/** What the spec does not know passes through unharmed: names and octets as they came, and the same octets when sent on. */

import { describe, expect, test } from 'vitest';

import { type AnyMessage, decodeMessage, encodeMessage, type MessageDef } from '@nacre/wire';

import { drain, feed, message, messageAnd, numbers, peer } from '../test/wire.js';
import { ConnectionEngine } from './engine.js';
import { ChannelOpen, ChannelRequest, GlobalRequest } from './generated/index.js';

const DATA = Uint8Array.of(0, 0, 0, 9, 1, 2, 0xff); // looks like a string that is cut off: nobody may try to read it
const NAME = 'unheard-of@acme.example';

function opened(): ConnectionEngine {
  const engine = new ConnectionEngine({ role: 'server' });
  feed(engine, peer.open(7));
  engine.acceptChannel(0);
  drain(engine);
  return engine;
}

describe('an unknown request', () => {
  test('on a channel is told by its name and octets, and refused with FAILURE', () => {
    const engine = opened();
    const { events } = feed(engine, messageAnd(DATA, 98, 0, NAME, true));
    const body = { requestType: undefined, name: NAME, data: DATA };
    expect(events).toEqual([{ type: 'request', channel: 0, body, wantReply: true }]);
    engine.replyRequest(0, false);
    expect(drain(engine).written).toEqual([message(100, 7)]);
    expect(engine.channel(0)).toMatchObject({ state: 'open' });
  });

  test('of the connection is told by its name and octets, and refused with FAILURE', () => {
    const engine = opened();
    const { events } = feed(engine, messageAnd(DATA, 80, NAME, true));
    const body = { requestName: undefined, name: NAME, data: DATA };
    expect(events).toEqual([{ type: 'global-request', body, wantReply: true }]);
    engine.replyGlobalRequest(false);
    expect(numbers(drain(engine))).toEqual([82]);
  });
});

test.each<[string, MessageDef<unknown>, Uint8Array]>([
  ['global request', GlobalRequest as AnyMessage as MessageDef<unknown>, messageAnd(DATA, 80, NAME, true)],
  ['channel open', ChannelOpen as AnyMessage as MessageDef<unknown>, messageAnd(DATA, 90, NAME, 1, 2, 3)],
  ['channel request', ChannelRequest as AnyMessage as MessageDef<unknown>, messageAnd(DATA, 98, 1, NAME, false)],
])('an unknown %s is encoded byte for byte as it came', (_, definition, payload) => {
  const value = decodeMessage(definition, payload);
  expect(encodeMessage(definition, value)).toEqual(payload);
});

test('a number that the layer does not have is not accepted', () => {
  const engine = opened();
  expect([79, 83, 89, 101, 127, 200].filter(number => engine.accepts(number))).toEqual([]);
});
