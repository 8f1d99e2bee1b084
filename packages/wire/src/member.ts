/** Members that another package adds to an open union: between their values and the octets that the union keeps. */

import { misuse } from '@nacre/core';

import { decode, encode, type MemberDef, type UnknownMember } from './codec.js';

/** The member as the union holds it: spread it beside the union's tag, which is undefined. Throws MISUSE. */
export function encodeMember<T>(definition: MemberDef<T>, value: T): UnknownMember;
export function encodeMember<T, P>(definition: MemberDef<T, P, unknown>, value: T, params: P): UnknownMember;
export function encodeMember<T, P>(definition: MemberDef<T, P, unknown>, value: T, params?: P): UnknownMember {
  const { name, key } = definition;
  if (typeof key !== 'string') throw misuse(`${name} has the number ${key} in place of a name`);
  return { name: key, data: encode(definition, value, params as P) };
}

/** The value of the member, or undefined when it is another one. Throws DecodeError. */
export function decodeMember<T>(definition: MemberDef<T>, member: UnknownMember): T | undefined;
export function decodeMember<T, P>(
  definition: MemberDef<T, P, unknown>,
  member: UnknownMember,
  params: P,
): T | undefined;
export function decodeMember<T, P>(
  definition: MemberDef<T, P, unknown>,
  member: UnknownMember,
  params?: P,
): T | undefined {
  return member.name === definition.key ? decode(definition, member.data, params as P) : undefined;
}
