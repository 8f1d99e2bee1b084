/** What generated code does beyond round trips, which the generated tests of the scenario cover. */

import { describe, expect, test } from 'vitest';

import { decode, decodeMessage, encode, encodeMessage } from '@nacre/wire';

import {
  bodyReplies,
  Closed,
  Colour,
  Colours,
  Conditions,
  encodeHotTailHead,
  encodeHotWriteHead,
  Fixed,
  Hashed,
  HotTail,
  HotWrite,
  InBox,
  Lists,
  Modes,
  Option,
  Padded,
  Present,
  plainSecondMessages,
  Request,
  Scalars,
  Tail,
  Terminated,
} from './scenarios/every-construct/expected/out/demo/index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('members that depend on others', () => {
  test('a missing member is misuse', () => {
    const value = { change: true, count: 9, parts: 0 };
    expect(() => encode(Conditions, value)).toThrow(/Conditions\.ifBool is missing/);
  });

  test('a member that would not be written is misuse', () => {
    const value = { change: false, count: 1, parts: 0, ifBool: 1, ifNot: 1, ifGroup: 1, ifNumber: 1 };
    expect(() => encode(Conditions, value)).toThrow(/Conditions\.ifBool must be absent/);
  });

  test('flags are computed from the members present', () => {
    expect(hex(encode(Present, {}))).toBe('00000000');
    expect(hex(encode(Present, { last: [] }))).toBe('8000000000000000');
    expect(hex(encode(Present, { two: 'a', twoMore: 7 }))).toBe('00000002 00000001 61 0007'.replaceAll(' ', ''));
  });

  test('members that share a flag come together', () => {
    expect(() => encode(Present, { two: 'a' })).toThrow(/Present\.twoMore is missing/);
  });

  test('a later optional member needs the earlier one', () => {
    expect(decode(Tail, bytes('05'))).toEqual({ code: 5, message: undefined, language: undefined });
    expect(() => encode(Tail, { code: 5, language: 'en' })).toThrow(/Tail\.message is missing/);
  });
});

describe('unions', () => {
  test('the tag narrows the type', () => {
    const { body } = decode(Request, bytes('00000005 706f696e74 01 00000001 00000002'));
    expect(body.method === 'point' ? body.x + body.y : undefined).toBe(3);
  });

  test('an unknown member keeps its name and octets', () => {
    const encoded = bytes('00000003 786f78 01 0102');
    const decoded = decode(Request, encoded);
    expect(decoded).toEqual({ wantReply: true, body: { method: undefined, name: 'xox', data: bytes('0102') } });
    expect(encode(Request, decoded)).toEqual(encoded);
  });

  test('a member names the layout of its reply', () => {
    expect(bodyReplies).toEqual({ point: Lists });
  });

  test('an unknown member in a box leaves what follows alone', () => {
    const decoded = decode(InBox, bytes('00000003 786f78 00000002 0102 09'));
    expect(decoded).toEqual({ body: { method: undefined, name: 'xox', data: bytes('0102') }, after: 9 });
  });

  test('a framed unknown member is kept without its length', () => {
    expect(decode(Option, bytes('00000001 78 00000001 05')).value).toEqual({
      option: undefined,
      name: 'x',
      data: bytes('05'),
    });
  });

  test('a closed union refuses other tags', () => {
    expect(() => decode(Closed, bytes('02 00'))).toThrow(
      expect.objectContaining({ field: 'Shape.unknown', rule: 'unknown' }),
    );
  });

  test('octets after a boxed member are refused', () => {
    expect(() => decode(Option, bytes('00000003 736574 00000001 00'))).toThrow(
      expect.objectContaining({ rule: 'trailing' }),
    );
  });
});

describe('members that nobody sets', () => {
  const value = { check1: 7 };
  const encoded = '32 00000000 00000009 7075626c69636b6579 01 00000007 00000007'.replaceAll(' ', '');

  test('are written from the spec', () => {
    expect(hex(encode(Fixed, value))).toBe(encoded);
    expect(decode(Fixed, bytes(encoded))).toEqual(value);
  });

  test.each([
    ['a constant', encoded.replace(/^32/, '33'), 'Fixed.number', 'WrongNumber: must be 50'],
    ['a constant name', encoded.replace('7075', '7175'), 'Fixed.method', 'must be publickey'],
    ['a repeated field', encoded.replace(/7$/, '8'), 'Fixed.check2', 'WrongPassphrase'],
  ])('%s is checked', (_what, text, field, explanation) => {
    expect(() => decode(Fixed, bytes(text))).toThrow(
      expect.objectContaining({ field, message: expect.stringContaining(explanation) as string }),
    );
  });

  test('a reserved field with mismatch: ignore may hold anything', () => {
    expect(decode(Fixed, bytes(encoded.replace(/^3200000000/, '32ffffffff')))).toEqual(value);
  });
});

describe('parameters', () => {
  const params = { blockSize: 8, count: 1 };
  const encoded = '64656d6f00 00000001 00000002 010203'.replaceAll(' ', '');

  test('count the items and size the padding', () => {
    expect(hex(encode(Padded, { points: [{ x: 1, y: 2 }] }, params))).toBe(encoded);
    expect(decode(Padded, bytes(encoded), params)).toEqual({ points: [{ x: 1, y: 2 }] });
  });

  test.each([
    ['padding that does not count up', encoded.replace(/03$/, '04'), 'Padded.padding'],
    ['another magic', encoded.replace(/^64/, '65'), 'Padded.magic'],
  ])('%s is refused', (_what, text, field) => {
    expect(() => decode(Padded, bytes(text), params)).toThrow(expect.objectContaining({ field, rule: 'value' }));
  });

  test('a number of items other than the parameter is misuse', () => {
    expect(() => encode(Padded, { points: [] }, params)).toThrow(/must have 1 items/);
  });

  test('say how many octets there are', () => {
    const value = { hash: bytes('0102'), tail: bytes('03') };
    expect(hex(encode(Hashed, value, { count: 2 }))).toBe('010203');
    expect(decode(Hashed, bytes('010203'), { count: 2 })).toEqual(value);
    expect(() => decode(Hashed, bytes('01'), { count: 2 })).toThrow(expect.objectContaining({ rule: 'short' }));
    expect(() => encode(Hashed, value, { count: 3 })).toThrow(/Hashed\.hash must be 3 bytes, not 2/);
  });

  test('a parameter out of range is misuse', () => {
    expect(() => decode(Padded, bytes(encoded), { blockSize: 0, count: 1 })).toThrow(/Padded\.blockSize/);
  });
});

describe('heads of hot messages', () => {
  const data = bytes('aabbcc');

  test('are the message without its data, length in front', () => {
    const value = { requestId: 1, handle: bytes('0102'), offset: 5 };
    const message = encodeMessage(HotWrite, { ...value, data });
    const head = encodeHotWriteHead(value, data.length);
    expect(hex(head)).toBe(`${message.length.toString(16).padStart(8, '0')}${hex(message).slice(0, -6)}`);
  });

  test('need no length for data that is the rest', () => {
    expect(hex(encodeHotTailHead({ id: 9 }, 3))).toBe('00000008 07 00000009'.replaceAll(' ', ''));
    expect(decodeMessage(HotTail, bytes('07 00000009 aabbcc'))).toEqual({ id: 9, data });
  });

  test('refuse data over the limit', () => {
    expect(() => encodeHotWriteHead({ requestId: 1, handle: data, offset: 0 }, 1001)).toThrow(
      /HotWrite\.data is 1001 bytes, limit 1000/,
    );
  });
});

describe('lists with a terminator', () => {
  const mode = '01 00000007'.replaceAll(' ', '');

  test.each([
    ['with it', `${mode}00`, ''],
    ['without it, when it may be missing', mode, ''],
    ['with octets after it', `${mode}00ff`, 'ff'],
    ['before an item that stops it', `${mode}a0ff`, 'a0ff'],
    ['that are empty', '', ''],
  ])('are read %s', (_what, text, tail) => {
    const items = text === '' ? [] : [{ opcode: 1, argument: 7 }];
    expect(decode(Modes, bytes(text))).toEqual({ items, tail: bytes(tail) });
  });

  test('are written with it', () => {
    expect(hex(encode(Modes, { items: [{ opcode: 1, argument: 7 }], tail: bytes('') }))).toBe(`${mode}00`);
  });

  test('may hold as many items as the limit says, not counting it', () => {
    expect(decode(Modes, bytes(`${mode.repeat(10)}00`)).items).toHaveLength(10);
    expect(() => decode(Modes, bytes(mode.repeat(11)))).toThrow(expect.objectContaining({ rule: 'limit' }));
  });

  test('need it, unless it may be missing', () => {
    expect(decode(Terminated, bytes(`${mode}0009`))).toEqual({ items: [{ opcode: 1, argument: 7 }], after: 9 });
    expect(() => decode(Terminated, bytes(mode))).toThrow(expect.objectContaining({ rule: 'short' }));
  });

  test('cannot hold an item that would end them', () => {
    expect(() => encode(Modes, { items: [{ opcode: 0 }], tail: bytes('') })).toThrow(/would end it/);
  });
});

describe('closed enums', () => {
  test('refuse other numbers, also when conditional or in lists', () => {
    expect(() => decode(Colours, bytes('01 03 00000000'))).toThrow(
      expect.objectContaining({ field: 'Colours.colour', rule: 'unknown' }),
    );
    expect(() => decode(Colours, bytes('00 00000001 03'))).toThrow(
      expect.objectContaining({ field: 'Colours.more', rule: 'unknown' }),
    );
    expect(() => encode(Colours, { some: true, colour: 3, more: [] })).toThrow(/Colours\.colour is not a Colour/);
  });
});

describe('limits', () => {
  test('a count that cannot fit is refused before any item is read', () => {
    expect(() => decode(Lists, bytes('00000004 0000'))).toThrow(
      expect.objectContaining({ field: 'Lists.points', rule: 'short' }),
    );
  });

  test('constants are as declared', () => {
    expect(Colour).toEqual({ red: 1, green: 2 });
    expect(Scalars.trailing).toBe('error');
  });

  test('tables are per context', () => {
    expect(plainSecondMessages.context).toBe('second');
    expect([...plainSecondMessages.messages.keys()]).toEqual([10]);
  });
});
