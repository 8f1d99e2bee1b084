/** Parameters and versions: what a part of a struct needs, the struct has, and versions are ones that exist. */

import type { Diagnostics, Place } from '../../diagnostics.js';
import { keyOf, type ModelIndex } from '../../ir/index-of.js';
import type { EnumIr, FieldIr, Model, ParamIr, Ref, StructIr, Versions } from '../../ir/model.js';
import { typesIn } from '../../ir/types-in.js';
import { enumerationOf, requiredBits } from '../fields/conditions.js';
import { structsOf, versionOf } from '../walk.js';

export function checkParams(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const bySpace = versionsOfSpaces(model);
  for (const struct of structsOf(model)) {
    const { message } = struct;
    for (const param of struct.params) checkValues(struct, param, diagnostics);
    if (message?.versions !== undefined) {
      checkVersions(`'${struct.name}'`, message.versions, bySpace.get(message.space), struct.place, diagnostics);
    }
    for (const field of struct.fields) {
      checkGate(struct, field, index, diagnostics);
      for (const { ref, params } of needs(field, index)) {
        for (const param of params) checkPassed(struct, field, ref, param, diagnostics);
      }
    }
  }
  for (const declared of model.files.flatMap(file => file.enums)) checkValueVersions(declared, diagnostics);
}

/** There are values, and a layout is one of those that the struct has. */
function checkValues(struct: StructIr, param: ParamIr, diagnostics: Diagnostics): void {
  const report = (text: string): void =>
    diagnostics.add('NC462', struct.place, `the parameter '${param.name}' of '${struct.name}' ${text}`);
  if (param.kind === 'number' && param.min > param.max) report(`goes from ${param.min} to ${param.max}`);
  if (param.kind === 'name' && param.max === 0) report("has no longest length: add 'max'");
  if (param.kind === 'choice' && param.choices.length === 0) report('has no choices');
  if (param.name !== 'layout' || struct.layouts === undefined) return;
  const layouts = struct.layouts.map(({ name }) => name);
  if (param.kind === 'choice' && [...param.choices].sort().join() === [...layouts].sort().join()) return;
  report(`must be a choice of its layouts: ${layouts.join(', ')}`);
}

/** The parameter `version` of messages in each space. */
function versionsOfSpaces(model: Model): ReadonlyMap<string, ParamIr> {
  const found = structsOf(model).flatMap(struct => {
    const param = versionOf(struct);
    return struct.message === undefined || param === undefined ? [] : [[struct.message.space, param] as const];
  });
  return new Map(found);
}

function checkGate(struct: StructIr, field: FieldIr, index: ModelIndex, diagnostics: Diagnostics): void {
  const what = `'${struct.name}.${field.name}'`;
  const version = versionOf(struct);
  if (field.versions !== undefined) checkVersions(what, field.versions, version, field.place, diagnostics);
  if (field.versions !== undefined && version !== undefined) {
    const { since = version.min, until = version.max } = field.versions;
    if (since === version.min && until === version.max) {
      const text = `${what} exists in every version from ${version.min} to ${version.max}`;
      diagnostics.add('NC460', field.place, text, 'leave out since and until');
    }
  }
  if (version !== undefined) return;
  const hint = "declare a number 'version' under the struct's params";
  if (field.versions !== undefined) {
    diagnostics.add(
      'NC460',
      field.place,
      `${what} depends on the version, but '${struct.name}' has no parameter 'version'`,
      hint,
    );
  }
  for (const { field: name, bit } of field.condition === undefined ? [] : requiredBits(field.condition)) {
    const flags = enumerationOf(
      struct.fields.find(other => other.name === name),
      index,
    );
    if (flags?.values.find(value => value.name === bit)?.versions === undefined) continue;
    const text = `the bit '${bit}' depends on the version, but '${struct.name}' has no parameter 'version'`;
    diagnostics.add('NC460', field.place, text, hint);
  }
}

function checkVersions(
  what: string,
  { since, until }: Versions,
  version: ParamIr | undefined,
  place: Place,
  diagnostics: Diagnostics,
): void {
  if (since !== undefined && until !== undefined && since > until) {
    diagnostics.add('NC460', place, `${what} exists since ${since}, but only until ${until}`);
  }
  if (version === undefined) return;
  for (const step of [since, until]) {
    if (step === undefined || (step >= version.min && step <= version.max)) continue;
    const text = `${what} changes with version ${step}, but versions are ${version.min} to ${version.max}`;
    diagnostics.add('NC460', place, text);
  }
}

/** Structs and unions that a field contains, with the parameters that they need. */
function needs(
  field: FieldIr,
  index: ModelIndex,
): readonly { readonly ref: Ref; readonly params: readonly ParamIr[] }[] {
  return typesIn(field.type).flatMap(type => {
    if (type.kind === 'struct') return [{ ref: type.ref, params: index.struct(type.ref).params }];
    if (type.kind === 'union' || type.kind === 'tagged') {
      return [{ ref: type.ref, params: index.union(type.ref).params }];
    }
    return [];
  });
}

function checkPassed(struct: StructIr, field: FieldIr, ref: Ref, needed: ParamIr, diagnostics: Diagnostics): void {
  if (keyOf(ref) === keyOf(struct)) return;
  const own = struct.params.find(({ name }) => name === needed.name);
  if (own === undefined) {
    diagnostics.add(
      'NC453',
      field.place,
      `'${ref.name}' needs the parameter '${needed.name}', which '${struct.name}' does not have`,
      `declare it under the params of '${struct.name}', with the same type`,
    );
  } else if (!within(own, needed)) {
    diagnostics.add(
      'NC453',
      field.place,
      `the parameter '${needed.name}' of '${struct.name}' may be what '${ref.name}' does not accept`,
      'give both the same parameter type',
    );
  }
}

/** True when every value of one parameter is a value of the other. */
function within(own: ParamIr, needed: ParamIr): boolean {
  if (own.kind !== needed.kind) return false;
  if (own.kind === 'choice') return own.choices.every(choice => needed.choices.includes(choice));
  return own.max <= needed.max && (own.kind === 'name' || own.min >= needed.min);
}

function checkValueVersions(declared: EnumIr, diagnostics: Diagnostics): void {
  for (const { name, versions, aliasOf, place } of declared.values) {
    if (versions === undefined || aliasOf !== undefined) continue;
    checkVersions(`'${name}'`, versions, undefined, place, diagnostics);
  }
}
