/** The file of arbitraries of one package: valid values, nearly valid octets, and the list of its codecs. */

import type { ModelIndex } from '../../../ir/index-of.js';
import { keyOf } from '../../../ir/index-of.js';
import type { CaseIr, FieldIr, FileIr, Ref, StructIr, TypeIr, UnionIr } from '../../../ir/model.js';
import { containedStructs, refsIn } from '../../../passes/walk.js';
import { hotNames } from '../../codec/hot/hot.js';
import { tagLiteral } from '../../codec/types.js';
import { fileHeader } from '../../file.js';
import { propertyKey } from '../../names.js';
import { bytesArbitrary, nameArbitrary, SMALL_TEXT, typeArbitrary } from './arbitrary-types.js';
import { presenceTests } from './condition-text.js';
import { literal } from '../literals.js';
import { paramSets } from '../params.js';
import { FuzzScope, moduleAlias, paramsType } from '../scope.js';
import { targetsText } from '../targets-file.js';

export function arbitrariesFile(
  packageName: string,
  module: string,
  files: readonly FileIr[],
  index: ModelIndex,
): string {
  const own = files.flatMap(file => file.structs);
  const structs = inOrder(own, index);
  const unions = files.flatMap(file => file.unions).filter(union => union.tag !== undefined);
  const scope = new FuzzScope(packageName, index);
  const body = [...declarations(structs, unions, scope), targetsText(packageName, files, index)];
  const withParams = structs.filter(({ params }) => params.length > 0);
  const names = [
    ...structs.map(({ name }) => name),
    ...withParams.map(({ name }) => `type ${name}Params`),
    ...unions.map(({ name }) => `type ${name}`),
    ...structs.flatMap(hotNames),
    ...files.flatMap(file => file.extensions.map(({ name }) => name)),
  ];
  const what = `Arbitrary values of the messages and structs of the package ${packageName}, and octets that are nearly right.`;
  return [
    fileHeader(what).trimEnd(),
    '',
    "import fc from 'fast-check';",
    '',
    importText([...new Set(names)], module),
    '',
    ...scope.others.map(other => `import * as ${moduleAlias(other)} from './${other}.js';`),
    importText(rulesUsed(body.join('\n')), './rules.js'),
    "import { nearValid } from './near-valid.js';",
    '',
    `${body.join('\n\n')}\n`,
  ].join('\n');
}

function importText(names: readonly string[], from: string): string {
  const bare = (name: string): string => name.replace(/^type /, '');
  const sorted = [...names].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  return `import {\n${sorted.map(name => `  ${name},`).join('\n')}\n} from '${from}';`;
}

function rulesUsed(code: string): readonly string[] {
  const values = ['arranged', 'target', 'targets'].filter(name =>
    new RegExp(`(?:[^\\w.]|\\.{3})${name}\\(`).test(code),
  );
  return ['type CodecTarget', ...values];
}

function declarations(structs: readonly StructIr[], unions: readonly UnionIr[], scope: FuzzScope): readonly string[] {
  const declared = new Set<string>();
  const parts: string[] = [];
  const declareUnion = (ref: Ref): void => {
    const union = unions.find(other => keyOf(other) === keyOf(ref));
    if (union === undefined || declared.has(keyOf(ref))) return;
    declared.add(keyOf(ref));
    parts.push(...unionArbitraries(union, structs, scope));
  };
  for (const struct of structs) {
    for (const ref of struct.fields.flatMap(field => refsIn(field.type))) declareUnion(ref);
    parts.push(structArbitrary(struct, scope));
  }
  for (const union of unions) declareUnion(union);
  return parts;
}

/** Structs of one package after all that they contain. */
function inOrder(structs: readonly StructIr[], index: ModelIndex): readonly StructIr[] {
  const own = new Set(structs.map(keyOf));
  const done = new Map<string, StructIr>();
  const seen = new Set<string>();
  const visit = (struct: StructIr): void => {
    if (seen.has(keyOf(struct))) return;
    seen.add(keyOf(struct));
    for (const ref of containedStructs(struct, index)) visit(index.struct(ref));
    if (own.has(keyOf(struct))) done.set(keyOf(struct), struct);
  };
  for (const struct of structs) visit(struct);
  return [...done.values()];
}

function structArbitrary(struct: StructIr, scope: FuzzScope): string {
  const { name } = struct;
  const drawn = struct.fields.filter(({ role }) => role.kind === 'value' || role.kind === 'presence');
  const record = drawn.map(field => `  ${propertyKey(field.name)}: ${fieldArbitrary(field, scope)},`);
  const body = record.length === 0 ? 'fc.record({})' : `fc.record({\n${record.join('\n')}\n})`;
  const value = `${body}${consistent(struct, scope.index)};`;
  if (struct.params.length === 0) {
    return [
      `/** Any ${name}. */`,
      `export const arbitrary${name}: fc.Arbitrary<${name}> = ${value}`,
      `/** Octets that are nearly right for ${name}. */`,
      `export const nearValid${name}: fc.Arbitrary<Uint8Array> = nearValid(${name}, arbitrary${name});`,
    ].join('\n');
  }
  const sets = paramSets(struct, scope.index).map(params => literal(params));
  return [
    `/** Parameters to try ${name} with. */`,
    `export const paramsOf${name}: readonly ${name}Params[] = [${sets.join(', ')}];`,
    `/** Any ${name}. */`,
    `export const arbitrary${name} = (${usesParams(value)}: ${name}Params): fc.Arbitrary<${name}> => ${value}`,
    `/** Octets that are nearly right for ${name}, or right with other parameters. */`,
    `export const nearValid${name} = (params: ${name}Params): fc.Arbitrary<Uint8Array> => nearValid(${name}, arbitrary${name}(params), params, arbitrary${name}, paramsOf${name});`,
  ].join('\n');
}

function usesParams(text: string): string {
  return /\bparams\b/.test(text) ? 'params' : '_params';
}

/** Drops what the other members say is absent. */
function consistent(struct: StructIr, index: ModelIndex): string {
  const members = struct.fields.filter(({ role }) => role.kind === 'value');
  const tests = new Map(members.map(field => [field, presenceTests(struct, field, index)]));
  const computed = struct.fields.some(({ role }) => role.kind === 'presence');
  if (!computed && [...tests.values()].every(list => list.length === 0)) return '';
  const lines = members.map(field => {
    const own = `drawn.${field.name}`;
    const list = tests.get(field) ?? [];
    return `  ${propertyKey(field.name)}: ${list.length === 0 ? own : `${list.join(' && ')} ? ${own} : undefined`},`;
  });
  return `.map(drawn => ({\n${lines.join('\n')}\n}))`;
}

function fieldArbitrary(field: FieldIr, scope: FuzzScope): string {
  const base = typeArbitrary(field.type, scope);
  if (!field.optional) return base;
  const some = takesNothing(field.type) ? `${base}.filter(({ length }) => length > 0)` : base; // empty would be absent
  return `fc.option(${some}, { nil: undefined })`;
}

/** True when a type may take no octets at all. */
function takesNothing(type: TypeIr): boolean {
  return ['rest', 'restUtf8', 'restNames'].includes(type.kind) || (type.kind === 'list' && type.count.by === 'end');
}

/** Any member; and the member for a tag, where a parameter chooses it. */
function unionArbitraries(union: UnionIr, structs: readonly StructIr[], scope: FuzzScope): readonly string[] {
  const types = structs.flatMap(struct => struct.fields.map(({ type }) => (type.kind === 'box' ? type.inner : type)));
  const byParam = types.some(
    type => type.kind === 'union' && type.from === 'param' && keyOf(type.ref) === keyOf(union),
  );
  return [anyMember(union, scope), ...(byParam ? [memberByTag(union, scope)] : [])];
}

function anyMember(union: UnionIr, scope: FuzzScope): string {
  const known = union.cases.map(member => memberArbitrary(union, member, scope));
  const members = [...known, ...(union.unknown === 'error' ? [] : [unknownArbitrary(union)])];
  const body = `fc.oneof(\n${members.map(member => `  ${member},`).join('\n')}\n);`;
  const { name } = union;
  if (union.params.length === 0)
    return `/** Any ${name}. */\nexport const arbitrary${name}: fc.Arbitrary<${name}> = ${body}`;
  return `/** Any ${name}. */\nexport const arbitrary${name} = (${usesParams(body)}: ${paramsType(union.params)}): fc.Arbitrary<${name}> => ${body}`;
}

function memberByTag(union: UnionIr, scope: FuzzScope): string {
  const { name } = union;
  const cases = union.cases.map(member => {
    const wire = union.tagKind === 'name' ? literal(member.key) : member.key;
    return `    case ${wire}:\n      return ${memberArbitrary(union, member, scope)};`;
  });
  const params = union.params.length > 0 ? `, params: ${paramsType(union.params)}` : '';
  const data = bytesArbitrary(0, union.unknownMax ?? 0);
  const unknown =
    union.unknown === 'error'
      ? `throw new TypeError(\`no member \${tag}\`);`
      : `return ${data}.map(data => ({ ${propertyKey(union.tag ?? 'tag')}: undefined, ${union.tagKind}: tag, data }));`;
  return [
    `/** The ${name} that a tag chooses. */`,
    `export function arbitrary${name}For(tag: ${union.tagKind === 'name' ? 'string' : 'number'}${params}): fc.Arbitrary<${name}> {`,
    '  switch (tag) {',
    ...cases,
    '    default:',
    `      ${unknown}`,
    '  }',
    '}',
  ].join('\n');
}

function memberArbitrary(union: UnionIr, member: CaseIr, scope: FuzzScope): string {
  const key = propertyKey(union.tag ?? 'tag');
  const tag = tagLiteral(union, member);
  if (member.body === undefined) return `fc.constant({ ${key}: ${tag} } as const)`;
  return `${scope.arbitrary(scope.index.struct(member.body))}.map(body => ({ ${key}: ${tag} as const, ...body }))`;
}

function unknownArbitrary(union: UnionIr): string {
  const data = bytesArbitrary(0, union.unknownMax ?? 0);
  const key = propertyKey(union.tag ?? 'tag');
  const byName = union.tagKind === 'name';
  const tag = byName
    ? nameArbitrary(0, Math.min(SMALL_TEXT, union.tagMax ?? SMALL_TEXT))
    : `fc.integer({ min: 0, max: 0x${'ff'.repeat(union.tagBits / 8)} })`;
  const taken = union.cases.map(member => (byName ? literal(member.key) : String(Number(member.key)))).join(', ');
  const drawn = `fc.record({ ${key}: fc.constant(undefined), ${union.tagKind}: ${tag}, data: ${data} })`;
  return taken === '' ? drawn : `${drawn}.filter(({ ${union.tagKind} }) => ![${taken}].includes(${union.tagKind}))`;
}
