import { describe, expect, test } from 'vitest';

import type { MemberDef, MessageDef } from '@nacre/wire';

import { defineExtension } from './extension.js';
import { onChannelRequest, onGlobalRequest, onMessage, onSftpRequest } from './handlers.js';
import { ExtensionTable } from './table.js';

const notice: MessageDef<void> = {
  name: 'Notice',
  space: 'ssh',
  number: 200,
  direction: 'both',
  reference: 'acme',
  trailing: 'error',
  write: () => {},
  read: () => {},
};

function member(union: string, key: string | number = 'x@acme.example'): MemberDef<void> {
  return { name: 'Member', union, key, write: () => {}, read: () => {} };
}

const misuse = expect.objectContaining({ code: 'MISUSE' });

describe('an extension that cannot work is misuse', () => {
  test.each([20, 100, 191, 192, 193, 256])('message number %i', number => {
    expect(() => onMessage({ ...notice, number }, () => {})).toThrow(/may use the numbers 194 to 255/);
  });

  test.each<[string, () => unknown]>([
    ['a message of another space', () => onMessage({ ...notice, space: 'sftp' }, () => {})],
    ['a message of a context', () => onMessage({ ...notice, context: 'x' }, () => {})],
    ['a member of another union', () => onGlobalRequest(member('ChannelRequestBody'), () => true)],
    ['a member that is told by a number', () => onSftpRequest(member('SftpExtendedRequest', 7), () => {})],
    [
      'a channel request with a reply',
      () => onChannelRequest({ ...member('ChannelRequestBody'), reply: member('') } as never, () => true),
    ],
    ['no name', () => defineExtension({ name: '' })],
  ])('%s', (_, make) => {
    expect(make).toThrow(misuse);
  });

  test('two that answer the same request, or announce the same name', () => {
    const request = onGlobalRequest(member('GlobalRequestBody'), () => true);
    const acme = defineExtension({ name: 'acme', handlers: [request] });
    const other = defineExtension({ name: 'other', handlers: [request] });
    expect(() => new ExtensionTable([acme, other])).toThrow(/The extension other: another handler answers/);
    const extInfo = { 'x@acme.example': new Uint8Array() };
    const announcing = ['a', 'b'].map(name => defineExtension({ name, extInfo }));
    expect(() => new ExtensionTable(announcing)).toThrow(/The extension b announces x@acme.example/);
  });

  test.each<[string, Record<string, Uint8Array>]>([
    ['a name that cannot be sent', { 'with space': new Uint8Array() }],
    ['more than a peer takes before login', { 'x@acme.example': new Uint8Array(16 * 1024) }],
  ])('an announcement with %s', (_, extInfo) => {
    expect(() => new ExtensionTable([defineExtension({ name: 'acme', extInfo })])).toThrow(misuse);
  });
});

test('one name means different things for different kinds of request', () => {
  const handlers = [
    onGlobalRequest(member('GlobalRequestBody'), () => true),
    onChannelRequest(member('ChannelRequestBody'), () => true),
  ];
  const table = new ExtensionTable([defineExtension({ name: 'acme', handlers })]);
  expect(table.find('global-request', 'x@acme.example')).toBe(handlers[0]);
  expect(table.find('channel-request', 'x@acme.example')).toBe(handlers[1]);
  expect(table.find('channel-open', 'x@acme.example')).toBeUndefined();
  expect(table.all('channel-request')).toEqual([handlers[1]]);
});
