/** Explanations of NC3xx: names, types and references. */

import type { Explanations } from './explanation.js';

export const NAME_FAULTS: Explanations = {
  NC301: {
    title: 'a name is not declared',
    explanation: `The name is neither declared in this namespace nor in one that the file uses. Check the spelling, or add
the namespace or the path of its file under use.`,
    wrong: 'structs:\n  Line: { fields: [ { start: Piont } ] }\n  Point: { fields: [ { x: u8 } ] }',
    right: 'structs:\n  Line: { fields: [ { start: Point } ] }\n  Point: { fields: [ { x: u8 } ] }',
  },
  NC302: {
    title: 'a type cannot be parsed',
    explanation: `Types are scalars, declared names, raw(N), box(T), lists T[], T[u32], T[field], T[$param], union(U by field)
and tagged(U). The column points at what does not fit.`,
    wrong: 'structs:\n  Line: { fields: [ { x: box(u32 } ] }',
    right: 'structs:\n  Line: { fields: [ { x: box(u32) } ] }',
  },
  NC303: {
    title: 'a condition cannot be parsed',
    explanation: `Conditions look at earlier fields with == != < > <= >= && || ! and flags.BIT, and compare with numbers only.
There is no arithmetic and no call: a layout that needs one is split into structs.`,
    wrong: 'structs:\n  Line: { fields: [ { n: u8 }, { x: { type: u8, if: n + 1 } } ] }',
    right: 'structs:\n  Line: { fields: [ { n: u8 }, { x: { type: u8, if: n > 1 } } ] }',
  },
  NC304: {
    title: 'a field, bit, value or parameter is unknown',
    explanation: `Something names a part that is not there: a condition a field or bit, a list its count, a union its tag, an
alias its value, a type a parameter of its struct. Only parts of the same declaration can be named.`,
    wrong: 'structs:\n  Line: { fields: [ { x: { type: u8, if: on } } ] }',
    right: 'structs:\n  Line: { fields: [ { on: bool }, { x: { type: u8, if: on } } ] }',
  },
  NC305: {
    title: 'a used namespace or file is not there',
    explanation: `Entries of use are namespaces of the config's folder, or paths: relative ones, or files of an installed
package such as '@nacre/spec/registries/spaces.yaml'. Install the package, or correct the path.`,
    wrong: 'use: [absent]',
    right: 'use: [demo]',
  },
  NC306: {
    title: 'a reference has no document',
    explanation: `Each ref is alias#section, and the alias needs an address under refs of the same file. Generated docs link
to it.`,
    wrong: 'structs:\n  Line: { ref: rfc4255#3.1, fields: [] }',
    right:
      'refs: { rfc4255: https://www.rfc-editor.org/rfc/rfc4255 }\nstructs:\n  Line: { ref: rfc4255#3.1, fields: [] }',
  },
  NC307: {
    title: 'a name is declared twice in a namespace',
    explanation: `Structs, messages, unions, enums, flags, parameters and spaces of a namespace share one set of names, also
across files and with what extend creates. Rename one, or use another namespace.`,
    wrong: 'structs:\n  Line: { fields: [] }\nparams:\n  Line: { base: u32, min: 1, max: 9 }',
    right: 'structs:\n  Line: { fields: [] }\nparams:\n  LineCount: { base: u32, min: 1, max: 9 }',
  },
  NC308: {
    title: 'an option does not apply',
    explanation: `The option says nothing about this type, for example a maximum length of a number. A useless option is
mostly a misunderstanding, so it is refused.`,
    wrong: 'structs:\n  Line: { fields: [ { x: { type: u8, max: 9 } } ] }',
    right: 'structs:\n  Line: { fields: [ { x: { type: bytes, max: 9 } } ] }',
  },
};
