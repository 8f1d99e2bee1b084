/** fast-check arbitraries of structs and unions: valid values, small by default, within the limits of the spec. */

import type { ModelIndex } from '../../ir/index-of.js';
import { keyOf } from '../../ir/index-of.js';
import type { FieldIr, FileIr, Ref, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { containedStructs, refsIn } from '../../passes/walk.js';
import { conditionExpression } from '../codec/condition.js';
import { endTests } from '../codec/parts.js';
import { tagLiteral } from '../codec/types.js';
import { fileHeader } from '../file.js';
import { propertyKey, quote } from '../names.js';
import { sampleParams } from './samples.js';

/** Sizes that keep a run short; limits of the spec below them win. */
const SMALL_BYTES = 32;
const SMALL_TEXT = 16;
const SMALL_ITEMS = 4;

/** The file of arbitraries of one package. */
export function arbitrariesFile(
  packageName: string,
  module: string,
  files: readonly FileIr[],
  index: ModelIndex,
): string {
  const structs = inOrder(
    files.flatMap(file => file.structs),
    index,
  );
  const unions = files.flatMap(file => file.unions).filter(union => union.tag !== undefined);
  const declared = new Set<string>();
  const parts: string[] = [];
  const declareUnion = (ref: Ref): void => {
    const union = unions.find(other => keyOf(other) === keyOf(ref));
    if (union === undefined || declared.has(keyOf(ref))) return;
    declared.add(keyOf(ref));
    parts.push(unionArbitrary(union));
  };
  for (const struct of structs) {
    for (const ref of struct.fields.flatMap(field => refsIn(field.type))) declareUnion(ref);
    parts.push(structArbitrary(struct, index));
  }
  for (const union of unions) declareUnion(union);
  const types = [...structs, ...unions].map(({ name }) => name).sort();
  return [
    fileHeader(
      `Arbitrary values of the messages and structs of the package ${packageName}, for property tests.`,
    ).trimEnd(),
    '',
    "import fc from 'fast-check';",
    '',
    `import type {\n${types.map(name => `  ${name},`).join('\n')}\n} from '${module}';`,
    '',
    `${parts.join('\n\n')}\n`,
  ].join('\n');
}

/** Structs after all that they contain. */
function inOrder(structs: readonly StructIr[], index: ModelIndex): readonly StructIr[] {
  const done = new Map<string, StructIr>();
  const visit = (struct: StructIr): void => {
    if (done.has(keyOf(struct))) return;
    for (const ref of containedStructs(struct, index)) visit(index.struct(ref));
    done.set(keyOf(struct), struct);
  };
  for (const struct of structs) visit(struct);
  return [...done.values()];
}

function structArbitrary(struct: StructIr, index: ModelIndex): string {
  const drawn = struct.fields.filter(({ role }) => role.kind === 'value' || role.kind === 'presence');
  const record = drawn.map(field => `  ${propertyKey(field.name)}: ${fieldArbitrary(struct, field, index)},`);
  const body = record.length === 0 ? 'fc.record({})' : `fc.record({\n${record.join('\n')}\n})`;
  const params =
    struct.params.length === 0
      ? ''
      : ` The parameters are ${JSON.stringify(sampleParams(struct)).replaceAll('"', '')}.`;
  const comment = `/** Any ${struct.name}.${params} */`;
  return `${comment}\nexport const arbitrary${struct.name}: fc.Arbitrary<${struct.name}> = ${body}${consistent(struct, index)};`;
}

/** Drops what the other members say is absent. */
function consistent(struct: StructIr, index: ModelIndex): string {
  if (!struct.fields.some(field => field.condition !== undefined || field.optional)) return '';
  const members = struct.fields.filter(({ role }) => role.kind === 'value');
  const lines = members.map(field => `  ${propertyKey(field.name)}: ${memberExpression(struct, field, index)},`);
  return `.map(drawn => ({\n${lines.join('\n')}\n}))`;
}

function memberExpression(struct: StructIr, field: FieldIr, index: ModelIndex): string {
  const own = `drawn.${field.name}`;
  const before = struct.fields.slice(0, struct.fields.indexOf(field)).filter(other => other.optional && field.optional);
  const conditions = before.map(other => `drawn.${other.name} !== undefined`);
  if (field.condition !== undefined)
    conditions.unshift(conditionExpression(field.condition, struct, index, name => `drawn.${name}`));
  return conditions.length === 0 ? own : `${conditions.join(' && ')} ? ${own} : undefined`;
}

function fieldArbitrary(struct: StructIr, field: FieldIr, index: ModelIndex): string {
  const base = typeArbitrary(field.type, struct, index);
  return field.optional ? `fc.option(${base}, { nil: undefined })` : base;
}

function unionArbitrary(union: UnionIr): string {
  const tag = union.tag ?? 'tag';
  const key = propertyKey(tag);
  const known = union.cases.map(member => {
    const literal = tagLiteral(union, member);
    return member.body === undefined
      ? `fc.constant({ ${key}: ${literal} } as const)`
      : `arbitrary${member.body.name}.map(body => ({ ${key}: ${literal} as const, ...body }))`;
  });
  if (union.unknown !== 'error') {
    const names = union.cases.map(member => quote(member.key)).join(', ');
    const unknown = `fc.record({ ${key}: fc.constant(undefined), name: ${nameArbitrary(0, SMALL_TEXT)}, data: ${bytesArbitrary(0, union.unknownMax ?? 0)} })`;
    known.push(`${unknown}.filter(({ name }) => ![${names}].includes(name))`);
  }
  const members = known.map(member => `  ${member},`).join('\n');
  return `/** Any ${union.name}. */\nexport const arbitrary${union.name}: fc.Arbitrary<${union.name}> = fc.oneof(\n${members}\n);`;
}

function typeArbitrary(type: TypeIr, struct: StructIr, index: ModelIndex): string {
  switch (type.kind) {
    case 'int':
      return integerArbitrary(type, index);
    case 'bool':
      return 'fc.boolean()';
    case 'raw':
    case 'fixed':
      return `fc.uint8Array({ minLength: ${type.length}, maxLength: ${type.length} })`;
    case 'bytes':
      return bytesArbitrary(type.min, type.max ?? 0);
    case 'rest':
      return bytesArbitrary(0, type.max ?? 0);
    case 'restUtf8':
      return textArbitrary('utf8', type.max ?? 0);
    case 'text':
      return textArbitrary(type.text, type.max ?? 0);
    case 'names':
    case 'restNames':
      return `fc.array(${nameArbitrary(1, type.itemBytes ?? 1)}, { maxLength: ${Math.min(SMALL_ITEMS, type.items ?? 0)} })`;
    case 'mpint':
      return `${bytesArbitrary(0, Math.ceil((type.maxBits ?? 0) / 8))}.filter(bytes => bytes[0] !== 0)`;
    case 'struct':
    case 'union':
    case 'tagged':
      return `arbitrary${type.ref.name}`;
    case 'box':
      return typeArbitrary(type.inner, struct, index);
    case 'list': {
      const item = `${typeArbitrary(type.item, struct, index)}${noEnd(type, index)}`;
      const { count } = type;
      if (count.by !== 'param') return `fc.array(${item}, { maxLength: ${Math.min(SMALL_ITEMS, type.max ?? 0)} })`;
      const exact = sampleParams(struct)[count.name] ?? 0;
      return `fc.array(${item}, { minLength: ${exact}, maxLength: ${exact} })`;
    }
    case 'padding':
      return 'fc.constant(undefined)';
  }
}

/** Leaves out items that would end the list. */
function noEnd(type: TypeIr & { kind: 'list' }, index: ModelIndex): string {
  if (type.end === undefined) return '';
  const { terminator, stop } = endTests(type, type.end, 'item', index);
  return `.filter(item => !(${[terminator, stop].filter(test => test !== undefined).join(' || ')}))`;
}

function integerArbitrary(type: TypeIr & { kind: 'int' }, index: ModelIndex): string {
  if (type.bits === 64) {
    if (!type.big) return type.signed ? 'fc.maxSafeInteger()' : 'fc.maxSafeNat()';
    return type.signed
      ? 'fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })'
      : 'fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })';
  }
  const any = `fc.integer({ min: 0, max: 0x${'ff'.repeat(type.bits / 8)} })`;
  const declared = type.named === undefined ? undefined : index.enumeration(type.named);
  if (declared?.kind !== 'enum') return any;
  const known = `fc.constantFrom(${declared.values.map(({ value }) => value).join(', ')})`;
  return declared.open ? `fc.oneof(${known}, ${any})` : known;
}

function bytesArbitrary(min: number, max: number): string {
  const limit = Math.min(max, Math.max(min, SMALL_BYTES));
  return `fc.uint8Array({ ${min === 0 ? '' : `minLength: ${min}, `}maxLength: ${limit} })`;
}

function nameArbitrary(min: number, max: number): string {
  return `fc.stringMatching(/^[\\x21-\\x2b\\x2d-\\x7e]{${min},${Math.min(max, SMALL_TEXT)}}$/)`;
}

function textArbitrary(text: 'utf8' | 'ascii' | 'latin1' | 'name' | 'lang', max: number): string {
  const length = Math.min(max, SMALL_TEXT);
  switch (text) {
    case 'utf8': // four bytes for each code point at most
      return `fc.string({ unit: 'binary', maxLength: ${Math.min(SMALL_TEXT, Math.floor(max / 4))} })`;
    case 'ascii':
      return `fc.string({ unit: 'grapheme-ascii', maxLength: ${length} })`;
    case 'name':
      return nameArbitrary(0, max);
    case 'latin1':
    case 'lang':
      return `fc.uint8Array({ maxLength: ${length} }).map(codes => String.fromCharCode(...codes))`;
  }
}
