/** Explanations of NC44x and NC48x: unions and replies. */

import type { Explanations } from './explanation.js';

const BODY = 'unions:\n  Body: { tag: name, unknown: rest, cases: { none: empty } }';

export const UNION_FAULTS: Explanations = {
  NC440: {
    title: 'the uses of a union name its tag differently',
    explanation: `The tag is part of the member in TypeScript, under the name of the field or parameter that chooses it. So all
uses of a union call it alike, and tagged(U) is not mixed with union(U by ...).`,
    wrong: `structs:
  One: { fields: [ { method: name }, { body: union(Body by method) } ] }
  Two: { fields: [ { type: name }, { body: union(Body by type) } ] }
${BODY}`,
    right: `structs:
  One: { fields: [ { method: name }, { body: union(Body by method) } ] }
  Two: { fields: [ { method: name }, { body: union(Body by method) } ] }
${BODY}`,
  },
  NC441: {
    title: 'a union stands before what chooses its member',
    explanation:
      'A decoder has to know the tag before it can read the member. Move the tag to the front, in every layout.',
    wrong: `structs:\n  One: { fields: [ { body: box(union(Body by method)) }, { method: name } ] }\n${BODY}`,
    right: `structs:\n  One: { fields: [ { method: name }, { body: box(union(Body by method)) } ] }\n${BODY}`,
  },
  NC442: {
    title: 'what chooses the member of a union has the wrong type',
    explanation: `The tag is a text for unions by name, an integer of the declared size for unions by number, and a parameter of
the same kind. It has no other duties, such as a constant.`,
    wrong: `structs:\n  One: { fields: [ { method: u8 }, { body: union(Body by method) } ] }\n${BODY}`,
    right: `structs:\n  One: { fields: [ { method: name }, { body: union(Body by method) } ] }\n${BODY}`,
  },
  NC443: {
    title: 'a union or its tag is not always there',
    explanation: `The tag is written from the member, so both are always present. Put the two into a struct, and make that
struct conditional.`,
    wrong: `structs:
  One: { fields: [ { on: bool }, { method: name }, { body: { type: union(Body by method), if: on } } ] }
${BODY}`,
    right: `structs:
  One: { fields: [ { on: bool }, { part: { type: Part, if: on } } ] }
  Part: { fields: [ { method: name }, { body: union(Body by method) } ] }
${BODY}`,
  },
  NC444: {
    title: 'one tag chooses the members of two unions',
    explanation: `Both members carry the tag in TypeScript, and could contradict each other. Declare a struct for each key that
holds both parts, and one union of them.`,
    wrong: `structs:
  One: { fields: [ { method: name }, { head: box(union(Body by method)) }, { body: union(Body by method) } ] }
${BODY}`,
    right: `structs:\n  One: { fields: [ { method: name }, { body: union(Body by method) } ] }\n${BODY}`,
  },
  NC445: {
    title: 'the key of a member does not fit its union',
    explanation: `Members of a union by number have keys within the size of the tag, and a name besides. Members of a union by
name have printable names without spaces and commas.`,
    wrong: `structs:
  One: { fields: [ { kind: u8 }, { body: union(Shape by kind) } ] }
unions:
  Shape: { tag: u8, unknown: error, cases: { 256: { name: line, fields: [] } } }`,
    right: `structs:
  One: { fields: [ { kind: u8 }, { body: union(Shape by kind) } ] }
unions:
  Shape: { tag: u8, unknown: error, cases: { 255: { name: line, fields: [] } } }`,
  },
  NC459: {
    title: 'a list of unions that one field chooses',
    explanation: `All items would be of the same member, and an empty list of none. If each item has its own tag, it is a list
of structs that hold tag and union, or of tagged(U).`,
    wrong: `structs:\n  One: { fields: [ { method: name }, { list: 'union(Body by method)[u32]' } ] }
unions:
  Body: { tag: name, unknown: error, cases: { none: empty } }`,
    right: `structs:\n  One: { fields: [ { list: 'tagged(Body)[u32]' } ] }
unions:
  Body: { tag: name, unknown: error, cases: { none: empty } }`,
  },
  NC480: {
    title: 'a reply is declared, but nothing can decode it',
    explanation: `A reply says what answers a request, and a union with replyOf decodes it by the name of that request. Without
such a union the reply would be without effect.`,
    wrong: `structs:
  Answer: { fields: [ { port: u32 } ] }
  One: { fields: [ { method: name }, { body: union(Asked by method) } ] }
unions:
  Asked: { tag: name, unknown: rest, cases: { ask: { body: empty, reply: Answer } } }`,
    right: `params: { RequestName: { base: name, max: 64 } }
structs:
  Answer: { fields: [ { port: u32 } ] }
  One: { fields: [ { method: name }, { body: union(Asked by method) } ] }
  Two: { params: { request: RequestName }, fields: [ { body: union(Answered by $request) } ] }
unions:
  Asked: { tag: name, unknown: rest, cases: { ask: { body: empty, reply: Answer } } }
  Answered: { replyOf: Asked }`,
  },
  NC481: {
    title: 'a union of replies has no replies',
    explanation: `The members of a union with replyOf are the members of the named union that have a reply. None has one, or the
named union is itself one of replies.`,
    wrong: `params: { RequestName: { base: name, max: 64 } }
structs:
  One: { fields: [ { method: name }, { body: union(Body by method) } ] }
  Two: { params: { request: RequestName }, fields: [ { body: union(Answered by $request) } ] }
unions:
  Body: { tag: name, unknown: rest, cases: { none: empty } }
  Answered: { replyOf: Body }`,
    right: `structs:\n  One: { fields: [ { method: name }, { body: union(Body by method) } ] }\n${BODY}`,
  },
};
