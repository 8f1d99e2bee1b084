/** Explanations of NC42x, NC43x and NC49x: generated names, packages, and the inventory. */

import type { Explanations } from './explanation.js';

export const PACKAGE_FAULTS: Explanations = {
  NC420: {
    title: 'a name would be generated twice in a package',
    explanation: `Spec files may have different namespaces and yet become one package, in which each name is exported once.
Rename one of them, or generate it into another package.`,
    wrong: '# a.yaml and b.yaml, both of package acme\nstructs:\n  Line: { fields: [] }',
    right: '# b.yaml\nstructs:\n  OtherLine: { fields: [] }',
    others: true,
  },
  NC421: {
    title: 'two members have one name',
    explanation: `Fields, spans and the raw octets of a struct become members of one interface. A member that changes its type
with the version is declared as two members with different names, each with its versions.`,
    wrong: 'structs:\n  Line: { fields: [ { x: u8 }, { x: u16 } ] }',
    right: 'structs:\n  Line: { fields: [ { x: u8 }, { y: u16 } ] }',
  },
  NC422: {
    title: 'the tag of an open union has the name of a part of unknown members',
    explanation: `A member that is not listed is kept as name (or number) and data beside its tag. So the field or parameter
that chooses the member is called otherwise: option, extension, requestName.`,
    wrong: `structs:
  Option: { fields: [ { name: name }, { value: union(Value by name) } ] }
unions:
  Value: { tag: name, unknown: rest, cases: { none: empty } }`,
    right: `structs:
  Option: { fields: [ { option: name }, { value: union(Value by option) } ] }
unions:
  Value: { tag: name, unknown: rest, cases: { none: empty } }`,
  },
  NC423: {
    title: 'a member of a union has a field named like the tag',
    explanation: `In TypeScript the tag and the fields of a member are one object, so that the tag narrows its type. Rename the
field of the member, or the tag.`,
    wrong: `structs:
  Request: { fields: [ { method: name }, { body: union(Body by method) } ] }
  Sign: { fields: [ { method: u8 } ] }
unions:
  Body: { tag: name, unknown: rest, cases: { sign: Sign } }`,
    right: `structs:
  Request: { fields: [ { method: name }, { body: union(Body by method) } ] }
  Sign: { fields: [ { algorithm: u8 } ] }
unions:
  Body: { tag: name, unknown: rest, cases: { sign: Sign } }`,
  },
  NC424: {
    title: 'a name is taken by generated code or by TypeScript',
    explanation: `Generated files import types such as Codec and WireReader, and every object has members such as constructor
and toString. A declaration or a field with such a name would hide them. The head of a message with hot data has the member dataLength.`,
    wrong: 'structs:\n  Codec: { fields: [] }',
    right: 'structs:\n  AcmeCodec: { fields: [] }',
  },
  NC425: {
    title: 'two members of a union, or two values, have one name',
    explanation: `The names of members become values of the tag in TypeScript, also where members are chosen by numbers. An
enum has each name once, aliases included.`,
    wrong: `structs:
  One: { fields: [ { part: tagged(Part) } ] }
unions:
  Part: { tag: u8, unknown: error, cases: { 1: { name: line, fields: [] }, 2: { name: line, fields: [] } } }`,
    right: `structs:
  One: { fields: [ { part: tagged(Part) } ] }
unions:
  Part: { tag: u8, unknown: error, cases: { 1: { name: line, fields: [] }, 2: { name: curve, fields: [] } } }`,
  },
  NC426: {
    title: 'a member is added to a union twice',
    explanation: `A key chooses one member, also when files extend the union. Names without an @ belong to standards; yours end
in @ and a domain that you own, so that they collide with nobody's.`,
    wrong: 'extend:\n  - { union: Body, cases: { none: empty } } # the union has it already',
    right: 'extend:\n  - { union: Body, cases: { none@acme.example: empty } }',
    others: true,
  },
  NC427: {
    title: 'a closed union is extended',
    explanation: `The owner of a union decides whether others may add members: one that refuses unknown members is closed
unless it says 'open: true'. Ask its owner, or declare a union of your own.`,
    wrong: 'unions:\n  Body: { tag: name, unknown: error, cases: { none: empty } } # and in another file: extend Body',
    right: 'unions:\n  Body: { tag: name, open: true, unknown: error, cases: { none: empty } }',
    others: true,
  },
  NC428: {
    title: 'an added member gives no name for its definition',
    explanation: `A member of another package's union is generated as a definition of its own. It is called as the struct that 'body:'
names, or after the key: 'colour@acme.example' becomes ColourAcmeExample. A key that does not start with a letter needs 'name:'.`,
    wrong: 'extend:\n  - { union: Body, cases: { 1st@acme.example: empty } }',
    right: 'extend:\n  - { union: Body, cases: { 1st@acme.example: { name: first, fields: [] } } }',
    others: true,
  },
  NC429: {
    title: 'an added member is framed unlike the others',
    explanation: `All members of a union are in a box, or none is: the union keeps an unknown member as bytes with a length, or
as the rest of the frame. The added member must look the same to those who do not know it.`,
    wrong: 'extend:\n  - { union: Body, cases: { first@acme.example: { frame: box, fields: [ { x: u8 } ] } } }',
    right: 'extend:\n  - { union: Body, cases: { first@acme.example: { fields: [ { x: u8 } ] } } }',
    others: true,
  },
  NC430: {
    title: 'two packages use each other',
    explanation: `Packages are built one after the other, so their imports make no circle. Declare one of the fields as bytes
with 'holds: Struct', which only documents what is inside, or move a declaration.`,
    wrong:
      '# a.yaml: structs: { Line: { fields: [ { start: Point } ] } }\n# b.yaml: structs: { Point: { fields: [ { of: Shape } ] } }, and Shape is in a.yaml',
    right: '# b.yaml: structs: { Point: { fields: [ { of: { type: bytes, holds: Shape } } ] } }',
    others: true,
  },
  NC431: {
    title: 'a declaration has no code to import',
    explanation: `The code of this file refers to a declaration whose file is read, but not listed under outputs of any config.
List it, or use the file through the package that generates it.`,
    wrong: 'outputs: [ { spec: line.yaml, package: acme, file: line.ts } ] # uses a struct of point.yaml',
    right:
      'outputs:\n  - { spec: line.yaml, package: acme, file: line.ts }\n  - { spec: point.yaml, package: acme, file: point.ts }',
    others: true,
  },
  NC490: {
    title: 'an id is not a row of the inventory',
    explanation: `The config names an inventory of everything that the spec should declare, and an id says which row a
declaration covers. Correct the id, or add the row to the inventory.`,
    wrong: 'structs:\n  Line: { id: S99, fields: [] }',
    right: 'structs:\n  Line: { id: S01, fields: [] }',
    others: true,
  },
  NC491: {
    title: 'the inventory or its exceptions contradict themselves',
    explanation: `A row is listed once. An exception names a row that exists and that nothing declares, and gives a reason, so
that the coverage says what is true.`,
    wrong: 'exceptions: 0\nrows: { S99: not a row }',
    right: 'exceptions: 0\nrows: { S02: no peer sends it }',
    others: true,
  },
  NC492: {
    title: 'a vector cannot be used',
    explanation: `The config names a folder of vectors, octets from elsewhere with what they mean. Each JSON file in it says which
struct or message it is of, where it comes from, and its octets in hex, which the reference shows as examples.`,
    wrong: '{ "vector": 0, "of": "Lime", "source": "by hand", "origin": "hand", "hex": "0G", "value": {} }',
    right: '{ "vector": 0, "of": "Line", "source": "by hand", "origin": "hand", "hex": "0a", "value": { "x": 10 } }',
    others: true,
  },
};
