/** What a printer hides, by what the spec marks as secret or personal. */

import { describe, expect, test } from 'vitest';

import { compileOne } from '../../../test/one-file-spec.js';

/** The text of `print.ts` for declarations. */
function shapesOf(declarations: string): string {
  const limits = 'limits: { name: 64, utf8: 200, bytes: 1000, rest: 1000, mpint: 64, items: 9 }';
  const { files } = compileOne(`${limits}\n${declarations}`);
  return files.find(({ file }) => file === 'print.ts')?.text ?? '';
}

/** The shape of one member, as it is written. */
function member(text: string, struct: string, name: string): string | undefined {
  const body = text.split(`const ${struct}Shape: StructPrint = {`)[1]?.split('\n};')[0];
  return new RegExp(`^ {4}${name}: (.*),$`, 'm').exec(body ?? '')?.[1];
}

describe('members of a structure', () => {
  const text = shapesOf(`
enums: { Kind: { base: u8, open: true, values: { one: 1 } } }
structs:
  Open: { fields: [ { note: utf8 }, { path: { type: bytes, text: utf8 } }, { pin: { type: utf8, secret: true } },
    { key: { type: bytes, length: 32, secret: true } }, { name: { type: utf8, pii: true } }, { inner: Closed }, { all: 'Closed[u32]' } ] }
  Closed: { secret: true, fields: [ { kind: Kind }, { count: u32 }, { d: mpint }, { salt: raw(4) }, { place: Place }, { deeper: Deeper },
    { body: box(Deeper) } ] }
  Place: { fields: [ { x: u32 } ] }
  Deeper: { secret: true, fields: [ { x: u32 } ] }
`);

  test.each([
    ['are shown by default', 'Open', 'note', "'plain'"],
    ['are text where that is agreed', 'Open', 'path', "'text'"],
    ['are hidden with their length', 'Open', 'pin', "'secret'"],
    ['are hidden, with the length that all have', 'Open', 'key', "{ kind: 'secretOctets', length: 32 }"],
    ['are hidden unless personal data is shown', 'Open', 'name', "{ kind: 'personal', shape: 'plain' }"],
    ['hide their own members', 'Open', 'inner', 'ClosedShape'],
    ['hide the members of each item', 'Open', 'all', "{ kind: 'list', item: ClosedShape }"],
    ['are hidden in a secret structure', 'Closed', 'count', "'secret'"],
    ['are hidden there although they are numbers of any size', 'Closed', 'd', "'secret'"],
    ['are hidden there, with the length that all have', 'Closed', 'salt', "{ kind: 'secretOctets', length: 4 }"],
    ['are shown there when they are names of numbers', 'Closed', 'kind', 'KindShape'],
    ['are hidden there when they hide nothing by themselves', 'Closed', 'place', "'secret'"],
    ['are left to themselves there when they are secret too', 'Closed', 'deeper', 'DeeperShape'],
    ['are left to themselves in a box as well', 'Closed', 'body', 'DeeperShape'],
  ])('%s', (_rule, struct, name, shape) => {
    expect(member(text, struct, name)).toBe(shape);
  });
});

test('octets of an unknown member are hidden when a known one has a secret at any depth', () => {
  const text = shapesOf(`
structs:
  One: { fields: [ { tag: name }, { body: union(Hides by tag) } ] }
  Two: { fields: [ { tag: name }, { body: union(Shows by tag) } ] }
  Outer: { fields: [ { inner: Inner } ] }
  Inner: { fields: [ { pin: { type: utf8, secret: true } } ] }
unions:
  Hides: { tag: name, open: true, unknown: rest, cases: { outer: Outer } }
  Shows: { tag: name, open: true, unknown: rest, cases: { none: empty } }
`);
  const unknown = (union: string): string | undefined =>
    /unknown: '(.*)'/.exec(text.split(`const ${union}Shape: UnionPrint`)[1] ?? '')?.[1];
  expect(unknown('Hides')).toBe('secret');
  expect(unknown('Shows')).toBe('plain');
});

test('what the caller does not set is not printed', () => {
  const text = shapesOf(`
structs: { Fixed: { fields: [ { zero: { type: u8, const: 0 } }, { value: u8 } ] } }
`);
  expect(member(text, 'Fixed', 'zero')).toBeUndefined();
  expect(member(text, 'Fixed', 'value')).toBe("'plain'");
});
