/** What examples say of octets, also of those that are not what they should be. */

import { expect, test } from 'vitest';

import { compileOne } from '../../../../test/one-file-spec.js';
import { ModelIndex } from '../../../ir/index-of.js';
import { annotate } from './annotate.js';

const { model } = compileOne(`
limits: { name: 64, utf8: 200, bytes: 1000, rest: 1000, items: 9 }
params: { V: { base: u32, min: 3, max: 6 }, N: { base: u32, min: 0, max: 3 }, Order: { base: choice, choices: [ab, ba] } }
structs:
  Boxed: { fields: [ { inner: box(Pair) }, { after: u8 } ] }
  Pair: { fields: [ { a: u8 }, { b: u8 } ] }
  Versions: { params: { version: V }, fields: [ { old: { type: u8, until: 3 } }, { new: { type: u16, since: 4 } } ] }
  Counted: { params: { n: N }, fields: [ { count: u8 }, { items: 'Pair[count]' }, { more: 'u8[$n]' } ] }
  Ordered: { params: { layout: Order }, layouts: { ab: [ a, b ], ba: [ b, a ] }, fields: [ { a: u8 }, { b: u16 } ] }
  Chosen: { fields: [ { tag: name }, { body: union(Body by tag) } ] }
  Tagged: { fields: [ { parts: 'tagged(Part)[]' } ] }
  Hidden: { fields: [ { pin: { type: utf8, secret: true } }, { after: u8 } ] }
  Tail: { fields: [ { a: u8 }, { b: { type: u8, optional: trailing } } ] }
unions:
  Body: { tag: name, open: true, unknown: rest, cases: { pair: Pair } }
  Part: { tag: u8, unknown: error, cases: { 1: { name: pair, frame: box, body: Pair } } }
`);
const index = new ModelIndex(model);
const structs = model.files.flatMap(file => file.structs);

function lines(name: string, hex: string, params: Readonly<Record<string, number | string>> = {}): readonly string[] {
  const struct = structs.find(one => one.name === name);
  if (struct === undefined) throw new Error(`${name} is not declared`);
  const { parts, fault } = annotate(struct, new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')), params, index);
  const shown = parts.map(({ octets, text }) => `${Buffer.from(octets).toString('hex')} ${text}`);
  return fault === undefined ? shown : [...shown, `! ${fault}`];
}

test.each<[string, string, string, Readonly<Record<string, number | string>>, readonly string[]]>([
  [
    'a box',
    'Boxed',
    '00000002 0102 03',
    {},
    ['00000002 inner: 2 octets', '01 inner.a = 1', '02 inner.b = 2', '03 after = 3'],
  ],
  ['an old version', 'Versions', '01', { version: 3 }, ['01 old = 1']],
  ['a new version', 'Versions', '0001', { version: 4 }, ['0001 new = 1']],
  [
    'a list with its count before it',
    'Counted',
    '01 0102 05',
    { n: 1 },
    ['01 count = 1', '01 items[0].a = 1', '02 items[0].b = 2', '05 more[0] = 5'],
  ],
  ['the usual order', 'Ordered', '01 0002', {}, ['01 a = 1', '0002 b = 2']],
  ['another order', 'Ordered', '0002 01', { layout: 'ba' }, ['0002 b = 2', '01 a = 1']],
  ['an unknown member', 'Chosen', '00000001 78 09', {}, ['0000000178 tag = "x"', '09 body: unknown']],
  [
    'a member in a frame',
    'Tagged',
    '01 00000002 0102',
    {},
    ['01 parts[0] tag = 1', '00000002 parts[0]: 2 octets', '01 parts[0].a = 1', '02 parts[0].b = 2'],
  ],
  ['a secret', 'Hidden', '00000001 78 09', {}, [' pin: 5 octets, secret', '09 after = 9']],
  ['a member that is left out', 'Tail', '01', {}, ['01 a = 1']],
  ['octets too many', 'Pair', '01 02 03', {}, ['01 a = 1', '02 b = 2', '03 octets after the last field']],
  ['octets too few', 'Pair', '01', {}, ['01 a = 1', '! the octets end early']],
  [
    'a frame that is too long',
    'Boxed',
    '00000009 0102',
    {},
    ['00000009 inner: 9 octets', '! inner: 9 octets, 2 are left'],
  ],
  ['a member that cannot be', 'Tagged', '02', {}, ['02 parts[0] tag = 2', '! parts[0]: no such member']],
])('%s', (_what, name, hex, params, expected) => {
  expect(lines(name, hex, params)).toEqual(expected);
});
