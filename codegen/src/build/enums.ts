/** Enums, flags and number spaces of the model. */

import type { RawEnum, RawFile, RawFlags, RawVersioned } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import { declared } from './declared.js';
import type { EnumIr, SpaceIr } from '../ir/model.js';
import type { Scope } from './scope.js';
import { versionsOf } from '../ir/versions.js';

export function buildEnums(raw: RawFile, scope: Scope): readonly EnumIr[] {
  return [
    ...Object.entries(raw.enums ?? {}).map(([name, own]) => buildEnum(name, own, scope)),
    ...Object.entries(raw.flags ?? {}).map(([name, own]) => buildFlags(name, own, scope)),
  ];
}

export function buildSpaces(raw: RawFile, scope: Scope): readonly SpaceIr[] {
  return Object.entries(raw.spaces ?? {}).map(([name, space]) => ({
    ...declared(name, space, ['spaces', name], scope),
    tag: space.tag,
    frame: space.frame === undefined ? undefined : 4,
    trailing: space.trailing,
    maxMessage: space.maxMessage,
    ranges: (space.ranges ?? []).map(({ range, layer, context }) => ({ ...bounds(range), layer, context })),
  }));
}

/** '30..49' -> 30 and 49 */
export function bounds(range: string): { readonly from: number; readonly to: number } {
  const [from, to] = range.split('..').map(Number) as [number, number];
  return { from, to };
}

function buildEnum(name: string, raw: RawEnum, scope: Scope): EnumIr {
  const path: Path = ['enums', name];
  const values = Object.entries(raw.values).map(([key, value]) =>
    entry(key, value, 'value', [...path, 'values', key], scope),
  );
  return {
    kind: 'enum',
    ...declared(name, raw, path, scope),
    bits: bitsOf(raw.base) as 8 | 16 | 32,
    open: raw.open,
    values: [...values, ...aliasesOf(raw.aliases, values, path, scope)],
    masks: [],
  };
}

function buildFlags(name: string, raw: RawFlags, scope: Scope): EnumIr {
  const path: Path = ['flags', name];
  const values = Object.entries(raw.bits).map(([key, value]) =>
    entry(key, value, 'bit', [...path, 'bits', key], scope),
  );
  if (raw.version !== undefined && scope.param(raw.version) === undefined) {
    scope.report('NC301', [...path, 'version'], `no parameter type '${raw.version}' is declared under params`);
  }
  return {
    kind: 'flags',
    ...declared(name, raw, path, scope),
    bits: bitsOf(raw.base),
    open: true,
    values: [...values, ...aliasesOf(raw.aliases, values, path, scope)],
    masks: Object.entries(raw.masks ?? {}).map(([key, { mask, enum: of }]) => ({
      name: key,
      mask,
      enumeration: of === undefined ? undefined : enumeration(of, [...path, 'masks', key, 'enum'], scope),
    })),
  };
}

function enumeration(name: string, path: Path, scope: Scope): EnumIr['masks'][number]['enumeration'] {
  const found = scope.find(name);
  if (found?.kind === 'enum') return found.ref;
  scope.report('NC301', path, `no enum '${name}' is declared in this or a used namespace`);
  return undefined;
}

type Value = EnumIr['values'][number];
type Numbered = number | (RawVersioned & { readonly value?: number; readonly bit?: number });

function entry(name: string, raw: Numbered, key: 'value' | 'bit', path: Path, scope: Scope): Value {
  const place = scope.place(path, 'key');
  const plain = { name, aliasOf: undefined, place };
  if (typeof raw === 'number') return { ...plain, value: raw, doc: undefined, versions: undefined };
  if (raw[key] === undefined) scope.diagnostics.add('NC203', place, `'${name}' lacks the key '${key}'`);
  return { ...plain, value: raw[key] ?? 0, doc: raw.doc, versions: versionsOf(raw) };
}

function aliasesOf(
  aliases: Readonly<Record<string, string>> | undefined,
  values: readonly Value[],
  path: Path,
  scope: Scope,
): readonly Value[] {
  return Object.entries(aliases ?? {}).flatMap(([name, of]): readonly Value[] => {
    const value = values.find(other => other.name === of);
    const at: Path = [...path, 'aliases', name];
    if (value !== undefined) return [{ ...value, name, aliasOf: of, place: scope.place(at, 'key') }];
    scope.report('NC304', at, `'${name}' is another name of '${of}', which is not declared here`);
    return [];
  });
}

function bitsOf(base: RawFlags['base']): 8 | 16 | 32 | 64 {
  return Number(base.slice(1)) as 8 | 16 | 32 | 64;
}
