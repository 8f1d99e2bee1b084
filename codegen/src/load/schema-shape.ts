/** Helpers and shared parts of JSON Schemas: objects that have no other keys than those listed, names, documents. */

export function shape(properties: Record<string, unknown>, required: readonly string[] = []): Record<string, unknown> {
  return { type: 'object', additionalProperties: false, required, properties };
}

export const identifier = '^[a-z][A-Za-z0-9]*$';
export const typeName = '^[A-Z][A-Za-z0-9]*$';

export const doc = { type: 'string', description: 'What it means; becomes the doc comment.' } as const;
export const ref = {
  type: 'string',
  pattern: '^[a-z0-9-]+(#.+)?$',
  description: 'alias#section; aliases are under refs.',
} as const;
export const count = { type: 'integer', minimum: 0 } as const;
export const literal = { type: ['integer', 'string', 'boolean'] } as const;

export function mapOf(value: unknown, pattern: string = typeName): Record<string, unknown> {
  return { type: 'object', propertyNames: { pattern }, additionalProperties: value };
}

export function orString(object: Record<string, unknown>): Record<string, unknown> {
  return { ...object, type: ['string', 'object'] };
}

export const version = {
  since: { type: 'integer', description: 'First version that has it.' },
  until: { type: 'integer', description: 'Last version that has it.' },
} as const;

export const bit = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

/** One row of the inventory, or several. */
export const rows = {
  type: ['string', 'array'],
  pattern: '^[A-Z][A-Z0-9-]*[0-9]$',
  items: { type: 'string', pattern: '^[A-Z][A-Z0-9-]*[0-9]$' },
  minItems: 1,
  description: 'Rows of the inventory that this declares.',
} as const;
