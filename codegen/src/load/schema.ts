/** JSON Schema of spec files: their shape only. What names mean is checked when the model is built. */

import { shape } from './schema-shape.js';

const identifier = '^[a-z][A-Za-z0-9]*$';
const typeName = '^[A-Z][A-Za-z0-9]*$';

const doc = { type: 'string', description: 'What it means; becomes the doc comment.' } as const;
const ref = {
  type: 'string',
  pattern: '^[a-z0-9-]+(#.+)?$',
  description: 'alias#section; aliases are under refs.',
} as const;
const count = { type: 'integer', minimum: 0 } as const;
const literal = { type: ['integer', 'string', 'boolean'] } as const;

function mapOf(value: unknown, pattern: string = typeName): Record<string, unknown> {
  return { type: 'object', propertyNames: { pattern }, additionalProperties: value };
}

function orString(object: Record<string, unknown>): Record<string, unknown> {
  return { ...object, type: ['string', 'object'] };
}

const version = {
  since: { type: 'integer', description: 'First version that has it.' },
  until: { type: 'integer', description: 'Last version that has it.' },
} as const;

const field = orString(
  shape({
    type: {
      type: 'string',
      description:
        'u8 u16 u32 u64 i64 bool mpint bytes utf8 ascii latin1 name lang names rest rest.utf8 rest.names raw(N) box(T) T[] T[u32] T[$param] union(U by field) tagged(U), or a declared name.',
    },
    doc,
    ref,
    if: { type: 'string', description: 'Present only when: earlier fields, == != < > <= >= && || !, flags.BIT.' },
    ...version,
    optional: { const: 'trailing', description: 'May be missing at the end of the frame.' },
    const: { ...literal, description: 'Always this value; not in the interface.' },
    mismatch: { type: 'string', description: 'ignore, error, or the name of what a wrong value means.' },
    default: literal,
    derive: { enum: ['presence'], description: 'Flags computed from the members that are present.' },
    equals: { type: 'string', description: 'Repeats an earlier field.' },
    length: { ...count, description: 'Exact number of bytes.' },
    min: { ...count, description: 'Least number of bytes.' },
    max: { ...count, description: 'Most bytes; of a list, most items; of an mpint, most bits.' },
    itemMax: { ...count, description: 'Most bytes of one item.' },
    itemLength: { ...count, description: 'Exact number of bytes of each item.' },
    order: { type: 'string' },
    unique: { type: 'string' },
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

const fields = {
  type: 'array',
  items: {
    type: 'object',
    minProperties: 1,
    maxProperties: 1,
    propertyNames: { pattern: identifier },
    additionalProperties: field,
  },
} as const;

const parameters = mapOf({ type: 'string', pattern: typeName }, identifier);

const struct = shape(
  {
    doc,
    ref,
    params: parameters,
    fields,
    spans: { type: 'object' },
    keepRaw: { type: 'boolean' },
    magic: { type: 'string', pattern: '^[\\u0000-\\u00ff]+$' },
    secret: { type: 'boolean' },
    use: { const: 'digest' },
    armor: { type: 'object' },
  },
  ['fields'],
);

const message = shape(
  {
    space: { type: 'string', pattern: identifier },
    number: { type: 'integer', minimum: 0, maximum: 255 },
    context: { type: 'string', pattern: '^[a-z][A-Za-z0-9.-]*$', description: 'Which meaning of the number this is.' },
    dir: { enum: ['c2s', 's2c', 'both', 'c2a', 'a2c'] },
    doc,
    ref,
    fields,
    hot: shape(
      {
        data: {
          type: 'string',
          pattern: identifier,
          description: 'Last field; a separate encoder writes all before its octets.',
        },
      },
      ['data'],
    ),
    spans: { type: 'object' },
    layouts: { type: 'object' },
    keepRaw: { type: 'boolean' },
    deprecated: { type: 'boolean' },
  },
  ['space', 'number', 'dir', 'ref', 'fields'],
);

const unionCase = orString(
  shape({
    name: { type: 'string', pattern: identifier },
    body: { type: 'string' },
    reply: { type: 'string' },
    fields,
    frame: { const: 'box' },
    doc,
    ref,
  }),
);

const union = shape({
  doc,
  ref,
  tag: { type: 'string' },
  open: { type: 'boolean' },
  unknown: { enum: ['rest', 'bytes', 'error'], description: 'What becomes of a member that is not listed.' },
  cases: { type: 'object', minProperties: 1, additionalProperties: unionCase },
  replyOf: { type: 'string', pattern: typeName },
});

const enumeration = shape(
  {
    doc,
    ref,
    base: { enum: ['u8', 'u16', 'u32'] },
    open: { type: 'boolean', description: 'Unknown numbers are kept.' },
    values: mapOf(
      {
        type: ['integer', 'object'],
        additionalProperties: false,
        properties: { value: { type: 'integer' }, doc, ...version },
      },
      identifier,
    ),
  },
  ['base', 'open', 'values'],
);

const flagSet = shape(
  {
    doc,
    ref,
    base: { enum: ['u8', 'u16', 'u32'] },
    version: { type: 'string' },
    bits: mapOf(
      {
        type: ['integer', 'object'],
        additionalProperties: false,
        properties: { bit: { type: 'integer' }, doc, ...version },
      },
      '^[A-Z][A-Z0-9_]*$',
    ),
    aliases: { type: 'object' },
    masks: { type: 'object' },
  },
  ['base', 'bits'],
);

const space = shape(
  {
    doc,
    ref,
    tag: { const: 'u8' },
    frame: { const: 'u32', description: 'Length in front of every packet.' },
    header: fields,
    params: parameters,
    trailing: { enum: ['error', 'ignore'] },
    maxMessage: count,
    ranges: {
      type: 'array',
      items: shape(
        {
          range: { type: 'string', pattern: '^[0-9]+\\.\\.[0-9]+$' },
          layer: { type: 'string' },
          context: { type: 'string' },
        },
        ['range', 'layer'],
      ),
    },
  },
  ['tag', 'trailing', 'maxMessage'],
);

const limits = shape({
  name: count,
  lang: count,
  ascii: count,
  utf8: count,
  latin1: count,
  bytes: count,
  rest: count,
  mpint: { ...count, description: 'bits' },
  names: shape({ items: count, itemBytes: count }, ['items', 'itemBytes']),
  items: { ...count, description: 'of lists' },
});

/** The schema that spec files are validated against, and that editors use for completion. */
export const WIRE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://nacre-ssh.github.io/spec/schema/wire.schema.json',
  title: 'Nacre wire spec',
  ...shape(
    {
      wire: { const: 0, description: 'Version of the grammar.' },
      namespace: { type: 'string', pattern: identifier },
      use: {
        type: 'array',
        items: { type: 'string' },
        description: 'Namespaces, or paths of spec files, whose names this file uses.',
      },
      refs: mapOf({ type: 'string', pattern: '^https?://' }, '^[a-z0-9-]+$'),
      limits,
      params: mapOf(
        shape({ base: { enum: ['u8', 'u16', 'u32'] }, min: count, max: count, doc }, ['base', 'min', 'max']),
      ),
      enums: mapOf(enumeration),
      flags: mapOf(flagSet),
      spaces: mapOf(space, identifier),
      structs: mapOf(struct),
      unions: mapOf(union),
      messages: mapOf(message),
      extend: { type: 'array' },
    },
    ['wire', 'namespace'],
  ),
};
