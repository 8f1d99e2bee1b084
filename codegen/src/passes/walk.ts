/** Ways over a model that several passes share. */

import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { FieldIr, FileIr, Model, ParamIr, Ref, StructIr, TypeIr, Versions } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';

/** A field with everything around it. */
export interface FieldSite {
  readonly file: FileIr;
  readonly struct: StructIr;
  readonly field: FieldIr;
  readonly position: number;
}

/** Fields in the order on the wire, in one layout and one version of a struct. */
export interface Arrangement {
  readonly struct: StructIr;
  readonly layout: string | undefined;
  readonly version: number | undefined;
  readonly fields: readonly FieldIr[];
}

export function structsOf(model: Model): readonly StructIr[] {
  return model.files.flatMap(file => file.structs);
}

export function fieldSites(model: Model): readonly FieldSite[] {
  return model.files.flatMap(file =>
    file.structs.flatMap(struct => struct.fields.map((field, position) => ({ file, struct, field, position }))),
  );
}

/** Every order that the fields of a struct can stand in: by layout, and by version where something changes. */
export function arrangements(struct: StructIr): readonly Arrangement[] {
  const byLayout = orders(struct);
  const version = versionOf(struct);
  if (version === undefined) return byLayout.map(order => ({ struct, version: undefined, ...order }));
  return versionSteps(struct, version).flatMap(step =>
    byLayout.map(({ layout, fields }) => ({
      struct,
      layout,
      version: step,
      fields: fields.filter(field => existsIn(field.versions, step)),
    })),
  );
}

/** The fields of each layout, of all versions together. Names that are no fields are left out. */
export function orders(struct: StructIr): readonly Omit<Arrangement, 'struct' | 'version'>[] {
  if (struct.layouts === undefined) return [{ layout: undefined, fields: struct.fields }];
  return struct.layouts.map(({ name, fields }) => ({
    layout: name,
    fields: fields.flatMap(field => struct.fields.filter(other => other.name === field).slice(0, 1)),
  }));
}

/** The parameter that since and until look at. */
export function versionOf(struct: StructIr): ParamIr | undefined {
  return struct.params.find(({ name, kind }) => name === 'version' && kind === 'number');
}

/** True when the field is on the wire whatever the values, versions and layouts are. */
export function alwaysThere(field: FieldIr, struct: StructIr): boolean {
  if (field.condition !== undefined || field.optional || field.versions !== undefined) return false;
  return struct.layouts?.every(({ fields }) => fields.includes(field.name)) ?? true;
}

export function existsIn(versions: Versions | undefined, version: number): boolean {
  return version >= (versions?.since ?? -Infinity) && version <= (versions?.until ?? Infinity);
}

/** Structs and unions that a type names directly. */
export function refsIn(type: TypeIr): readonly Ref[] {
  return typesIn(type).flatMap(part => ('ref' in part ? [part.ref] : []));
}

/** Structs that a struct contains directly, also as members of its unions. */
export function containedStructs(struct: StructIr, index: ModelIndex): readonly Ref[] {
  return struct.fields.flatMap(field => structsIn(field.type, index));
}

/** Structs that are part of a type, also as members of a union. */
export function structsIn(type: TypeIr, index: ModelIndex): readonly Ref[] {
  return typesIn(type).flatMap((part): readonly Ref[] => {
    if (part.kind === 'struct') return [part.ref];
    if (part.kind !== 'union' && part.kind !== 'tagged') return [];
    return index.union(part.ref).cases.flatMap(({ body }) => (body === undefined ? [] : [body]));
  });
}

/** Everything that a struct contains, however deep; itself too when it contains itself. */
export function containedDeep(struct: StructIr, index: ModelIndex): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...containedStructs(struct, index)];
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    if (seen.has(keyOf(ref))) continue;
    seen.add(keyOf(ref));
    queue.push(...containedStructs(index.struct(ref), index));
  }
  return seen;
}

/** The first version, and each in which a field comes or goes. */
function versionSteps(struct: StructIr, { min, max }: ParamIr): readonly number[] {
  const changes = struct.fields.flatMap(({ versions }) => [
    versions?.since ?? min,
    versions?.until === undefined ? min : versions.until + 1,
  ]);
  return [...new Set([min, ...changes])].filter(step => step >= min && step <= max).sort((a, b) => a - b);
}
