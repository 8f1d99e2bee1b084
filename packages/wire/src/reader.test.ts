import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fromHex } from '@nacre/core';

import { DecodeError } from './decode-error.js';
import { WireReader } from './reader.js';
import { WireWriter } from './writer.js';

const read = (hex: string) => new WireReader(fromHex(hex));

describe('examples of RFC 4251 section 5', () => {
  test.each([
    ['0', '00000000', ''],
    ['9a378f9b2e332a7', '0000000809a378f9b2e332a7', '09a378f9b2e332a7'],
    ['80', '000000020080', '80'],
  ])('mpint %s', (_name, wire, magnitude) => {
    expect(read(wire).mpint('x', 4096, true)).toEqual(fromHex(magnitude));
    const writer = new WireWriter();
    writer.mpint('x', fromHex(magnitude), 4096);
    expect(writer.finish()).toEqual(fromHex(wire));
  });

  test.each([
    ['-1234', '00000002edcc'],
    ['-deadbeef', '00000005ff21524111'],
  ])('negative mpint %s is refused', (_name, wire) => {
    expect(() => read(wire).mpint('x', 4096, false)).toThrowError(/negative/);
  });

  test.each([
    ['()', '00000000', []],
    ['("zlib")', '000000047a6c6962', ['zlib']],
    ['("zlib,none")', '000000097a6c69622c6e6f6e65', ['zlib', 'none']],
  ])('name-list %s', (_name, wire, names) => {
    expect(read(wire).names('x', 8, 64)).toEqual(names);
    const writer = new WireWriter();
    writer.names('x', names as string[], 8, 64);
    expect(writer.finish()).toEqual(fromHex(wire));
  });
});

describe('what a reader refuses, and how it says so', () => {
  const cases: readonly [string, string, (reader: WireReader) => unknown, string][] = [
    ['a string longer than the input', '000000ff6162', r => r.bytes('f', 1000), 'short'],
    ['a string over its limit, before any allocation', 'ffffffff', r => r.bytes('f', 1000), 'limit'],
    ['a string of the wrong fixed length', '000000036162', r => r.fixed('f', 2), 'length'],
    ['a number cut short', '0000', r => r.u32('f'), 'short'],
    ['a number above 2^53', '0020000000000000', r => r.u64('f'), 'limit'],
    ['text that is not UTF-8', '00000002c328', r => r.utf8('f', 10), 'text'],
    ['an overlong UTF-8 sequence', '00000002c0af', r => r.utf8('f', 10), 'text'],
    ['a name with a comma', '00000003612c62', r => r.name('f', 10), 'text'],
    ['a name with a control character', '000000026107', r => r.name('f', 10), 'text'],
    ['an empty name in a list', '00000002612c', r => r.names('f', 8, 8), 'text'],
    ['too many names', '00000005612c622c63', r => r.names('f', 2, 64), 'limit'],
    ['an mpint with an unneeded zero, when strict', '0000000200 01', r => r.mpint('f', 64, true), 'mpint'],
    ['an mpint with too many bits', '0000000301ffff', r => r.mpint('f', 16, false), 'limit'],
    ['more items than can be there', '00ffffff0102', r => r.count('f', 0xffffffff, 1), 'short'],
    ['more items than allowed', '00000003010203', r => r.count('f', 2, 1), 'limit'],
    ['bytes left over', '01', r => r.finish('f'), 'trailing'],
    ['a boxed structure longer than its frame', '0000000401', r => r.enter('f', 100), 'short'],
  ];
  test.each(cases)('%s', (_name, hex, action, rule) => {
    const error = catchError(() => action(read(hex)));
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as DecodeError).rule).toBe(rule);
    expect((error as DecodeError).field).toBe('f');
    expect((error as DecodeError).message).toMatch(/^f at offset \d+: /);
  });
});

test('an mpint with unneeded zeros is taken when not strict', () => {
  expect(read('0000000300 0001').mpint('f', 64, false)).toEqual(fromHex('01'));
});

test('any nonzero octet is true', () => {
  expect([read('00').bool('f'), read('01').bool('f'), read('ff').bool('f')]).toEqual([false, true, true]);
});

test('a boxed structure must be used up, unless the spec says otherwise', () => {
  const reader = read('00000002 0102 03');
  const outer = reader.enter('f', 10);
  reader.u8('f');
  expect(() => reader.leave('f', outer)).toThrowError(/left over/);
  const lenient = read('00000002 0102 03');
  lenient.leave('f', lenient.enter('f', 10), true);
  expect(lenient.u8('f')).toBe(3);
});

test('numbers of every size come back as they were written', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.maxSafeNat(),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      (u32, u64, i64, big) => {
        const writer = new WireWriter(1);
        writer.u32('a', u32);
        writer.u64('b', u64);
        writer.i64('c', i64);
        writer.u64big('d', big);
        const reader = new WireReader(writer.finish());
        expect([reader.u32('a'), reader.u64('b'), reader.i64('c'), reader.u64big('d')]).toEqual([
          u32,
          u64,
          i64 + 0,
          big,
        ]);
        reader.finish('end');
      },
    ),
  );
});

test('strings of every kind come back as they were written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 64 }), (text, bytes) => {
      const wellFormed = /\p{Cs}/u.test(text) ? 'x' : text; // no lone surrogates
      const writer = new WireWriter();
      writer.utf8('a', wellFormed, 4096);
      writer.bytes('b', bytes, 64);
      writer.rest('c', bytes, 64);
      const reader = new WireReader(writer.finish());
      expect(reader.utf8('a', 4096)).toBe(wellFormed);
      expect(reader.bytes('b', 64)).toEqual(bytes);
      expect(reader.rest('c', 64)).toEqual(bytes);
    }),
  );
});

test('a writer refuses what the peer would have to refuse', () => {
  const writer = new WireWriter();
  const refused: (() => void)[] = [
    () => writer.u8('f', 256),
    () => writer.u32('f', -1),
    () => writer.u32('f', 1.5),
    () => writer.u64('f', 2 ** 53),
    () => writer.bytes('f', new Uint8Array(3), 2),
    () => writer.fixed('f', new Uint8Array(3), 2),
    () => writer.ascii('f', 'é', 10),
    () => writer.name('f', 'a,b', 10),
    () => writer.names('f', [''], 1, 1),
    () => writer.latin1('f', 'ā', 10),
    () => writer.u64big('f', 2n ** 64n),
  ];
  for (const action of refused) expect(catchError(action)).toMatchObject({ code: 'MISUSE', details: { field: 'f' } });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('a writer that has to grow keeps what it wrote, whatever made it grow', () => {
  const long = Uint8Array.from({ length: 700 }, (_, i) => i);
  const writes: ((writer: WireWriter) => void)[] = [
    writer => writer.u8('a', 7),
    writer => writer.u16('b', 0x0102),
    writer => writer.u32('c', 0x01020304),
    writer => writer.u64('d', 2 ** 40),
    writer => writer.u64big('e', 2n ** 60n),
    writer => writer.bool('f', true),
    writer => writer.raw('g', long),
    writer => writer.bytes('h', long, 1000),
    writer => writer.utf8('i', 'é'.repeat(300), 1000),
    writer => writer.latin1('j', 'é'.repeat(300), 1000),
    writer => writer.names('k', ['a'.repeat(60), 'b'], 2, 64),
    writer => writer.mpint('l', Uint8Array.of(0x80, ...long), 8000),
    writer => writer.rest('m', long, 1000),
    writer => writer.end('n', writer.begin(), 10),
    writer => writer.count('o', 3, 3),
  ];
  const large = new WireWriter(100_000);
  const small = new WireWriter(1);
  for (const write of writes) {
    write(large);
    write(small);
    const alone = new WireWriter(1);
    write(alone);
    const roomy = new WireWriter(100_000);
    write(roomy);
    expect(alone.finish()).toEqual(roomy.finish());
  }
  expect(small.finish()).toEqual(large.finish());
});
