/** Explanations of NC1xx: files and YAML. */

import type { Explanations } from './explanation.js';

export const YAML_FAULTS: Explanations = {
  NC101: {
    title: 'the file is not YAML',
    explanation: `The text cannot be parsed as YAML 1.2. Nothing else in the file is looked at until it can be. A common
cause is a bracket in a flow map: types such as u8[] need quotes there.`,
    wrong: 'structs:\n  Line: { fields: [ { points: u8[] } ] }',
    right: "structs:\n  Line: { fields: [ { points: 'u8[]' } ] }",
  },
  NC102: {
    title: 'a key stands twice in one map',
    explanation: `YAML parsers disagree on which of the two counts, so a spec has each key once. Merge the two entries, or
rename one. Fields are a list of maps with one key each, in which names cannot collide by accident.`,
    wrong: 'structs:\n  Line: { fields: [ { x: u8 } ] }\n  Line: { fields: [ { y: u8 } ] }',
    right: 'structs:\n  Line: { fields: [ { x: u8 }, { y: u8 } ] }',
  },
  NC103: {
    title: 'anchors and aliases are not allowed',
    explanation: `An anchor makes text stand for text elsewhere, which hides what a layout is, and nested aliases can make a
small file huge. To share fields, declare a struct and name it as a type, or splice it in with include.`,
    wrong: 'structs:\n  One: { fields: &point [ { x: u8 } ] }\n  Two: { fields: *point }',
    right: 'structs:\n  One: { fields: [ { x: u8 } ] }\n  Two: { fields: [ { include: One } ] }',
  },
  NC104: {
    title: 'a file holds one document only',
    explanation: 'YAML can hold several documents, split by three dashes. A spec file is one. Make a file for each.',
    wrong: 'structs: {}\n---\nstructs: {}',
    right: 'structs: {}',
  },
  NC105: {
    title: 'the file is empty',
    explanation:
      'A file that the config lists must declare something. Start with the version of the grammar and a namespace.',
    wrong: '# nothing yet',
    right: 'wire: 0\nnamespace: acme',
    others: true,
  },
  NC106: {
    title: 'YAML tags are not allowed',
    explanation: `A tag such as !!binary changes what a value is. Specs need only maps, lists, text, numbers and booleans, so
tags are refused. Write the plain value; quotes make text of it.`,
    wrong: 'structs:\n  Line: { doc: !custom here, fields: [] }',
    right: 'structs:\n  Line: { doc: here, fields: [] }',
  },
  NC107: {
    title: 'a file cannot be read',
    explanation: `The config names a file that is not there or cannot be read. Paths in the config are relative to the folder
of the config, with forward slashes.`,
    wrong: 'outputs: [ { spec: absent.yaml, package: acme, file: acme.ts } ]',
    right: 'outputs: [ { spec: acme.yaml, package: acme, file: acme.ts } ]',
    others: true,
  },
  NC108: {
    title: 'something is listed twice under outputs',
    explanation: `Each spec file becomes one generated file, and two spec files never share one. Otherwise the second would
overwrite the first.`,
    wrong: 'outputs:\n  - { spec: a.yaml, package: acme, file: a.ts }\n  - { spec: b.yaml, package: acme, file: a.ts }',
    right: 'outputs:\n  - { spec: a.yaml, package: acme, file: a.ts }\n  - { spec: b.yaml, package: acme, file: b.ts }',
    others: true,
  },
  NC110: {
    title: 'an output has the name of a file that every package gets',
    explanation: `Beside the files of the spec, a package gets index.ts, print.ts and tables.ts. An output of the same name would be
overwritten by them.`,
    wrong: 'outputs: [ { spec: acme.yaml, package: acme, file: print.ts } ]',
    right: 'outputs: [ { spec: acme.yaml, package: acme, file: acme.ts } ]',
    others: true,
  },
  NC109: {
    title: 'a key is not plain',
    explanation:
      'Keys of maps are words or numbers. YAML allows lists and maps as keys, but they name nothing in a spec.',
    wrong: 'structs:\n  [Line]: { fields: [] }',
    right: 'structs:\n  Line: { fields: [] }',
  },
};
