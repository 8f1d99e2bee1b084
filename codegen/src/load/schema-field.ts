/** JSON Schema of a field. */

import { count, identifier, literal, mapOf, orString, doc, ref, shape, typeName, version } from './schema-shape.js';

export const field = orString(
  shape({
    type: {
      type: 'string',
      description:
        'u8 u16 u32 u64 i64 bool mpint bytes utf8 ascii latin1 name lang names rest rest.utf8 rest.names raw(N) raw($param) box(T) T[] T[u32] T[field] T[$param] union(U by field) union(U by $param) tagged(U), or a declared name.',
    },
    doc,
    ref,
    if: { type: 'string', description: 'Present only when: earlier fields, == != < > <= >= && || !, flags.BIT.' },
    ...version,
    optional: { const: 'trailing', description: 'May be missing at the end of the frame.' },
    const: { ...literal, description: 'Always this value; not in the interface.' },
    mismatch: { type: 'string', description: 'ignore, error, or the name of what a wrong value means.' },
    default: { ...literal, description: 'Written when the member is left out but must be there.' },
    derive: { enum: ['presence'], description: 'Flags computed from the members that are present.' },
    equals: { type: 'string', description: 'Repeats an earlier field.' },
    length: { ...count, description: 'Exact number of bytes.' },
    min: { ...count, description: 'Least number of bytes.' },
    max: { ...count, description: 'Most bytes; of a list, most items; of an mpint, most bits.' },
    itemMax: { ...count, description: 'Most bytes of one item.' },
    itemLength: { ...count, description: 'Exact number of bytes of each item.' },
    order: {
      type: 'string',
      pattern: '^ascending(\\([a-z][A-Za-z0-9]*\\))?$',
      description: 'Of a list: ascending, or ascending(member), octet by octet.',
    },
    unique: {
      type: ['string', 'boolean'],
      description: 'Of a list: no two items are equal; true, or the member that is compared.',
    },
    terminator: {
      ...mapOf({ type: 'integer', minimum: 0 }, identifier),
      minProperties: 1,
      description: 'Of a T[]: the members of the item that ends it.',
    },
    terminatorOptional: { type: 'boolean', description: 'The list may also end with its frame.' },
    stopWhen: { type: 'string', description: 'Condition on an item that ends the list and is left unread.' },
    pad: { const: 'incrementing', description: 'Bytes 1, 2, 3 ... up to a multiple of `to`.' },
    to: { type: 'string', pattern: '^\\$[a-z][A-Za-z0-9]*$' },
    text: { const: 'utf8', description: 'The octets are text by agreement only.' },
    as: { enum: ['number', 'bigint'], description: 'Type of a 64-bit number in TypeScript.' },
    holds: { type: 'string', pattern: typeName, description: 'The octets hold this struct, which the reader decodes.' },
    secret: { type: 'boolean' },
    pii: { type: 'boolean' },
    strict: { type: 'boolean', description: 'An mpint must be in its shortest form.' },
  }),
);
