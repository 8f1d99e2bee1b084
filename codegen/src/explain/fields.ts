/** Explanations of NC446 to NC458: conditions, constants, lists and frames. */

import type { Explanations } from './explanation.js';

export const FIELD_FAULTS: Explanations = {
  NC446: {
    title: 'a condition looks at what it cannot know',
    explanation: `A condition looks at an earlier integer, bool or flags of the same struct that is there whenever the field may
be. Bools have no order, bigints cannot be compared, and only the low 32 bits of flags can be asked for.`,
    wrong: 'structs:\n  Line: { fields: [ { x: { type: u8, if: on } }, { on: bool } ] }',
    right: 'structs:\n  Line: { fields: [ { on: bool }, { x: { type: u8, if: on } } ] }',
  },
  NC447: {
    title: 'a condition cannot be turned round',
    explanation: `Flags with 'derive: presence' are computed from the members that are present, so each condition on them must
say plainly which bits it needs: flags.BIT, joined by && only.`,
    wrong: `flags:
  Parts: { base: u8, bits: { ONE: 1, TWO: 2 } }
structs:
  Line: { fields: [ { parts: { type: Parts, derive: presence } }, { x: { type: u8, if: parts.ONE || parts.TWO } } ] }`,
    right: `flags:
  Parts: { base: u8, bits: { ONE: 1, TWO: 2 } }
structs:
  Line: { fields: [ { parts: { type: Parts, derive: presence } }, { x: { type: u8, if: parts.ONE && parts.TWO } } ] }`,
  },
  NC448: {
    title: 'a constant or computed field has the wrong type',
    explanation: `A constant must be a value of its type: an integer that fits, a bool, or a text within its limit. What is
computed from presence must be flags.`,
    wrong: 'structs:\n  Line: { fields: [ { reserved: { type: u8, const: 256 } } ] }',
    right: 'structs:\n  Line: { fields: [ { reserved: { type: u8, const: 255 } } ] }',
  },
  NC449: {
    title: 'a repeated field cannot be compared',
    explanation: `With equals a field repeats an earlier one that the caller sets and that is always there. Both have the same
type, an integer, bool or text.`,
    wrong: 'structs:\n  Line: { fields: [ { check2: { type: u32, equals: check1 } }, { check1: u32 } ] }',
    right: 'structs:\n  Line: { fields: [ { check1: u32 }, { check2: { type: u32, equals: check1 } } ] }',
  },
  NC450: {
    title: 'something follows what reads to the end',
    explanation: `Types such as rest and T[], optional fields, and open unions take all that is left in their frame. Put such a
field last, in every layout and version, or into a box(...), which has a length of its own.`,
    wrong: 'structs:\n  Line: { fields: [ { tail: rest }, { x: u8 } ] }',
    right: 'structs:\n  Line: { fields: [ { x: u8 }, { tail: rest } ] }',
  },
  NC451: {
    title: 'the items of a list read to the end',
    explanation:
      'The first item would take everything, so the list could never have a second. Put each item into a box(...).',
    wrong: "structs:\n  Tail: { fields: [ { tail: rest } ] }\n  Line: { fields: [ { list: 'Tail[u32]' } ] }",
    right: "structs:\n  Tail: { fields: [ { tail: rest } ] }\n  Line: { fields: [ { list: 'box(Tail)[u32]' } ] }",
  },
  NC452: {
    title: 'a struct contains itself',
    explanation: `A peer could nest it without end and exhaust the stack. Declare the inner one as bytes that hold the struct,
and decode it in a loop.`,
    wrong: "structs:\n  Node: { fields: [ { children: 'Node[u32]' } ] }",
    right: "structs:\n  Node: { fields: [ { children: { type: 'bytes[u32]' } } ] }",
  },
  NC453: {
    title: 'a parameter is not passed down',
    explanation: `A struct that depends on a parameter gets it from the struct around it, which must declare it under params with
the same type, so that every value of it is one that the inner struct accepts.`,
    wrong: `params: { Version: { base: u32, min: 3, max: 6 } }
structs:
  Inner: { params: { version: Version }, fields: [ { x: { type: u8, since: 4 } } ] }
  Outer: { fields: [ { inner: Inner } ] }`,
    right: `params: { Version: { base: u32, min: 3, max: 6 } }
structs:
  Inner: { params: { version: Version }, fields: [ { x: { type: u8, since: 4 } } ] }
  Outer: { params: { version: Version }, fields: [ { inner: Inner } ] }`,
  },
  NC454: {
    title: 'hot data is not the last field',
    explanation: `The data of a hot message is written by the caller right behind what the head encoder writes. So it is the last
field, of type bytes or rest; only fields that some senders leave out may follow.`,
    wrong: `messages:
  Write: { space: plain, number: 1, dir: both, ref: draft, hot: { data: data }, fields: [ { data: bytes }, { x: u8 } ] }`,
    right: `messages:
  Write: { space: plain, number: 1, dir: both, ref: draft, hot: { data: data }, fields: [ { x: u8 }, { data: bytes } ] }`,
  },
  NC455: {
    title: 'the end of a list cannot be told or written',
    explanation: `A terminator is an item of a T[] of structs: it names plain integers of that struct, and all fields that every
item has, with values that fit. The same goes for what stopWhen looks at.`,
    wrong: `structs:
  Mode: { fields: [ { code: u8 }, { value: u8 } ] }
  Modes: { fields: [ { list: { type: 'Mode[]', terminator: { code: 0 } } } ] }`,
    right: `structs:
  Mode: { fields: [ { code: u8 }, { value: { type: u8, if: code > 0 } } ] }
  Modes: { fields: [ { list: { type: 'Mode[]', terminator: { code: 0 } } } ] }`,
  },
  NC456: {
    title: 'a default cannot be written',
    explanation: `The encoder writes the default when the caller leaves the member out. So it is a value of the type, an integer,
bool or text, of a field that the caller sets and that must be there.`,
    wrong: 'structs:\n  Line: { fields: [ { x: { type: u8, default: 256 } } ] }',
    right: 'structs:\n  Line: { fields: [ { x: { type: u8, default: 255 } } ] }',
  },
  NC457: {
    title: 'a computed field is not always there',
    explanation: `Flags computed from presence, repeated fields and padding are written by the encoder, which needs a place for
them in every case. A constant at the end cannot be optional, because nobody says whether it is there.`,
    wrong: 'structs:\n  Line: { fields: [ { on: bool }, { a: u8 }, { b: { type: u8, equals: a, if: on } } ] }',
    right: 'structs:\n  Line: { fields: [ { a: u8 }, { b: { type: u8, equals: a } } ] }',
  },
  NC458: {
    title: 'a count cannot count its list',
    explanation: `In T[n] the field n is a plain unsigned integer that stands earlier, is always there, and counts this one list,
which is always there, too. It is written from the list, so it is not in the interface.`,
    wrong: "structs:\n  Line: { fields: [ { list: 'u8[n]' }, { n: u32 } ] }",
    right: "structs:\n  Line: { fields: [ { n: u32 }, { list: 'u8[n]' } ] }",
  },
};
