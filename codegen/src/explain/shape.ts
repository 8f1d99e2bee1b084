/** Explanations of NC2xx: the shape of a file. */

import type { Explanations } from './explanation.js';

export const SHAPE_FAULTS: Explanations = {
  NC201: {
    title: 'a value has the wrong kind',
    explanation: `The grammar wants another kind of value here: a number, a list, one of a few words. The JSON Schema of the
grammar says the same in your editor: put '# yaml-language-server: $schema=...' on the first line.`,
    wrong: 'structs:\n  Line: { fields: { x: u8 } }',
    right: 'structs:\n  Line: { fields: [ { x: u8 } ] }',
  },
  NC202: {
    title: 'a key is unknown',
    explanation: `Keys that mean nothing are refused, because a misspelt option would otherwise be silently without effect.
The hint lists the keys that are known here.`,
    wrong: 'structs:\n  Line: { fields: [ { text: { type: utf8, maximum: 9 } } ] }',
    right: 'structs:\n  Line: { fields: [ { text: { type: utf8, max: 9 } } ] }',
  },
  NC203: {
    title: 'a key is missing',
    explanation:
      'The declaration needs this key. A field needs a type, a struct its fields, a message its space and number.',
    wrong: 'structs:\n  Line: { doc: Has no fields. }',
    right: 'structs:\n  Line: { doc: Has no fields., fields: [] }',
  },
  NC204: {
    title: 'a name has the wrong form',
    explanation: `Structs, unions, messages and enums are written LikeThis, fields and parameters likeThis, bits LIKE_THIS.
The names become names in TypeScript, so other characters cannot be used.`,
    wrong: 'structs:\n  my-line: { fields: [] }',
    right: 'structs:\n  MyLine: { fields: [] }',
  },
};
