/** Layouts are orders of the fields; spans lie between two of them. */

import type { Diagnostics } from '../../diagnostics.js';
import type { LayoutIr, Model, SpanIr, StructIr } from '../../ir/model.js';
import { orders, structsOf } from '../walk.js';

export function checkLayouts(model: Model, diagnostics: Diagnostics): void {
  for (const struct of structsOf(model)) {
    for (const layout of struct.layouts ?? []) checkLayout(struct, layout, diagnostics);
    checkUnlisted(struct, diagnostics);
    for (const span of struct.spans) checkSpan(struct, span, diagnostics);
  }
}

function checkLayout(struct: StructIr, { name, fields }: LayoutIr, diagnostics: Diagnostics): void {
  const seen = new Set<string>();
  for (const field of fields) {
    if (seen.has(field)) {
      diagnostics.add('NC470', struct.place, `the layout '${name}' of '${struct.name}' lists '${field}' twice`);
    }
    seen.add(field);
    if (struct.fields.some(other => other.name === field)) continue;
    diagnostics.add(
      'NC470',
      struct.place,
      `the layout '${name}' of '${struct.name}' lists '${field}', which is not a field`,
      `fields: ${struct.fields.map(other => other.name).join(', ')}`,
    );
  }
}

function checkUnlisted(struct: StructIr, diagnostics: Diagnostics): void {
  if (struct.layouts === undefined) return;
  for (const { name, place } of struct.fields) {
    if (struct.layouts.some(({ fields }) => fields.includes(name))) continue;
    diagnostics.add('NC470', place, `no layout of '${struct.name}' lists '${name}'`, 'list it, or leave it out');
  }
}

function checkSpan(struct: StructIr, span: SpanIr, diagnostics: Diagnostics): void {
  const report = (text: string): void =>
    diagnostics.add('NC471', struct.place, `the span '${span.name}' of '${struct.name}' ${text}`);
  const from = typeof span.from === 'string' ? undefined : span.from.field;
  const unknown = [from, span.before].filter(name => name !== undefined && !struct.fields.some(f => f.name === name));
  for (const name of unknown) report(`names '${name}', which is not a field`);
  if (unknown.length > 0) return;
  for (const { layout, fields } of orders(struct)) {
    const start = from === undefined ? -1 : fields.findIndex(({ name }) => name === from);
    const end = fields.findIndex(({ name }) => name === span.before);
    const where = layout === undefined ? '' : ` in the layout '${layout}'`;
    if (end < 0 || (from !== undefined && start < 0)) report(`needs a field that is absent${where}`);
    else if (start >= end) report(`would end before it starts${where}`);
  }
}
