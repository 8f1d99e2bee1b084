/** Members that files add to unions of others, built before the unions themselves. */

import type { RawExtend } from '../load/grammar.js';
import type { SpecFile } from '../load/load.js';
import { keyOf } from '../ir/index-of.js';
import type { CaseIr, ExtensionIr, StructIr } from '../ir/model.js';
import type { Entry } from './scope.js';
import type { StructContext } from './structs.js';
import { buildCase, pascal } from './unions.js';

/** What one file adds. */
export interface Additions {
  /** Members of unions of the same package, by the key of the union. */
  readonly members: ReadonlyMap<string, readonly CaseIr[]>;
  /** Members of unions of other packages. */
  readonly extensions: readonly ExtensionIr[];
  /** Structs that are declared inside the members. */
  readonly inline: readonly StructIr[];
}

export function buildAdditions(file: SpecFile, context: StructContext): Additions {
  const members = new Map<string, CaseIr[]>();
  const extensions: ExtensionIr[] = [];
  const inline: StructIr[] = [];
  for (const [index, raw] of (file.raw.extend ?? []).entries()) {
    if (raw.cases === undefined || raw.union === undefined) continue;
    const target = findTarget(raw, index, context);
    if (target === undefined) continue;
    const same = samePackage(file, target.file);
    const built = Object.entries(raw.cases).map(([key, value]) => {
      const path = ['extend', index, 'cases', key];
      return buildCase(same ? target.ref.name : '', key, value, path, context, inline);
    });
    if (same) {
      members.set(keyOf(target.ref), [...(members.get(keyOf(target.ref)) ?? []), ...built]);
    } else extensions.push(...built.map(member => ({ union: target.ref, name: pascal(member.label), member })));
  }
  return { members, extensions: extensions.map(entry => named(entry, extensions, file)), inline };
}

function findTarget(raw: RawExtend, index: number, context: StructContext): Entry | undefined {
  const found = context.scope.find(raw.union ?? '');
  if (found?.kind === 'union') return found;
  const message = `no union '${raw.union}' is declared in this or a used namespace`;
  context.scope.report('NC301', ['extend', index, 'union'], message);
  return undefined;
}

/** Code that is generated together: the members can be part of the union. */
function samePackage(file: SpecFile, other: SpecFile): boolean {
  return file.output !== undefined && file.output.module === other.output?.module;
}

/**
 * A member whose body is a struct of this file, and of no other member, has its name: 'AcmeColour'. Otherwise it is that of
 * its key, as for inline structs: 'colour@acme.example' -> 'ColourAcmeExample'. `name:` overrides both.
 */
function named(extension: ExtensionIr, all: readonly ExtensionIr[], { raw }: SpecFile): ExtensionIr {
  const { body, boxed, key, label } = extension.member;
  if (body === undefined || boxed || label !== key) return extension;
  const own = body.namespace === raw.namespace && Object.hasOwn(raw.structs ?? {}, body.name);
  const users = all.filter(({ member }) => member.body !== undefined && keyOf(member.body) === keyOf(body));
  return own && users.length === 1 ? { ...extension, name: body.name } : extension;
}
