/** What generated code does with spaces, unions by number and by parameter, and hot messages. */

import { describe, expect, test } from 'vitest';

import {
  decode,
  decodeMessage,
  decodeNamedMessage,
  encode,
  encodeMessage,
  encodeNamedMessage,
  type MessageDef,
  WireReader,
} from '@nacre/wire';

import {
  Add,
  Answer,
  Ask,
  Asked,
  askedReplies,
  Awkward,
  Constraints2,
  Data,
  Dot,
  encodeDataHead,
  encodeTurnedHead,
  Ended,
  Every,
  filesMessages,
  Hello,
  HotWrite,
  patchDataRequestId,
  patchTaggedValue,
  ReadAt,
  readDataHead,
  readHotTailHead,
  readHotWriteHead,
  readTurnedHead,
  Remove,
  Rename,
  Request,
  StatReply,
  Tagged,
  Told,
  Turned,
  Versioned,
  wordsMessages,
} from './scenarios/every-construct/expected/out/demo/index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const plain = (text: string): string => text.replaceAll(' ', '');
const breaks = (field: string, rule: string): unknown => expect.objectContaining({ field, rule });

describe('spaces', () => {
  test('put their header in front of every message that does not refuse it', () => {
    const reply = { requestId: 7, attributes: { comment: '' } };
    expect(hex(encodeMessage(StatReply, reply, { version: 1 }))).toBe(plain('03 00000007 00000000 00000000'));
    expect(hex(encodeMessage(Hello, { version: 3 }))).toBe(plain('01 00000003'));
  });

  test('may have numbers of 32 bits', () => {
    const encoded = bytes('10000001 01 0002 00000002 0304');
    const value = { small: 1, value: 2, more: bytes('0304') };
    expect(encodeMessage(Tagged, value)).toEqual(encoded);
    expect(decodeMessage(Tagged, encoded)).toEqual(value);
    expect(() => decodeMessage(Tagged, bytes('100000'))).toThrow(breaks('Tagged', 'value'));
    expect(hex(decodeMessage(Ended, bytes('00000003 05')).raw ?? bytes(''))).toBe('0000000305');
  });

  test('may have names for tags', () => {
    const encoded = bytes('00000003 616464 00000001 01 00');
    expect(encodeNamedMessage(Add, { key: bytes('01') })).toEqual(encoded);
    expect(decodeNamedMessage(Add, encoded)).toEqual({ key: bytes('01'), flags: 0 });
    expect(() => decodeNamedMessage(Remove, encoded)).toThrow(breaks('Remove', 'value'));
    expect([...wordsMessages.messages]).toEqual([
      ['add', Add],
      ['remove', Remove],
    ]);
  });

  test('limit the size of messages', () => {
    expect(() => encodeMessage(Hello, { version: 1 })).not.toThrow();
    expect(Hello.maxMessage).toBe(3000);
    const path = 'x'.repeat(200);
    const long: MessageDef<Rename, { readonly layout?: 'usual' | 'swapped' | undefined }> = {
      ...Rename,
      maxMessage: 412,
    };
    expect(() => encodeMessage(long, { requestId: 1, from: path, to: path }, {})).toThrow(/413 bytes, limit 412/);
  });

  test('say which versions have a message, and what is deprecated', () => {
    expect(Rename).toMatchObject({ since: 2, deprecated: true });
    expect([...filesMessages.messages.keys()]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('unions by number', () => {
  test('keep unknown members when they are open', () => {
    const value = { body: { code: undefined, number: 9, data: bytes('0102') } };
    expect(decode(Ask, bytes('0009 0102'))).toEqual(value);
    expect(hex(encode(Ask, value))).toBe('00090102');
    const list = { list: [{ kind: undefined, number: 7, data: bytes('ff') }, { kind: 'nothing' }] } as const;
    expect(decode(Constraints2, encode(Constraints2, list, { version: 1 }), { version: 1 })).toEqual(list);
  });

  test('pass parameters to the members that need them', () => {
    const encoded = bytes('01 00000000 02');
    expect(decode(Versioned, encoded, { version: 4 })).toMatchObject({ body: { choice: 1, kind: 2 } });
    expect(() => decode(Versioned, encoded, { version: 1 })).toThrow(breaks('Attributes.comment', 'short'));
    expect(hex(encode(Versioned, { body: { choice: 1, kind: 2 } }, { version: 4 }))).toBe(plain('01 00000000 02'));
  });

  test('have a codec of their own', () => {
    const value = Asked.read(new WireReader(bytes('00000001 00000002')), 2);
    expect(value).toEqual({ code: 2, x: 1, y: 2 });
    expect(askedReplies['2']).toBe(Dot);
  });
});

describe('unions by parameter', () => {
  test('hold the reply to what was asked', () => {
    expect(decode(Told, bytes('00000005'), { code: 1 })).toEqual({ body: { code: 1, count: 5 } });
    expect(hex(encode(Told, { body: { code: 2, x: 1, y: 2 } }, { code: 2 }))).toBe(plain('00000001 00000002'));
    const answer = {
      ok: true,
      body: { method: 'point', points: [], words: [], boxed: { x: 1, y: 2 }, boxedList: [], hashes: [], rest: [] },
    } as const;
    expect(decode(Answer, encode(Answer, answer, { method: 'point' }), { method: 'point' })).toEqual(answer);
  });

  test('keep replies to what has none declared', () => {
    const body = { code: undefined, number: 77, data: bytes('01') };
    expect(decode(Told, bytes('01'), { code: 77 })).toEqual({ body });
    expect(hex(encode(Told, { body }, { code: 77 }))).toBe('01');
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'a member that the parameter does not name',
      () => encode(Told, { body: { code: 1, count: 1 } }, { code: 2 }),
      /Told\.body is not what params\.code says/,
    ],
    [
      'an unknown member of another name',
      () => encode(Answer, { ok: true, body: { method: undefined, name: 'a', data: bytes('') } }, { method: 'b' }),
      /Answer\.body is not what/,
    ],
    ['a parameter out of range', () => decode(Told, bytes(''), { code: 1001 }), /Told\.code/],
    ['a name that is too long', () => decode(Answer, bytes('01'), { method: 'x'.repeat(65) }), /at most 64 bytes/],
  ])('%s is misuse', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('members from another file of the package', () => {
  test('belong to the union', () => {
    const { body } = decode(Request, bytes('00000012 6578747261 4064656d6f2e6578616d706c65 01 00000007'));
    expect(body).toEqual({ method: 'extra@demo.example', amount: 7 });
  });
});

/** A value of a hot message, encoded and decoded by the quick forms and without them. */
function hot<T, P>(what: string, message: MessageDef<T, P>, value: T, params: P) {
  const { encode: _encode, decode: _decode, ...slow } = message;
  const outcome = (form: MessageDef<T, P>, input: Uint8Array): unknown => {
    try {
      return decodeMessage(form, input, params);
    } catch (error) {
      return String(error);
    }
  };
  return {
    what,
    value,
    quick: encodeMessage(message, value, params),
    slow: encodeMessage(slow, value, params),
    decodeQuick: (input: Uint8Array) => outcome(message, input),
    decodeSlow: (input: Uint8Array) => outcome(slow, input),
  };
}

describe('quick forms of hot messages', () => {
  const handle = bytes('0102');
  const none = bytes('');
  const version = { version: 6 };
  const cases = [
    hot('strings between numbers', ReadAt, { requestId: 2 ** 32 - 1, handle, at: 2 ** 53 - 1, length: 5 }, undefined),
    hot('data at the end', Data, { requestId: 1, data: handle, atEnd: undefined }, version),
    hot('an optional member', Data, { requestId: 1, data: handle, atEnd: true }, version),
    hot('empty data', HotWrite, { requestId: 0, handle: none, offset: 0, data: none }, undefined),
    hot('all plain types', Every, { fixed: bytes('010203'), exact: handle, sure: true, tail: handle }, undefined),
    hot(
      'names that the code itself uses',
      Awkward,
      {
        payload: 1,
        bytes: handle,
        data: none,
        packet: handle,
        readDot: handle,
        getU32: 2,
        isUnsigned: true,
        packetLength: 3,
        frame: 4,
        content: handle,
      },
      undefined,
    ),
    hot('a number of 32 bits in front', Tagged, { small: 255, value: 65535, more: handle }, undefined),
  ];

  test.each(cases)('$what: written and read as without them', ({ value, quick, slow, decodeQuick, decodeSlow }) => {
    expect(quick).toEqual(slow);
    expect(decodeQuick(quick)).toEqual(value);
    expect(decodeSlow(quick)).toEqual(value);
  });

  test.each(cases)('$what: cut, changed or longer, the outcome is the same', ({ quick, decodeQuick, decodeSlow }) => {
    const changed = [...quick.keys()].flatMap(at => [
      quick.subarray(0, at),
      Uint8Array.from(quick, (byte, i) => (i === at ? byte ^ 0x81 : byte)),
    ]);
    const outcomes = [...changed, Uint8Array.of(...quick, 0)].map(input => [decodeQuick(input), decodeSlow(input)]);
    for (const [one, other] of outcomes) expect(one).toEqual(other);
    expect(outcomes.some(([one]) => typeof one === 'string')).toBe(true);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'a number',
      () => encodeMessage(ReadAt, { requestId: -1, handle, at: 0, length: 0 }),
      /ReadAt\.requestId must be an integer/,
    ],
    [
      'a fraction',
      () => encodeMessage(ReadAt, { requestId: 1, handle, at: 0.5, length: 0 }),
      /ReadAt\.at must be an integer/,
    ],
    [
      'a string',
      () => encodeMessage(Tagged, { small: 1, value: 1, more: bytes('01') }),
      /Tagged\.more must be at least 2 bytes/,
    ],
    [
      'fixed octets',
      () => encodeMessage(Every, { fixed: handle, exact: handle, sure: true, tail: handle }),
      /Every\.fixed must be 3 bytes/,
    ],
  ])('%s out of bounds is misuse, named as ever', (_what, act, message) => {
    expect(act).toThrow(message);
  });

  test('are there for plain messages only', () => {
    expect(ReadAt.encode).toBeTypeOf('function');
    expect(StatReply.encode).toBeUndefined();
  });
});

describe('heads of hot messages', () => {
  test('are read before the data is there', () => {
    const head = encodeDataHead({ requestId: 9 }, 500);
    expect(hex(head)).toBe(plain('000001fd 05 00000009 000001f4'));
    const reader = new WireReader(head, 5);
    expect(readDataHead(reader)).toEqual({ requestId: 9, dataLength: 500 });
    expect(reader.remaining).toBe(0);
  });

  test('leave the reader in front of the data', () => {
    const reader = new WireReader(bytes('06 00000001 00000001 aa 0000000000000005 00000003 01'), 1);
    expect(readHotWriteHead(reader)).toEqual({ requestId: 1, handle: bytes('aa'), offset: 5, dataLength: 3 });
    expect(reader.u8('next')).toBe(1);
  });

  test('have the layout of the message', () => {
    expect(hex(encodeTurnedHead({ a: 1, b: 2 }, 9, { layout: 'turned' }))).toBe(plain('00000004 0002 01 00000009'));
    const reader = new WireReader(bytes('00000004 01 0002 00000009'), 4);
    expect(readTurnedHead(reader, {})).toEqual({ a: 1, b: 2, dataLength: 9 });
    const payload = encodeMessage(Turned, { a: 1, b: 2, data: bytes('aa') }, {});
    expect(decodeMessage(Turned, payload, {}).raw).toEqual(payload);
  });

  test('count data that is the rest from the length of the payload', () => {
    expect(readHotTailHead(new WireReader(bytes('07 00000009 aa'), 1), 10)).toEqual({ id: 9, dataLength: 5 });
    expect(() => readHotTailHead(new WireReader(bytes('07 00000009'), 1), 4)).toThrow(breaks('HotTail.data', 'short'));
    expect(() => readHotTailHead(new WireReader(bytes('07 00000009'), 1), 2000)).toThrow(
      breaks('HotTail.data', 'limit'),
    );
  });

  test.each([
    ['data over its limit', '05 00000009 000003e9', 'Data.data', 'limit'],
    ['a length that is cut short', '05 00000009 0000', 'Data.data', 'short'],
  ])('refuse %s', (_what, text, field, rule) => {
    expect(() => readDataHead(new WireReader(bytes(text), 1))).toThrow(breaks(field, rule));
  });

  test('refuse a packet over the limit of the space', () => {
    expect(() => encodeDataHead({ requestId: 1 }, 1001)).toThrow(/Data\.data is 1001 bytes, limit 1000/);
    expect(() => encodeDataHead({ requestId: 1 }, -1)).toThrow(/Data\.data must be an integer/);
  });
});

describe('patches', () => {
  test('rewrite a number in an encoded message', () => {
    const payload = encodeMessage(Data, { requestId: 1, data: bytes('aa') }, { version: 3 });
    patchDataRequestId(payload, 0xdeadbeef);
    expect(hex(payload)).toBe(plain('05 deadbeef 00000001 aa'));
    const tagged = encodeMessage(Tagged, { small: 1, value: 2, more: bytes('0304') });
    patchTaggedValue(tagged, 0xabcd);
    expect(decodeMessage(Tagged, tagged).value).toBe(0xabcd);
  });

  test.each<[string, () => void, RegExp]>([
    [
      'a value that does not fit',
      () => patchTaggedValue(bytes('10000001 01 0002'), 65536),
      /Tagged\.value must be an integer of 16 bits/,
    ],
    ['another message', () => patchDataRequestId(bytes('06 00000001'), 1), /Data\.requestId is not in the message 6/],
    ['a message cut short', () => patchDataRequestId(bytes('05 000000'), 1), /Data\.requestId is not in 4 bytes/],
  ])('%s is misuse', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
