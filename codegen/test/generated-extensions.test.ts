/** What packages do with declarations of others: they use them, and define members of their unions. */

import { describe, expect, expectTypeOf, test } from 'vitest';

import { type Codec, decode, decodeMessage, encode, encodeMessage, type MemberDef } from '@nacre/wire';

import {
  Attributes,
  Boxed,
  Colour,
  Numbered,
  type Point,
  Reply,
  Request,
} from './scenarios/cross-package/expected/out/base/index.js';
import {
  AttributesVendorExample,
  BoxedPlain,
  ClearVendorExample,
  NumberedPlain,
  PickColour,
  PointVendorExample,
  SendShape,
  Shape,
} from './scenarios/cross-package/expected/out/vendor/index.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('a struct that uses those of another package', () => {
  const value: Shape = {
    points: [{ x: 1, colour: Colour.red }],
    colour: 2,
    attributes: { size: 3, owner: 'me' },
    body: { request: 'attributes', size: 4, owner: '' },
  };

  test('survives encoding and decoding, parameters included', () => {
    expect(decode(Shape, encode(Shape, value, { version: 4 }), { version: 4 })).toEqual(value);
    expect(() => encode(Shape, value, { version: 3 })).toThrow(/Attributes\.owner must be absent/);
  });

  test('refuses what the other package refuses', () => {
    expect(() => decode(Shape, bytes('00000001 00000001 09'), { version: 4 })).toThrow(
      expect.objectContaining({ field: 'Point.colour', rule: 'unknown' }),
    );
  });
});

describe('members of unions of another package', () => {
  test('name their union, their key and their reply', () => {
    expect(PickColour).toMatchObject({ name: 'PickColour', union: 'RequestBody', key: 'pick-colour' });
    expect(PickColour.reply?.name).toBe('Point');
    expect(SendShape.reply).toBe(Shape);
    expect(NumberedPlain).toMatchObject({ union: 'NumberedBody', key: 7 });
    expect(ClearVendorExample.reply).toBeUndefined();
    expect(AttributesVendorExample).toMatchObject({ deprecated: true, reply: Attributes });
  });

  test('have the types of value, parameters and reply', () => {
    expectTypeOf(PickColour).toEqualTypeOf<MemberDef<PickColour, void, Point>>();
    expectTypeOf<NonNullable<typeof SendShape.reply>>().toEqualTypeOf<Codec<Shape, { readonly version: number }>>();
  });

  test('read and write what the union keeps of an unknown member', () => {
    const data = encode(PickColour, { colour: Colour.green });
    const message = { body: { request: undefined, name: PickColour.key as string, data } };
    const payload = encodeMessage(Request, message, { version: 1 });
    expect(hex(payload)).toBe('010000000b7069636b2d636f6c6f757202');
    const { body } = decodeMessage(Request, payload, { version: 1 });
    expect(body.request === undefined ? decode(PickColour, body.data) : body).toEqual({ colour: Colour.green });
  });

  test('do the same in boxes and by number', () => {
    const data = encode(BoxedPlain, { x: 7 });
    const boxed = encodeMessage(Boxed, { body: { option: undefined, name: 'plain', data } });
    expect(hex(boxed)).toBe('0200000005706c61696e0000000400000007');
    const numbered = encodeMessage(Numbered, {
      body: { code: undefined, number: 7, data: encode(NumberedPlain, { x: 7 }) },
    });
    expect(hex(numbered)).toBe('030700000007');
  });

  test('may have no fields, or be a struct of the other package', () => {
    expect(encode(ClearVendorExample, {})).toEqual(bytes(''));
    expect(decode(ClearVendorExample, bytes(''))).toEqual({});
    expect(decode(PointVendorExample, encode(PointVendorExample, { x: 1, colour: 1 }))).toEqual({ x: 1, colour: 1 });
  });

  test('leave the reply of an unknown request to them', () => {
    const { body } = decode(Reply, bytes('00000001 02'), { request: PickColour.key as string });
    if (body.request !== undefined || PickColour.reply === undefined) throw new Error('the union knows it');
    expect(decode(PickColour.reply, body.data)).toEqual({ x: 1, colour: 2 });
  });
});
