import { describe, expect, test } from 'vitest';

import {
  decodeMessage,
  encodeMessage,
  type MessageDef,
  messageName,
  messageTable,
  type NamedMessageDef,
} from './message.js';
import { decodeNamedMessage, encodeNamedMessage, namedMessageTable, namedMessageTag } from './named-message.js';
import { patchInteger, type PatchSite } from './patch.js';
import { checkChoiceParameter, checkNameParameter } from './parameters.js';

const common = {
  space: 'test',
  direction: 'both',
  reference: '',
  trailing: 'error',
  write: (writer, value) => writer.u8('M.x', value),
  read: reader => reader.u8('M.x'),
} as const satisfies Partial<MessageDef<number>>;
const Small: MessageDef<number> = { ...common, name: 'Small', number: 7 };
const Large: MessageDef<number> = { ...common, name: 'Large', number: 0x10000002, tagBits: 32 };
const Word: NamedMessageDef<number> = { ...common, name: 'Word', tag: 'add' };

const misuse = expect.objectContaining({ code: 'MISUSE' }) as unknown;

describe('messages by number', () => {
  test.each([
    ['u8', Small, [7, 5]],
    ['u32', Large, [0x10, 0, 0, 2, 5]],
  ])('start with a %s', (_what, message, bytes) => {
    expect([...encodeMessage(message, 5)]).toEqual(bytes);
    expect(decodeMessage(message, Uint8Array.from(bytes))).toBe(5);
  });

  test.each([
    ['another number', Small, [8, 5]],
    ['no octets', Small, []],
    ['another number of 32 bits', Large, [0x10, 0, 0, 3, 5]],
    ['half a number', Large, [0x10, 0]],
  ])('refuse %s', (_what, message, bytes) => {
    expect(() => decodeMessage(message, Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ field: message.name, rule: 'value', offset: 0 }),
    );
  });

  test.each(['error', 'ignore'] as const)('treat trailing octets as declared: %s', trailing => {
    const decoding = () => decodeMessage({ ...Small, trailing }, Uint8Array.of(7, 5, 1));
    if (trailing === 'ignore') expect(decoding()).toBe(5);
    else expect(decoding).toThrow(expect.objectContaining({ rule: 'trailing' }));
  });

  test('take the quick form where it serves, else the other', () => {
    const quick: MessageDef<number> = {
      ...Small,
      encode: value => (value === 1 ? Uint8Array.of(7, 99) : undefined),
      decode: payload => (payload[1] === 1 ? 99 : undefined),
    };
    expect([encodeMessage(quick, 1)[1], encodeMessage(quick, 2)[1]]).toEqual([99, 2]);
    expect([decodeMessage(quick, Uint8Array.of(7, 1)), decodeMessage(quick, Uint8Array.of(7, 2))]).toEqual([99, 2]);
  });

  test('over the limit of their space are misuse, whatever form wrote them', () => {
    expect(() => encodeMessage({ ...Small, maxMessage: 1 }, 5)).toThrow(/Small is 2 bytes, limit 1/);
    const quick = { ...Small, maxMessage: 2, encode: () => new Uint8Array(3) };
    expect(() => encodeMessage(quick, 5)).toThrow(misuse);
    expect(() => encodeNamedMessage({ ...Word, maxMessage: 7 }, 5)).toThrow(/Word is 8 bytes, limit 7/);
  });

  test('are found by number, which only one has', () => {
    const table = messageTable('test', undefined, [Small, Large]);
    expect([messageName(table, 7), messageName(table, 8)]).toEqual(['Small', 'message 8']);
    expect(() => messageTable('test', undefined, [Small, { ...Large, number: 7 }])).toThrow(misuse);
  });
});

describe('messages by name', () => {
  const bytes = Uint8Array.of(0, 0, 0, 3, 0x61, 0x64, 0x64, 5);

  test('start with the name', () => {
    expect(encodeNamedMessage(Word, 5)).toEqual(bytes);
    expect(decodeNamedMessage(Word, bytes)).toBe(5);
    expect(namedMessageTag(bytes)).toBe('add');
  });

  test('refuse another name, and octets left over', () => {
    expect(() => decodeNamedMessage({ ...Word, tag: 'remove' }, bytes)).toThrow(
      expect.objectContaining({ field: 'Word', rule: 'value', offset: 0 }),
    );
    expect(() => decodeNamedMessage(Word, Uint8Array.of(...bytes, 0))).toThrow(
      expect.objectContaining({ rule: 'trailing' }),
    );
  });

  test('are found by name, which only one has', () => {
    expect(namedMessageTable('test', 'context', [Word])).toMatchObject({ space: 'test', context: 'context' });
    expect(() => namedMessageTable('test', undefined, [Word, Word])).toThrow(misuse);
  });
});

describe('patches', () => {
  const site: PatchSite = { field: 'M.x', number: 7, tagBits: 8, offset: 1, bits: 8 };

  test.each([
    [8, [7, 0xab, 0, 0, 0, 0, 0, 0, 0]],
    [16, [7, 0, 0xab, 0, 0, 0, 0, 0, 0]],
    [32, [7, 0, 0, 0, 0xab, 0, 0, 0, 0]],
    [64, [7, 0, 0, 0, 0, 0, 0, 0, 0xab]],
  ] as const)('write %d bits and nothing else', (bits, expected) => {
    const payload = Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0, 0);
    patchInteger({ ...site, bits }, payload, 0xab);
    expect([...payload]).toEqual(expected);
  });

  test.each([
    ['a value that does not fit', [7, 0], 256],
    ['another message', [8, 0], 1],
    ['a message cut short', [7], 1],
  ])('refuse %s', (_what, payload, value) => {
    expect(() => patchInteger(site, Uint8Array.from(payload), value)).toThrow(misuse);
  });
});

describe('parameters', () => {
  test.each([undefined, 'first', 'second'])('%s is one of two choices', value => {
    expect(() => checkChoiceParameter('S.layout', value, 'first', 'second')).not.toThrow();
  });

  test.each<[string, () => void]>([
    ['a choice that there is not', () => checkChoiceParameter('S.layout', 'third', 'first', 'second')],
    ['a name that is too long', () => checkNameParameter('S.name', 'abc', 2)],
    ['a name that is none', () => checkNameParameter('S.name', 1 as unknown as string, 2)],
  ])('%s is misuse', (_what, check) => {
    expect(check).toThrow(misuse);
  });
});
