import { describe, expect, test } from 'vitest';

import { encodeUtf8, type SshError, type TraceEvent } from '@nacre/core';
import {
  defineExtension,
  type ExtensionContext,
  type ExtensionHandler,
  ExtensionTable,
  onGlobalRequest,
  onMessage,
} from '@nacre/session';
import type { MemberDef, MessageDef } from '@nacre/wire';

import { ExtensionCalls } from './calls.js';
import { limits } from './limits.js';

const reload: MemberDef<string> = {
  name: 'Reload',
  union: 'GlobalRequestBody',
  key: 'reload@acme.example',
  write: (writer, value) => writer.utf8('Reload.what', value, 64),
  read: reader => reader.utf8('Reload.what', 64),
};

const notice: MessageDef<string> = {
  name: 'Notice',
  space: 'ssh',
  number: 200,
  direction: 'both',
  reference: 'acme',
  trailing: 'error',
  write: (writer, value) => writer.utf8('Notice.text', value, 64),
  read: reader => reader.utf8('Notice.text', 64),
};

function callsOf(handler: ExtensionHandler) {
  const ended: SshError[] = [];
  const trace: TraceEvent[] = [];
  const calls = new ExtensionCalls({
    table: new ExtensionTable([defineExtension({ name: 'acme', handlers: [handler] })]),
    trace: event => trace.push(event),
    context: () => ({}) as ExtensionContext,
    destroy: error => ended.push(error),
  });
  const message = (value: string, bytes = 10) =>
    calls.message({ type: 'extension-message', handler: handler as never, value, bytes });
  return { calls, ended, trace, message };
}

const REQUEST = Uint8Array.of(0, 0, 0, 1, ...encodeUtf8('x'));
const forever = () => new Promise<never>(() => {});

describe('what handlers may hold', () => {
  test('more calls than may be unsettled end the connection', () => {
    const { calls, ended } = callsOf(onGlobalRequest(reload, forever));
    for (let i = 0; i < limits.extensionCalls; i++) void calls.globalRequest(reload.key as string, REQUEST);
    expect(ended).toEqual([]);
    expect(calls.globalRequest(reload.key as string, REQUEST)).toBe(false);
    expect(ended).toEqual([expect.objectContaining({ code: 'LIMIT_EXCEEDED', origin: 'peer' })]);
  });

  test('calls that have settled do not count', async () => {
    const { calls, ended } = callsOf(onGlobalRequest(reload, async () => true));
    for (let i = 0; i < 3 * limits.extensionCalls; i++) await calls.globalRequest(reload.key as string, REQUEST);
    expect(ended).toEqual([]);
  });

  test('more messages than may wait end the connection', () => {
    const { ended, message } = callsOf(onMessage(notice, forever));
    for (let i = 0; i <= limits.extensionMessages; i++) message('x');
    expect(ended).toEqual([]);
    message('x');
    expect(ended).toEqual([
      expect.objectContaining({ details: expect.objectContaining({ limit: 'extensionMessages' }) }),
    ]);
  });

  test('more bytes of messages than may wait end the connection', () => {
    const { ended, message } = callsOf(onMessage(notice, forever));
    const half = limits.extensionMessageBytes / 2;
    for (const bytes of [half, half, half]) message('x', bytes);
    expect(ended).toEqual([]); // the first one is being handled
    message('x', 1);
    expect(ended).toEqual([
      expect.objectContaining({ details: expect.objectContaining({ limit: 'extensionMessageBytes' }) }),
    ]);
  });
});

test('messages are handled one after the other, also when one fails', async () => {
  const seen: string[] = [];
  const { message, trace } = callsOf(
    onMessage(notice, async text => {
      seen.push(`begin ${text}`);
      await Promise.resolve();
      seen.push(`end ${text}`);
      if (text === 'a') throw new Error('no');
    }),
  );
  for (const text of ['a', 'b']) message(text);
  await new Promise(resolve => setImmediate(resolve));
  expect(seen).toEqual(['begin a', 'end a', 'begin b', 'end b']);
  expect(trace.map(({ name }) => name)).toEqual(['handler-error']);
});

test('what no extension answers is left to others', () => {
  const { calls } = callsOf(onGlobalRequest(reload, () => true));
  expect(calls.globalRequest('other@acme.example', REQUEST)).toBeUndefined();
  expect(calls.channelRequest({} as never, reload.key as string, REQUEST)).toBeUndefined();
  expect(calls.channelOpen({} as never, reload.key as string, REQUEST)).toBe(false);
});
