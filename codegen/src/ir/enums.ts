/** Enums, flags and number spaces of the model. */

import type { RawFile, RawVersioned } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import type { EnumIr, SpaceIr } from './model.js';
import type { Scope } from './scope.js';

export function buildEnums(raw: RawFile, scope: Scope): readonly EnumIr[] {
  const enums = Object.entries(raw.enums ?? {}).map(([name, { base, open, values, doc, ref }]): EnumIr => {
    const path: Path = ['enums', name];
    return {
      kind: 'enum',
      ...declared(name, doc, ref, path, scope),
      bits: bitsOf(base),
      open,
      values: Object.entries(values).map(([key, value]) => entry(key, value, 'value', [...path, 'values', key], scope)),
    };
  });
  const flags = Object.entries(raw.flags ?? {}).map(([name, { base, bits, doc, ref, ...more }]): EnumIr => {
    const path: Path = ['flags', name];
    for (const key of ['version', 'aliases', 'masks'] as const) {
      if (more[key] !== undefined)
        scope.diagnostics.add('NC309', scope.place([...path, key], 'key'), `'${key}' is not supported yet`);
    }
    return {
      kind: 'flags',
      ...declared(name, doc, ref, path, scope),
      bits: bitsOf(base),
      open: true,
      values: Object.entries(bits).map(([key, value]) => entry(key, value, 'bit', [...path, 'bits', key], scope)),
    };
  });
  return [...enums, ...flags];
}

export function buildSpaces(raw: RawFile, scope: Scope): readonly SpaceIr[] {
  return Object.entries(raw.spaces ?? {}).map(([name, space]) => {
    const path: Path = ['spaces', name];
    for (const key of ['header', 'params'] as const) {
      if (space[key] !== undefined)
        scope.diagnostics.add(
          'NC309',
          scope.place([...path, key], 'key'),
          `'${key}' is not supported yet`,
          'write the fields into each message',
        );
    }
    return {
      ...declared(name, space.doc, space.ref, path, scope),
      maxMessage: space.maxMessage,
      ranges: (space.ranges ?? []).map(({ range, layer, context }) => {
        const [from, to] = range.split('..').map(Number) as [number, number];
        return { from, to, layer, context };
      }),
    };
  });
}

function declared(
  name: string,
  doc: string | undefined,
  ref: string | undefined,
  path: Path,
  scope: Scope,
): Omit<SpaceIr, 'ranges' | 'maxMessage'> {
  return {
    namespace: scope.file.raw.namespace,
    name,
    doc,
    reference: scope.reference(ref, path),
    place: scope.place(path, 'key'),
  };
}

type Numbered = number | (RawVersioned & { readonly value?: number; readonly bit?: number });

function entry(name: string, raw: Numbered, key: 'value' | 'bit', path: Path, scope: Scope): EnumIr['values'][number] {
  const place = scope.place(path, 'key');
  if (typeof raw === 'number') return { name, value: raw, doc: undefined, place };
  for (const gate of ['since', 'until'] as const) {
    if (raw[gate] !== undefined)
      scope.diagnostics.add('NC309', scope.place([...path, gate], 'key'), `'${gate}' is not supported yet`);
  }
  if (raw[key] === undefined) scope.diagnostics.add('NC203', place, `'${name}' lacks the key '${key}'`);
  return { name, value: raw[key] ?? 0, doc: raw.doc, place };
}

function bitsOf(base: 'u8' | 'u16' | 'u32'): 8 | 16 | 32 {
  return Number(base.slice(1)) as 8 | 16 | 32;
}
