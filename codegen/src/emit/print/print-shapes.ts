/** Declarations of print shapes, each after those that it uses. */

import { keyOf, type ModelIndex } from '../../ir/index-of.js';
import type { EnumIr, FieldIr, FileIr, Ref, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { camel, propertyKey, quote } from '../names.js';
import { Secrets } from './secrets.js';

type ShapeType = 'Enum' | 'Flags' | 'Struct' | 'Union';

export class PrintShapes {
  readonly #own: ReadonlySet<FileIr>;
  readonly #index: ModelIndex;
  readonly #secrets: Secrets;
  readonly #declared = new Set<string>();
  readonly #texts: string[] = [];
  readonly #types = new Set<ShapeType>();

  /** Shapes of what other files than `own` declare are written too, but not exported: a package prints by itself. */
  constructor(own: readonly FileIr[], index: ModelIndex) {
    this.#own = new Set(own);
    this.#index = index;
    this.#secrets = new Secrets(index);
  }

  /** All texts, in an order in which each stands after what it uses. */
  declarations(): readonly string[] {
    return this.#texts;
  }

  /** Which types of shapes are used. */
  types(): readonly ShapeType[] {
    return [...this.#types].sort();
  }

  /** Declares the shape of a struct, and gives its name. */
  struct(struct: StructIr): string {
    return this.#declare(struct, 'Struct', `How ${struct.name} is printed.`, () => [
      "kind: 'struct',",
      `name: ${quote(struct.name)},`,
      ...block('members', [
        ...struct.fields
          .filter(field => field.role.kind === 'value')
          .map(field => `${propertyKey(field.name)}: ${this.#field(struct, field)},`),
      ]),
    ]);
  }

  #field(struct: StructIr, field: FieldIr): string {
    if (this.#secrets.hidden(struct, field)) {
      const { type } = field;
      const known = type.kind === 'raw' || type.kind === 'fixed';
      return known ? `{ kind: 'secretOctets', length: ${type.length} }` : "'secret'";
    }
    const shape = this.#type(field.type, field.text);
    return field.pii ? `{ kind: 'personal', shape: ${shape} }` : shape;
  }

  #type(type: TypeIr, text: boolean): string {
    switch (type.kind) {
      case 'int':
        return type.named === undefined ? "'plain'" : this.#enumeration(this.#index.enumeration(type.named));
      case 'struct':
        return this.struct(this.#index.struct(type.ref));
      case 'union':
      case 'tagged':
        return this.#union(this.#index.union(type.ref));
      case 'box':
        return this.#type(type.inner, text);
      case 'list': {
        const item = this.#type(type.item, text);
        return item.startsWith("'") ? item : `{ kind: 'list', item: ${item} }`;
      }
      default:
        return text ? "'text'" : "'plain'";
    }
  }

  #union(union: UnionIr): string {
    return this.#declare(union, 'Union', `How ${union.name} is printed.`, () => [
      "kind: 'union',",
      `tag: ${quote(union.tag ?? 'tag')},`,
      ...block(
        'members',
        union.cases.map(member => {
          const body = member.body === undefined ? 'undefined' : this.struct(this.#index.struct(member.body));
          const tag = union.adjacent ? member.label : member.key;
          return `${propertyKey(tag)}: [${quote(member.label)}, ${body}],`;
        }),
      ),
      `unknown: ${this.#secrets.union(union) ? "'secret'" : "'plain'"},`,
    ]);
  }

  #enumeration(declared: EnumIr): string {
    const masks = declared.masks.map(({ name, mask, enumeration }) => {
      const values = enumeration === undefined ? 'undefined' : this.#enumeration(this.#index.enumeration(enumeration));
      return `[${number(mask)}, ${quote(name)}, ${values}],`;
    });
    const flags = declared.kind === 'flags';
    return this.#declare(declared, flags ? 'Flags' : 'Enum', `Names of ${declared.name}.`, () => [
      `kind: ${flags ? "'flags'" : "'enum'"},`,
      ...block('names', numberNames(declared, flags), ['[', ']']),
      ...(masks.length === 0 ? [] : block('masks', masks, ['[', ']'])),
    ]);
  }

  #declare(ref: Ref, type: ShapeType, doc: string, body: () => readonly string[]): string {
    const own = this.#own.has(this.#index.file(ref));
    const name = own ? `${ref.name}Shape` : `${camel(ref.namespace)}${ref.name}Shape`;
    if (this.#declared.has(keyOf(ref))) return name;
    this.#declared.add(keyOf(ref));
    this.#types.add(type);
    const lines = body().map(line => `  ${line}`); // declares what it uses before this
    const start = `${own && type === 'Struct' ? 'export ' : ''}const ${name}: ${type}Print = {`;
    this.#texts.push([...(own && type === 'Struct' ? [`/** ${doc} */`] : []), start, ...lines, '};', ''].join('\n'));
    return name;
  }
}

function numberNames(declared: EnumIr, hex: boolean): readonly string[] {
  return declared.values
    .filter(({ aliasOf }) => aliasOf === undefined)
    .map(({ name, value, versions }) => {
      const parts = [hex ? number(value) : String(value), quote(name)];
      if (versions !== undefined) parts.push(String(versions.since));
      if (versions?.until !== undefined) parts.push(String(versions.until));
      return `[${parts.join(', ')}],`;
    });
}

function number(value: number): string {
  return `0x${value.toString(16)}`;
}

/** A member with several lines, or on one line when it is empty. */
function block(
  name: string,
  lines: readonly string[],
  [open, close]: readonly [string, string] = ['{', '}'],
): string[] {
  if (lines.length === 0) return [`${name}: ${open}${close},`];
  return [`${name}: ${open}`, ...lines.map(line => `  ${line}`), `${close},`];
}
