/** Names that would collide in the generated TypeScript, and uses that no import can serve. */

import type { Diagnostics, Place } from '../diagnostics.js';
import { keyOf, type ModelIndex } from '../ir/index-of.js';
import type { Declared, EnumIr, ExtensionIr, FileIr, Model, Ref, StructIr, UnionIr } from '../ir/model.js';
import { typesIn } from '../ir/types-in.js';

export function checkNames(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const byPackage = new Map<string, Map<string, Owner>>();
  for (const file of model.files) {
    for (const struct of file.structs) checkMembers(struct, diagnostics);
    if (file.output === undefined || file.output.external) continue;
    const names = byPackage.get(file.output.package) ?? new Map<string, Owner>();
    byPackage.set(file.output.package, names);
    for (const declared of [...file.enums, ...file.structs, ...file.unions]) {
      declare(declared.name, keyOf(declared), declared.place, file, names, diagnostics);
      for (const name of derivedNames(declared)) {
        declare(name, `${keyOf(declared)} ${name}`, declared.place, file, names, diagnostics);
      }
    }
    for (const extension of file.extensions) declareExtension(extension, file, names, diagnostics);
  }
  checkReach(model, index, diagnostics);
}

/** A member that the reader of a head gives beside those of the message. */
const HEAD_MEMBER = 'dataLength';

/** Fields, spans and raw octets are members of one interface. */
function checkMembers(struct: StructIr, diagnostics: Diagnostics): void {
  const seen = new Set(struct.keepRaw ? ['raw'] : []);
  const members = [
    ...struct.fields.map(({ name, place }) => ({ name, place })),
    ...struct.spans.map(({ name }) => ({ name, place: struct.place })),
  ];
  for (const { name, place } of members) {
    if (INHERITED.has(name)) {
      diagnostics.add('NC424', place, `'${name}' is a member of every object, so '${struct.name}' cannot have it`);
    }
    if (name === HEAD_MEMBER && struct.message?.hot?.data !== undefined) {
      diagnostics.add('NC424', place, `'${name}' is what the head of a message with hot data says itself`);
    }
    if (seen.has(name)) {
      const hint = 'a member that changes with the version is two members: give each a name of its own';
      diagnostics.add('NC421', place, `'${struct.name}' has two fields named '${name}'`, hint);
    }
    seen.add(name);
  }
}

/** Members that are never absent. */
const INHERITED = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
]);

/** Types that generated files use themselves. */
const USED = new Set([
  'Codec',
  'MemberDef',
  'MessageDef',
  'MessageTable',
  'NamedMessageDef',
  'NamedMessageTable',
  'Omit',
  'PatchSite',
  'Uint8Array',
  'UnionCodec',
  'UnknownMember',
  'UnknownNumber',
  'WireReader',
  'WireWriter',
]);

/** Names that are generated beside that of a declaration. */
function derivedNames(declared: EnumIr | StructIr | UnionIr): readonly string[] {
  const { name } = declared;
  if ('masks' in declared) return declared.masks.length > 0 ? [`${name}Masks`] : [];
  const params = declared.params.length > 0 ? [`${name}Params`] : [];
  const hot = declared.kind === 'struct' ? declared.message?.hot : undefined;
  const head = hot?.data === undefined ? [] : [`${name}Head`];
  const patches = (hot?.patch ?? []).map(field => `patch${name}${field.charAt(0).toUpperCase()}${field.slice(1)}`);
  return [...params, ...head, ...patches];
}

/** What has a name, and where. */
interface Owner {
  readonly key: string;
  readonly spec: string;
}

function declare(
  name: string,
  key: string,
  place: Place,
  file: FileIr,
  names: Map<string, Owner>,
  diagnostics: Diagnostics,
): void {
  const other = names.get(name);
  if (USED.has(name)) diagnostics.add('NC424', place, `'${name}' is a name that generated code uses itself`);
  if (other === undefined) names.set(name, { key, spec: file.spec });
  else {
    const message = `'${name}' would be declared twice in the package ${file.output?.package}, also from ${other.spec}`;
    diagnostics.add('NC420', place, message, 'names are unique in a package');
  }
}

/** The definition of an added member may have the name of its body, with which it is generated as one. */
function declareExtension(
  { name, member }: ExtensionIr,
  file: FileIr,
  names: Map<string, Owner>,
  diagnostics: Diagnostics,
): void {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) {
    const text = `'${member.key}' gives no name for its definition`;
    diagnostics.add('NC428', member.place, text, "give the member a 'name:' that starts with a letter");
    return;
  }
  if (member.body !== undefined && names.get(name)?.key === keyOf(member.body)) return;
  declare(name, `member ${name}`, member.place, file, names, diagnostics);
}

/** Everything a file uses has code, and packages do not use each other in circles. */
function checkReach(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const uses = model.files.flatMap(file => (file.output === undefined ? [] : usesOf(file)));
  const packages = new Map<string, Set<string>>();
  for (const { from, ref, place } of uses) {
    const target = index.file(ref).output;
    if (target === undefined) {
      diagnostics.add(
        'NC431',
        place,
        `'${ref.name}' stands in ${index.file(ref).spec}, which has no output`,
        'list that file under outputs in the config',
      );
    } else if (target.module !== from) packages.set(from, (packages.get(from) ?? new Set()).add(target.module));
  }
  for (const { from, ref, place } of uses) {
    const target = index.file(ref).output?.module;
    if (target === undefined || target === from || !reaches(target, from, packages)) continue;
    const message = `'${ref.name}' belongs to ${target}, which itself uses ${from}`;
    diagnostics.add('NC430', place, message, `declare the field as bytes with 'holds: ${ref.name}', or move it`);
  }
}

interface Use {
  /** The module that uses. */
  readonly from: string;
  readonly ref: Ref;
  readonly place: Declared['place'];
}

/** Everything that the code of a file refers to. */
function usesOf(file: FileIr): readonly Use[] {
  const from = file.output?.module ?? '';
  const fields = file.structs.flatMap(struct => struct.fields);
  const inFields = fields.flatMap(({ type, place }) =>
    typesIn(type).flatMap((part): readonly Use[] => {
      const ref = part.kind === 'int' ? part.named : 'ref' in part ? part.ref : undefined;
      return ref === undefined ? [] : [{ from, ref, place }];
    }),
  );
  const members = [...file.unions.flatMap(union => union.cases), ...file.extensions.map(({ member }) => member)];
  const inMembers = members.flatMap(({ body, reply, place }) =>
    [body, reply].flatMap(ref => (ref === undefined ? [] : [{ from, ref, place }])),
  );
  return [...inFields, ...inMembers];
}

function reaches(from: string, to: string, packages: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(packages.get(next) ?? []));
  }
  return false;
}
