/** JSON Schema of spec files: their shape only. What names mean is checked when the model is built. */

import { field } from './schema-field.js';
import { bit, count, doc, identifier, mapOf, orString, ref, rows, shape, typeName, version } from './schema-shape.js';

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

/** What structs and messages have in common. */
const structure = {
  id: rows,
  doc,
  ref,
  params: parameters,
  fields,
  spans: {
    ...mapOf(
      shape({ from: { type: 'string', pattern: identifier }, before: { type: 'string', pattern: identifier }, doc }, [
        'from',
        'before',
      ]),
      identifier,
    ),
    description: 'Parts whose exact octets decoding gives: from start, frame or a field, to before a field.',
  },
  layouts: {
    ...mapOf({ type: 'array', items: { type: 'string', pattern: identifier } }, identifier),
    minProperties: 2,
    description: 'Orders of the fields, the default first; the parameter `layout` chooses.',
  },
  keepRaw: { type: 'boolean', description: 'Decoding gives the exact octets as the member raw.' },
  secret: { type: 'boolean' },
  deprecated: { type: 'boolean', description: 'For old peers: decoded, but nothing new is made with it.' },
} as const;

const struct = shape(
  {
    ...structure,
    magic: { type: 'string', pattern: '^[\\u0000-\\u00ff]+$' },
    use: { const: 'digest', description: 'Never sent, but hashed or signed.' },
    armor: {
      ...shape({ label: { type: 'string' }, wrap: { type: 'integer', minimum: 1, maximum: 1000 } }, ['label', 'wrap']),
      description: 'Text armour around it: label and characters in a line.',
    },
  },
  ['fields'],
);

const context = { type: 'string', pattern: '^[a-z][A-Za-z0-9.-]*$' } as const;

const message = shape(
  {
    ...structure,
    space: { type: 'string', pattern: identifier },
    number: { type: 'integer', minimum: 0, maximum: 0xffffffff },
    tag: { type: 'string', minLength: 1, description: 'In a space whose tags are names.' },
    context: {
      type: ['string', 'array'],
      pattern: context.pattern,
      items: context,
      minItems: 1,
      description: 'Which meanings of the number this is.',
    },
    dir: { enum: ['c2s', 's2c', 'both', 'c2a', 'a2c'] },
    header: { const: false, description: 'The header fields of the space are not part of this message.' },
    hot: {
      ...shape({
        data: {
          type: 'string',
          pattern: identifier,
          description: 'Last field; separate functions write and read all before its octets.',
        },
        patch: {
          type: 'array',
          items: { type: 'string', pattern: identifier },
          description: 'Integers that can be rewritten in an encoded message.',
        },
      }),
      description: 'Sent often: straight-line encoder and decoder.',
    },
    ...version,
  },
  ['space', 'dir', 'ref', 'fields'],
);

const unionCase = orString(
  shape({
    name: { type: 'string', pattern: identifier },
    body: { type: 'string' },
    reply: { type: 'string' },
    fields,
    frame: { const: 'box' },
    deprecated: { type: 'boolean' },
    id: rows,
    doc,
    ref,
  }),
);

const union = shape({
  id: rows,
  doc,
  ref,
  tag: { type: 'string' },
  open: { type: 'boolean' },
  unknown: { enum: ['rest', 'bytes', 'error'], description: 'What becomes of a member that is not listed.' },
  cases: { type: 'object', minProperties: 1, additionalProperties: unionCase },
  replyOf: { type: 'string', pattern: typeName, description: 'Holds the replies to the members of this union.' },
});

const aliases = (pattern: string): Record<string, unknown> => ({
  ...mapOf({ type: 'string', pattern }, pattern),
  description: 'Other names: alias to name.',
});

const enumeration = shape(
  {
    id: rows,
    aliases: aliases(identifier),
    doc,
    ref,
    base: { enum: ['u8', 'u16', 'u32'] },
    open: { type: 'boolean', description: 'Unknown numbers are kept.' },
    values: mapOf(
      {
        type: ['integer', 'object'],
        additionalProperties: false,
        properties: { value: bit, doc, ...version },
      },
      identifier,
    ),
  },
  ['base', 'open', 'values'],
);

const flagName = '^[A-Z][A-Z0-9_]*$';

const flagSet = shape(
  {
    id: rows,
    doc,
    ref,
    base: { enum: ['u8', 'u16', 'u32', 'u64'] },
    version: { type: 'string' },
    bits: mapOf(
      {
        type: ['integer', 'object'],
        additionalProperties: false,
        properties: { bit, doc, ...version },
      },
      flagName,
    ),
    aliases: aliases(flagName),
    masks: {
      ...mapOf(shape({ mask: bit, enum: { type: 'string', pattern: typeName } }, ['mask']), identifier),
      description: 'Groups of bits that hold a number.',
    },
  },
  ['base', 'bits'],
);

const space = shape(
  {
    id: rows,
    doc,
    ref,
    tag: { enum: ['u8', 'u32', 'name'], description: 'What every message starts with.' },
    frame: { const: 'u32', description: 'Length in front of every packet.' },
    header: { ...fields, description: 'Fields in front of the own fields of every message.' },
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

const extension = {
  ...shape({
    union: { type: 'string', pattern: typeName, description: 'The union that gets members, or that is created.' },
    cases: { type: 'object', minProperties: 1, additionalProperties: unionCase },
    struct: { type: 'string', pattern: typeName, description: 'The struct that is created.' },
    create: { type: 'object' },
  }),
  if: { type: 'object', properties: { union: { type: 'string' } }, required: ['union'] },
  then: { type: 'object', properties: { create: union } },
  else: {
    type: 'object',
    properties: { struct: { type: 'string' }, create: struct },
    required: ['struct', 'create'],
  },
};

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
        shape(
          {
            base: { enum: ['u8', 'u16', 'u32', 'name', 'choice'] },
            min: count,
            max: count,
            choices: { type: 'array', items: { type: 'string', pattern: identifier }, minItems: 1 },
            doc,
          },
          ['base'],
        ),
      ),
      enums: mapOf(enumeration),
      flags: mapOf(flagSet),
      spaces: mapOf(space, identifier),
      structs: mapOf(struct),
      unions: mapOf(union),
      messages: mapOf(message),
      extend: {
        type: 'array',
        items: extension,
        description: 'Members for unions that other files declare, and declarations beside them.',
      },
    },
    ['wire', 'namespace'],
  ),
};
