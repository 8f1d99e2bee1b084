/** The filter fields of the dissector: one for each field of a structure, under the name of its namespace. */

import type { ModelIndex } from '../../ir/index-of.js';
import { keyOf } from '../../ir/index-of.js';
import type { EnumIr, FieldIr, StructIr, TypeIr, UnionIr } from '../../ir/model.js';
import { luaString, snake } from './lua-literals.js';

/** Types of Wireshark. `none` is a part of the tree. */
type FilterType = 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'int64' | 'bool' | 'bytes' | 'string' | 'none';

export class LuaFields {
  readonly #index: ModelIndex;
  /** Which types the fields of one name have, by namespace and name. */
  readonly #types = new Map<string, Set<FilterType>>();
  readonly #numbers = new Map<string, number>();
  readonly #lines: string[] = [];

  constructor(structs: readonly StructIr[], index: ModelIndex) {
    this.#index = index;
    for (const struct of structs) {
      for (const field of struct.fields) this.#note(`${struct.namespace}.${snake(field.name)}`, filterType(field));
    }
  }

  /** Statements that make the fields. */
  lines(): readonly string[] {
    return this.#lines;
  }

  /** The expression that names the filter field of a field of a struct. */
  field(struct: StructIr, field: FieldIr): string {
    const type = filterType(field);
    const short = `${struct.namespace}.${snake(field.name)}`;
    const unique = (this.#types.get(short)?.size ?? 0) < 2;
    const name = unique ? short : `${struct.namespace}.${snake(struct.name)}.${snake(field.name)}`;
    const declared = this.#enumeration(field.type);
    return this.#make(struct.namespace, type, name, field.name, baseOf(type, declared));
  }

  /** Of the tag that stands in front of the members of a union. */
  tag(union: UnionIr): string {
    const type = union.tagKind === 'name' ? 'string' : (`uint${union.tagBits}` as FilterType);
    const values = union.tagKind === 'name' ? '' : `base.DEC, unions[${luaString(keyOf(union))}].labels`;
    return this.#make(union.namespace, type, `${union.namespace}.${snake(union.name)}.tag`, 'tag', values);
  }

  /** Of one bit of flags. */
  bit(flags: EnumIr, name: string, mask: number): string {
    const filter = `${flags.namespace}.${snake(flags.name)}.${snake(name)}`;
    return this.#make(flags.namespace, 'bool', filter, name, `${flags.bits}, nil, 0x${mask.toString(16)}`);
  }

  /** Of the bits in flags that hold a number; Wireshark shows it without the zeros behind it. */
  mask(flags: EnumIr, name: string, mask: number, values: EnumIr | undefined): string {
    const filter = `${flags.namespace}.${snake(flags.name)}.${snake(name)}`;
    const unit = (mask & -mask) >>> 0;
    const names = (values?.values ?? []).map(one => `[${one.value / unit}] = ${luaString(one.name)}`);
    const more = `base.DEC, { ${names.join(', ')} }, 0x${mask.toString(16)}`;
    return this.#make(flags.namespace, `uint${flags.bits}` as FilterType, filter, name, more);
  }

  #note(name: string, type: FilterType): void {
    this.#types.set(name, (this.#types.get(name) ?? new Set()).add(type));
  }

  #enumeration(type: TypeIr): EnumIr | undefined {
    const inner = innermost(type);
    return inner.kind === 'int' && inner.named !== undefined ? this.#index.enumeration(inner.named) : undefined;
  }

  #make(namespace: string, type: FilterType, name: string, label: string, more: string): string {
    const call = `field(${luaString(namespace)}, ${luaString(type)}, ${luaString(`nacre.${name}`)}, ${luaString(label)}${more === '' ? '' : `, ${more}`})`;
    const known = this.#numbers.get(call);
    if (known !== undefined) return `f[${known}]`;
    const number = this.#lines.length + 1;
    this.#numbers.set(call, number);
    this.#lines.push(`f[${number}] = ${call}`);
    return `f[${number}]`;
  }
}

function baseOf(type: FilterType, declared: EnumIr | undefined): string {
  if (!/^u?int/.test(type)) return '';
  if (declared === undefined) return 'base.DEC';
  if (declared.kind === 'flags') return 'base.HEX';
  return declared.bits === 64 ? 'base.DEC' : `base.DEC, enums[${luaString(keyOf(declared))}]`;
}

/** What Wireshark shows for the innermost type. */
function filterType(field: FieldIr): FilterType {
  const type = innermost(field.type);
  switch (type.kind) {
    case 'int':
      return type.signed ? 'int64' : (`uint${type.bits}` as FilterType);
    case 'bool':
      return 'bool';
    case 'text':
    case 'names':
    case 'restUtf8':
    case 'restNames':
      return 'string';
    case 'struct':
    case 'union':
    case 'tagged':
      return 'none';
    default:
      return field.text ? 'string' : 'bytes';
  }
}

function innermost(type: TypeIr): TypeIr {
  if (type.kind === 'box') return innermost(type.inner);
  return type.kind === 'list' ? innermost(type.item) : type;
}
