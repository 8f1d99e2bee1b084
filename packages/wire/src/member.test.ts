import { expect, test } from 'vitest';

import type { MemberDef } from './codec.js';
import { DecodeError } from './decode-error.js';
import { decodeMember, encodeMember } from './member.js';

const member: MemberDef<number> = {
  name: 'Colour',
  union: 'Body',
  key: 'colour@acme.example',
  write: (writer, value) => writer.u8('Colour', value),
  read: reader => reader.u8('Colour'),
};

test('a member of another package is written and read as the unknown member that the union keeps', () => {
  const unknown = encodeMember(member, 7);
  expect(unknown).toEqual({ name: 'colour@acme.example', data: Uint8Array.of(7) });
  expect(decodeMember(member, unknown)).toBe(7);
});

test('another name is no value, and octets that do not follow the definition are a fault', () => {
  expect(decodeMember(member, { name: 'other@acme.example', data: Uint8Array.of(7) })).toBeUndefined();
  expect(() => decodeMember(member, { name: 'colour@acme.example', data: new Uint8Array(2) })).toThrow(DecodeError);
});

test('a member that is told by a number has no name', () => {
  expect(() => encodeMember({ ...member, key: 7 }, 7)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
});
