/** A helper for writing JSON Schemas: objects that have no other keys than those listed. */

export function shape(properties: Record<string, unknown>, required: readonly string[] = []): Record<string, unknown> {
  return { type: 'object', additionalProperties: false, required, properties };
}
