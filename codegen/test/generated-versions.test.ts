/** What generated code does with versions, layouts, defaults, order, counts and exact octets. */

import { describe, expect, test } from 'vitest';

import { decode, encode } from '@nacre/wire';

import {
  Arranged,
  Attributes,
  type AttributesParams,
  Counted,
  Defaults,
  Entries,
  Kind,
  Known,
  Modes5Masks,
  Nested,
  OldThing,
  Order,
  Signed,
  SignedBox,
  signedArmor,
  Wide,
  WideFlags,
} from './scenarios/every-construct/expected/out/demo/index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const plain = (text: string): string => text.replaceAll(' ', '');
const breaks = (field: string, rule: string): unknown => expect.objectContaining({ field, rule });

const nothing = {
  kind: undefined,
  size: undefined,
  oldTime: undefined,
  time: undefined,
  nanos: undefined,
  comment: undefined,
  links: undefined,
};

describe('versions', () => {
  test.each<[string, number, Attributes, string, Attributes?]>([
    ['an old member', 1, { oldTime: 7, comment: 'a' }, '00000002 00000007 00000001 61'],
    ['a bit that later means something else', 4, { kind: 2, time: -1 }, '00000002 02 ffffffffffffffff'],
    ['a default', 4, {}, '00000000 01', { kind: 1 }],
    ['a default that a bit brings', 4, { kind: 1, time: 1, nanos: 2 }, '00000006 01 0000000000000001 00000002'],
    ['one version only', 5, { kind: 1, size: 1, links: 2 }, '00000001 01 0000000000000001 00000002'],
    ['a constant of later versions', 6, { kind: 3 }, '00000000 03 0007'],
  ])('%s is there in version %d', (_what, version, value, encoded, decoded = value) => {
    expect(hex(encode(Attributes, value, { version }))).toBe(plain(encoded));
    expect(decode(Attributes, bytes(encoded), { version })).toEqual({ ...nothing, ...decoded });
  });

  test.each<[string, number, Attributes, RegExp]>([
    ['a member of later versions', 3, { kind: 1, comment: '' }, /Attributes\.kind must be absent/],
    ['a member of earlier versions', 4, { comment: '' }, /Attributes\.comment must be absent/],
    ['a member whose bit means something else', 4, { oldTime: 1 }, /Attributes\.oldTime must be absent/],
    ['a member whose bit does not exist yet', 3, { time: 1 }, /Attributes\.time must be absent/],
    ['a member of another version with the same bit', 6, { size: 1, links: 1 }, /Attributes\.links must be absent/],
    ['a missing member', 1, {}, /Attributes\.comment is missing/],
    ['a value that the enum lacks', 4, { kind: 9 }, /Attributes\.kind is not a Kind/],
    ['a version out of range', 7, {}, /Attributes\.version/],
  ])('%s is misuse in version %d', (_what, version, value, message) => {
    expect(() => encode(Attributes, value, { version })).toThrow(message);
  });

  test('a constant of later versions is checked there only', () => {
    expect(() => decode(Attributes, bytes('00000000 01 0008'), { version: 6 })).toThrow(
      breaks('Attributes.marker', 'value'),
    );
  });

  test('the version is passed on to the items of a list', () => {
    const params = { version: 1 };
    const encoded = bytes('00000001 00000000 00000001 61');
    expect(decode(Entries, encoded, params).entries).toEqual([{ ...nothing, comment: 'a' }]);
    expect(() => decode(Entries, encoded, { version: 4 })).toThrow(breaks('Attributes.kind', 'unknown'));
  });

  test('a member at the end may be missing where it exists', () => {
    const params = { version: 6 };
    expect(decode(Entries, bytes('00000000'), params)).toEqual({ entries: [], atEnd: undefined });
    expect(decode(Entries, bytes('00000000 01'), params)).toEqual({ entries: [], atEnd: true });
    expect(hex(encode(Entries, { entries: [] }, params))).toBe('00000000');
    expect(() => decode(Entries, bytes('00000000 01'), { version: 5 })).toThrow(breaks('Entries', 'trailing'));
    expect(() => encode(Entries, { entries: [], atEnd: true }, { version: 5 })).toThrow(
      /Entries\.atEnd must be absent/,
    );
  });

  test.each<[number, string, Partial<Nested>]>([
    [1, '00000004 00000000 00000000', { parts: 4, either: undefined, without: undefined }],
    [3, '00000002 00000000', { parts: 2, either: undefined, without: undefined }],
    [4, '00000006 08 09 00000000 01', { parts: 6, either: 8, without: 9 }],
  ])('bits of other versions do not count in version %d', (version, encoded, members) => {
    expect(decode(Nested, bytes(encoded), { version })).toMatchObject(members);
  });

  test('constants name aliases, masks and bits above 32', () => {
    expect(Kind).toEqual({ file: 1, folder: 2, link: 3, directory: 2 });
    expect(Known.LENGTH).toBe(Known.SIZE);
    expect(Modes5Masks).toEqual({ disposition: 7 });
    const params: AttributesParams = { version: 4 };
    expect(decode(Attributes, bytes('00000000 02'), params).kind).toBe(Kind.directory);
  });

  test('conditions on low bits hold whatever the high bits are', () => {
    const value = { wide: Wide.HIGH + Wide.LOW, modes: 0, low: 5 };
    expect(hex(encode(WideFlags, value))).toBe(plain('0010000000000001 00000000 05'));
    expect(decode(WideFlags, encode(WideFlags, value))).toEqual(value);
    expect(() => encode(WideFlags, { ...value, wide: Wide.HIGH })).toThrow(/WideFlags\.low must be absent/);
  });
});

describe('defaults', () => {
  test('are written for members that are left out', () => {
    expect(decode(Defaults, encode(Defaults, {}))).toEqual({ number: 9, flag: true, name: 'none', big: 5n, extra: 3 });
  });

  test('give way to what the caller says', () => {
    const value = { number: 0, flag: false, name: 'x', big: 0n, extra: undefined };
    expect(decode(Defaults, encode(Defaults, value))).toEqual(value);
  });

  test('do not allow a member that is not written', () => {
    expect(() => encode(Defaults, { flag: false, extra: 3 })).toThrow(/Defaults\.extra must be absent/);
  });
});

describe('order', () => {
  const on = { value: { option: 'on' } } as const;
  const size = { value: { option: 'size', bytes: 1 } } as const;
  const unknown = { value: { option: undefined, name: 'other', data: bytes('') } } as const;
  const value: Order = {
    numbers: [1, 1, 2],
    texts: ['a', 'b'],
    octets: [bytes('02'), bytes('01')],
    options: [on, unknown, size],
    points: [
      { x: 2, y: 0 },
      { x: 1, y: 0 },
    ],
  };
  const unordered: readonly [string, keyof Order, Partial<Order>][] = [
    ['numbers that descend', 'numbers', { numbers: [2, 1] }],
    ['equal texts', 'texts', { texts: ['a', 'a'] }],
    ['texts that descend', 'texts', { texts: ['b', 'a'] }],
    ['equal octets', 'octets', { octets: [bytes('01'), bytes('02'), bytes('01')] }],
    ['tags that descend', 'options', { options: [size, on] }],
    ['equal tags of unknown members', 'options', { options: [unknown, unknown] }],
    [
      'equal members',
      'points',
      {
        points: [
          { x: 1, y: 1 },
          { x: 1, y: 2 },
        ],
      },
    ],
  ];

  test('is kept by what it allows', () => {
    expect(decode(Order, encode(Order, value))).toEqual(value);
  });

  test.each(unordered)('%s are misuse', (_what, field, part) => {
    expect(() => encode(Order, { ...value, ...part })).toThrow(new RegExp(`Order\\.${field} must be in order`));
  });

  test.each([
    ['numbers', '00000002 00000002 00000001'],
    ['texts', '00000000 0000000a 00000001 62 00000001 61'],
    ['octets', '00000000 00000000 00000002 00000001 61 00000001 61'],
    ['options', '00000000 00000000 00000000 00000012 00000001 62 00000000 00000001 61 00000000'],
    ['points', '00000000 00000000 00000000 00000000 00000002 00000001 00000000 00000001 00000009'],
  ])('%s out of order are refused', (field, encoded) => {
    expect(() => decode(Order, bytes(encoded))).toThrow(breaks(`Order.${field}`, 'order'));
  });
});

describe('counts in a field of their own', () => {
  const value: Counted = { flag: true, items: [{ x: 1, y: 2 }], boxed: [7, 8] };
  const encoded = plain('0001 01 00000001 00000002 02 00000002 07 08');

  test('are written from the lists', () => {
    expect(hex(encode(Counted, value))).toBe(encoded);
    expect(decode(Counted, bytes(encoded))).toEqual(value);
  });

  test.each([
    ['more than the limit', 'ffff 01', 'Counted.items', 'limit'],
    ['more than can be there', '0003 01 00', 'Counted.items', 'short'],
    ['fewer than the box holds', '0000 01 01 00000002 07 08', 'Counted.boxed', 'trailing'],
  ])('%s are refused', (_what, text, field, rule) => {
    expect(() => decode(Counted, bytes(text))).toThrow(breaks(field, rule));
  });

  test('too many items are misuse', () => {
    expect(() => encode(Counted, { ...value, boxed: [1, 2, 3, 4, 5, 6] })).toThrow(
      /Counted\.boxed has 6 items, limit 5/,
    );
  });
});

describe('layouts', () => {
  test.each<[string, { layout?: 'modern' | 'draft' }, Arranged, string]>([
    ['the first', {}, { first: 1, second: 2, count: 3, octets: undefined }, '01 0002 00000003'],
    [
      'the first by name',
      { layout: 'modern' },
      { first: 1, second: 2, count: 3, octets: undefined },
      '01 0002 00000003',
    ],
    ['another', { layout: 'draft' }, { first: 1, second: 2, count: undefined, octets: bytes('09') }, '0002 01 09'],
  ])('%s gives its own order', (_what, params, value, encoded) => {
    expect(hex(encode(Arranged, value, params))).toBe(plain(encoded));
    expect(decode(Arranged, bytes(encoded), params)).toMatchObject(value);
  });

  test('have spans by their own order', () => {
    expect(decode(Arranged, bytes('01 0002 00000003'), {}).front).toEqual(bytes('01'));
    expect(decode(Arranged, bytes('0002 01 09'), { layout: 'draft' }).front).toEqual(bytes(''));
  });

  test.each<[string, { layout?: 'modern' | 'draft' }, Arranged, RegExp]>([
    ['a member of another layout', {}, { first: 1, second: 2, count: 3, octets: bytes('') }, /octets must be absent/],
    ['a missing member', { layout: 'draft' }, { first: 1, second: 2 }, /octets is missing/],
    ['an unknown layout', { layout: 'other' as 'draft' }, { first: 1, second: 2 }, /must be one of modern, draft/],
  ])('%s is misuse', (_what, params, value, message) => {
    expect(() => encode(Arranged, value, params)).toThrow(message);
  });
});

describe('exact octets', () => {
  const content = plain('736700 01 00000001 61 00000005 00000002 ff ff');

  test('of parts and of all are views of the input', () => {
    const input = bytes(content);
    const { all, body, head, raw } = decode(Signed, input);
    expect([all, body, head, raw].map(view => hex(view ?? bytes('')))).toEqual([
      plain('736700 01 00000001 61 00000005'),
      plain('00000001 61 00000005'),
      plain('736700 01'),
      content,
    ]);
    expect(raw?.buffer).toBe(input.buffer);
  });

  test('start with the box around them, not with the input', () => {
    const { inner } = decode(SignedBox, bytes(`09 00000013 ${content}`));
    expect(hex(inner.all ?? bytes(''))).toBe(plain('736700 01 00000001 61 00000005'));
    expect(hex(inner.raw ?? bytes(''))).toBe(content);
  });

  test('are not looked at when encoding', () => {
    const value = { first: 'a', second: 5, signature: bytes('ffff'), raw: bytes('00'), body: bytes('00') };
    expect(hex(encode(Signed, value))).toBe(content);
  });

  test('of text armour are named', () => {
    expect(signedArmor).toEqual({ label: 'DEMO SIGNED', wrap: 70 });
  });
});

test('what is deprecated says so and is still written', () => {
  expect(OldThing.deprecated).toBe(true);
  expect(hex(encode(OldThing, { x: 1 }))).toBe('01');
});
