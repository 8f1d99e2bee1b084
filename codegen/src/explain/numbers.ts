/** Explanations of NC40x and NC41x: numbers, bits, bounds and sizes. */

import type { Explanations } from './explanation.js';

const SPACE =
  'spaces:\n  plain: { tag: u8, trailing: error, maxMessage: 100, ranges: [ { range: 1..9, layer: basic }, { range: 10..19, layer: kex, context: family } ] }\n';

export const NUMBER_FAULTS: Explanations = {
  NC401: {
    title: 'a message number is taken',
    explanation: `In a space, and in a context of it, each number or name stands for one message: otherwise a decoder could
not tell them apart. Give one of them another number, or its own context if the range has contexts.`,
    wrong: `${SPACE}messages:
  One: { space: plain, number: 1, dir: both, ref: draft, fields: [] }
  Two: { space: plain, number: 1, dir: both, ref: draft, fields: [] }`,
    right: `${SPACE}messages:
  One: { space: plain, number: 1, dir: both, ref: draft, fields: [] }
  Two: { space: plain, number: 2, dir: both, ref: draft, fields: [] }`,
  },
  NC402: {
    title: 'a message number is in no range',
    explanation: `The space says which numbers it uses, and for which layer. A number outside of them is reserved for
something else. Private messages of SSH have the numbers 192 to 255.`,
    wrong: `${SPACE}messages:\n  One: { space: plain, number: 50, dir: both, ref: draft, fields: [] }`,
    right: `${SPACE}messages:\n  One: { space: plain, number: 5, dir: both, ref: draft, fields: [] }`,
  },
  NC403: {
    title: 'a message needs a context, or must not have one',
    explanation: `In some ranges a number means different things, for example by key exchange method: such messages say in
which contexts they have their meaning. In all other ranges a context would be without effect.`,
    wrong: `${SPACE}messages:\n  One: { space: plain, number: 10, dir: both, ref: draft, fields: [] }`,
    right: `${SPACE}messages:\n  One: { space: plain, number: 10, context: dh, dir: both, ref: draft, fields: [] }`,
  },
  NC404: {
    title: 'two values are the same',
    explanation: `Each number of an enum, and each bit of flags, has one name, so that it can be printed. A second name is
declared under aliases. Two bits may share a value when they exist in different versions.`,
    wrong: 'enums:\n  Colour: { base: u8, open: true, values: { red: 1, rouge: 1 } }',
    right: 'enums:\n  Colour: { base: u8, open: true, values: { red: 1 }, aliases: { rouge: red } }',
  },
  NC405: {
    title: 'a number does not fit',
    explanation: `The number needs more bits than the base or the tag has. Bits of u64 flags end at 2^52, because flags are
numbers in TypeScript.`,
    wrong: 'enums:\n  Colour: { base: u8, open: true, values: { red: 256 } }',
    right: 'enums:\n  Colour: { base: u16, open: true, values: { red: 256 } }',
  },
  NC406: {
    title: 'a flag is not a single bit',
    explanation: `Flags are bits that are set one by one: 1, 2, 4, 8 and so on, not the numbers of bits. Several bits that
hold a number together are declared under masks.`,
    wrong: 'flags:\n  Modes: { base: u8, bits: { READ: 1, WRITE: 2, BOTH: 3 } }',
    right: 'flags:\n  Modes: { base: u8, bits: { READ: 1, WRITE: 2 } }',
  },
  NC407: {
    title: 'a mask is not a group of bits of its own',
    explanation: `The bits of a mask hold a number, so no other bit or mask may use them, the numbers of its enum lie within
it as they are (not shifted), and it uses the low 32 bits only.`,
    wrong: 'flags:\n  Open: { base: u32, bits: { APPEND: 0x4 }, masks: { disposition: { mask: 0x7 } } }',
    right: 'flags:\n  Open: { base: u32, bits: { APPEND: 0x8 }, masks: { disposition: { mask: 0x7 } } }',
  },
  NC408: {
    title: 'a range of a space is empty or overlaps another',
    explanation:
      'Ranges say to which layer a number belongs, so each number is in one of them at most. Spaces by name have none.',
    wrong:
      'spaces:\n  plain: { tag: u8, trailing: error, maxMessage: 9, ranges: [ { range: 1..9, layer: a }, { range: 9..12, layer: b } ] }',
    right:
      'spaces:\n  plain: { tag: u8, trailing: error, maxMessage: 9, ranges: [ { range: 1..8, layer: a }, { range: 9..12, layer: b } ] }',
  },
  NC410: {
    title: 'a variable size has no bound',
    explanation: `Whatever a peer may make long needs a limit, otherwise it decides how much memory you use. Give the field
'max', or declare a default under limits, in this file or one that it uses.`,
    wrong: 'limits: {}\nstructs:\n  Line: { fields: [ { text: utf8 } ] }',
    right: 'limits: {}\nstructs:\n  Line: { fields: [ { text: { type: utf8, max: 100 } } ] }',
  },
  NC411: {
    title: 'a minimum is over its maximum',
    explanation: `No value can be that long and that short, so it could never be sent. For box(...) the minimum is what its
content takes at least. The same goes for the range of a parameter.`,
    wrong: 'structs:\n  Line: { fields: [ { salt: { type: bytes, min: 9, max: 8 } } ] }',
    right: 'structs:\n  Line: { fields: [ { salt: { type: bytes, min: 8, max: 9 } } ] }',
  },
  NC412: {
    title: 'a list repeats something that may take no bytes',
    explanation: `A list without a count ends with its frame. An item without bytes would be read for ever. Count the items,
or put something into each.`,
    wrong: "structs:\n  Nothing: { fields: [] }\n  Line: { fields: [ { list: 'Nothing[]' } ] }",
    right: "structs:\n  Nothing: { fields: [] }\n  Line: { fields: [ { list: 'Nothing[u32]' } ] }",
  },
  NC413: {
    title: 'an optional field may also be empty',
    explanation: `At the end of a frame, nothing could mean both an absent field and an empty one. Leave out optional: an empty
value says the same.`,
    wrong: 'structs:\n  Line: { fields: [ { tail: { type: rest, optional: trailing } } ] }',
    right: 'structs:\n  Line: { fields: [ { tail: rest } ] }',
  },
  NC414: {
    title: 'a message cannot have the size it needs',
    explanation: `The smallest form of the message is larger than any message of its space may be, or its largest form has no
bound at all. Correct maxMessage of the space, or the fields.`,
    wrong: `spaces:
  tiny: { tag: u8, trailing: error, maxMessage: 10 }
messages:
  One: { space: tiny, number: 1, dir: both, ref: draft, fields: [ { cookie: raw(16) } ] }`,
    right: `spaces:
  tiny: { tag: u8, trailing: error, maxMessage: 17 }
messages:
  One: { space: tiny, number: 1, dir: both, ref: draft, fields: [ { cookie: raw(16) } ] }`,
  },
  NC415: {
    title: 'a bound is over 4294967295',
    explanation: `Lengths and counts on the wire have 32 bits, so a bound over their largest value bounds nothing. Choose what
a sensible peer sends.`,
    wrong: 'structs:\n  Line: { fields: [ { text: { type: utf8, max: 5000000000 } } ] }',
    right: 'structs:\n  Line: { fields: [ { text: { type: utf8, max: 50000 } } ] }',
  },
  NC416: {
    title: 'a struct unfolds to too much',
    explanation: `Structs stand inside each other more than 64 deep, or one contains others so often that, written out, it has
more than 20000 fields. Decoders would nest as deep, and values be as large. Declare inner parts as bytes that hold a struct.`,
    wrong: `structs: # and so on, each with twice the fields of the one before
  S0: { fields: [ { x: u8 } ] }
  S1: { fields: [ { x: S0 }, { y: S0 } ] }
  S2: { fields: [ { x: S1 }, { y: S1 } ] }`,
    right: `structs:
  S0: { fields: [ { x: u8 } ] }
  S1: { fields: [ { x: S0 }, { y: S0 } ] }
  S2: { fields: [ { x: { type: bytes, holds: S1 } }, { y: { type: bytes, holds: S1 } } ] }`,
    others: true,
  },
};
