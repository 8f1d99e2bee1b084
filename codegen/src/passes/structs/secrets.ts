/** What is secret in one place is not shown by another: by octets that hold it, a span over it, or raw octets of all. */

import type { Diagnostics } from '../../diagnostics.js';
import { keyOf, type ModelIndex } from '../../ir/index-of.js';
import type { FieldIr, Model, SpanIr, StructIr } from '../../ir/model.js';
import { containedDeep, orders, structsIn, structsOf } from '../walk.js';

export function checkSecrets(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const all = structsOf(model);
  const plain = new Map(all.map(struct => [keyOf(struct), struct.secret || struct.fields.some(hasOwnSecret)]));
  const deep = (struct: StructIr): boolean =>
    plain.get(keyOf(struct)) === true || [...containedDeep(struct, index)].some(key => plain.get(key) === true);
  const reveals = (field: FieldIr): boolean =>
    field.secret || structsIn(field.type, index).some(ref => deep(index.struct(ref)));
  for (const struct of all) {
    if (struct.secret) continue;
    for (const field of struct.fields) {
      if (field.secret || field.holds === undefined) continue;
      const held = all.find(({ name }) => name === field.holds);
      if (held !== undefined && deep(held)) {
        const text = `'${struct.name}.${field.name}' holds '${held.name}', which has secrets`;
        diagnostics.add('NC472', field.place, text, "mark the field 'secret: true'");
      }
    }
    if (struct.keepRaw) {
      for (const field of struct.fields.filter(reveals)) {
        const text = `'${struct.name}' keeps its raw octets, and with them '${field.name}', which is secret`;
        diagnostics.add('NC472', struct.place, text, "mark the whole struct 'secret: true', or leave out keepRaw");
      }
    }
    for (const span of struct.spans) checkSpan(struct, span, reveals, diagnostics);
  }
}

function hasOwnSecret(field: FieldIr): boolean {
  return field.secret;
}

function checkSpan(
  struct: StructIr,
  span: SpanIr,
  reveals: (field: FieldIr) => boolean,
  diagnostics: Diagnostics,
): void {
  for (const { fields } of orders(struct)) {
    const { from } = span;
    const start = typeof from === 'string' ? 0 : fields.findIndex(({ name }) => name === from.field);
    const end = fields.findIndex(({ name }) => name === span.before);
    for (const field of fields.slice(Math.max(start, 0), Math.max(end, 0)).filter(reveals)) {
      const text = `the span '${span.name}' of '${struct.name}' covers '${field.name}', which is secret`;
      diagnostics.add('NC472', struct.place, text, "mark the whole struct 'secret: true', or move the span");
    }
  }
}
