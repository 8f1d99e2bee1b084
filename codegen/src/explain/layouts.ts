/** Explanations of NC46x and NC47x: versions, layouts, spans, secrets, order and patching. */

import type { Explanations } from './explanation.js';

export const LAYOUT_FAULTS: Explanations = {
  NC460: {
    title: 'since and until name no versions',
    explanation: `Both look at the number parameter 'version' of the struct, which must be there, and lie in its range. since is
not after until. Bits with versions need the parameter, too, in structs with conditions on them.`,
    wrong: 'structs:\n  Line: { fields: [ { x: { type: u8, since: 4 } } ] }',
    right: `params: { Version: { base: u32, min: 3, max: 6 } }
structs:
  Line: { params: { version: Version }, fields: [ { x: { type: u8, since: 4 } } ] }`,
  },
  NC461: {
    title: 'a field and its bit have no version in common',
    explanation: `The field would never be there: where it exists its bit does not. Give both the same since and until, or only
the bit, which implies them for the field.`,
    wrong: `params: { Version: { base: u32, min: 3, max: 6 } }
flags:
  Parts: { base: u8, version: Version, bits: { OLD: { bit: 1, until: 4 } } }
structs:
  Line: { params: { version: Version }, fields: [ { parts: Parts }, { x: { type: u8, if: parts.OLD, since: 5 } } ] }`,
    right: `params: { Version: { base: u32, min: 3, max: 6 } }
flags:
  Parts: { base: u8, version: Version, bits: { OLD: { bit: 1, until: 4 } } }
structs:
  Line: { params: { version: Version }, fields: [ { parts: Parts }, { x: { type: u8, if: parts.OLD } } ] }`,
  },
  NC462: {
    title: 'a parameter has no values',
    explanation: `Numbers have a range that is not empty, names a longest length, choices at least one. The parameter 'layout' of a
struct with layouts is a choice of exactly these.`,
    wrong: `params: { Version: { base: u32, min: 6, max: 3 } }
structs:
  Line: { params: { version: Version }, fields: [ { x: { type: u8 } } ] }`,
    right: `params: { Version: { base: u32, min: 3, max: 6 } }
structs:
  Line: { params: { version: Version }, fields: [ { x: { type: u8 } } ] }`,
  },
  NC470: {
    title: 'a layout is no order of the fields',
    explanation: `Each layout lists names of declared fields, each once. A field may be missing in a layout, where it is then
absent, but a field in no layout would never be there.`,
    wrong: 'structs:\n  Line: { layouts: { one: [x, y], two: [y, z] }, fields: [ { x: u8 }, { y: u8 } ] }',
    right: 'structs:\n  Line: { layouts: { one: [x, y], two: [y, x] }, fields: [ { x: u8 }, { y: u8 } ] }',
  },
  NC471: {
    title: 'a span does not lie between two fields',
    explanation: `A span goes from the start of the struct, of the frame around it, or from a field, to just before another field.
Both fields are there, in that order, in every layout.`,
    wrong: 'structs:\n  Line: { spans: { part: { from: y, before: x } }, fields: [ { x: u8 }, { y: u8 } ] }',
    right: 'structs:\n  Line: { spans: { part: { from: x, before: y } }, fields: [ { x: u8 }, { y: u8 } ] }',
  },
  NC472: {
    title: 'a secret would be shown by another member',
    explanation: `Printing leaves secrets out. Octets that hold a struct with secrets, a span over one, or the raw octets of all
would show them, so these must be secret themselves.`,
    wrong: `structs:
  Login: { fields: [ { password: { type: utf8, secret: true } } ] }
  Saved: { fields: [ { login: { type: bytes, holds: Login } } ] }`,
    right: `structs:
  Login: { fields: [ { password: { type: utf8, secret: true } } ] }
  Saved: { fields: [ { login: { type: bytes, holds: Login, secret: true } } ] }`,
  },
  NC473: {
    title: 'the items of a list have no order',
    explanation: `order and unique compare numbers by value, and text and octets octet by octet. Items that are structs are
compared by one member, which every item has: ascending(member).`,
    wrong:
      "structs:\n  Point: { fields: [ { x: u8 } ] }\n  Line: { fields: [ { list: { type: 'Point[u32]', order: ascending } } ] }",
    right:
      "structs:\n  Point: { fields: [ { x: u8 } ] }\n  Line: { fields: [ { list: { type: 'Point[u32]', order: ascending(x) } } ] }",
  },
  NC474: {
    title: 'a field cannot be patched',
    explanation: `Patching overwrites an integer in an encoded message without decoding it. So the field is an integer that the
caller sets, always there, and everything before it has a fixed size, in every layout and version.`,
    wrong: `messages:
  Data: { space: plain, number: 1, dir: both, ref: draft, hot: { patch: [to] }, fields: [ { text: utf8 }, { to: u32 } ] }`,
    right: `messages:
  Data: { space: plain, number: 1, dir: both, ref: draft, hot: { patch: [to] }, fields: [ { to: u32 }, { text: utf8 } ] }`,
  },
};
