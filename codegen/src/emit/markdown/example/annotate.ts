/** Walks octets by the model and says what each part is, for examples. It reads; generated codecs are the judges. */

import { fixedBytes } from '../../../ir/fixed-bytes.js';
import type { ModelIndex } from '../../../ir/index-of.js';
import type { EnumIr, FieldIr, StructIr, TypeIr, UnionIr } from '../../../ir/model.js';
import { Secrets } from '../../print/secrets.js';
import { decode, numberText, type PartValue } from './part-values.js';
import { exists, holds, type Values } from './presence.js';

/** Some octets and what they mean. */
export interface Part {
  readonly octets: Uint8Array;
  readonly text: string;
}

export interface Annotated {
  readonly parts: readonly Part[];
  /** Why reading ended early. */
  readonly fault: string | undefined;
}

type Params = Readonly<Record<string, number | string>>;

export function annotate(struct: StructIr, bytes: Uint8Array, params: Params, index: ModelIndex): Annotated {
  const walker = new Walker(bytes, params, index);
  try {
    walker.message(struct);
    walker.rest('octets after the last field');
    return { parts: walker.parts, fault: undefined };
  } catch (error) {
    if (error instanceof Unreadable) return { parts: walker.parts, fault: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

class Walker {
  readonly parts: Part[] = [];
  readonly #bytes: Uint8Array;
  readonly #params: Params;
  readonly #index: ModelIndex;
  readonly #secrets: Secrets;
  #at = 0;
  #stop: number;

  constructor(bytes: Uint8Array, params: Params, index: ModelIndex) {
    this.#bytes = bytes;
    this.#params = params;
    this.#index = index;
    this.#secrets = new Secrets(index);
    this.#stop = bytes.length;
  }

  message(struct: StructIr): void {
    const { message } = struct;
    if (message?.tagName !== undefined) this.#note(4 + this.#peek(4), `message ${message.tagName}`);
    else if (message !== undefined) this.#note(message.tagBits / 8, `message ${message.number}, ${struct.name}`);
    this.#struct(struct, '');
  }

  rest(text: string): void {
    if (this.#at < this.#stop) this.#note(this.#stop - this.#at, text);
  }

  #struct(struct: StructIr, prefix: string): Values {
    const values: Record<string, PartValue> = {};
    if (struct.magic !== undefined) this.#note(struct.magic.length, `${prefix}magic`);
    for (const field of fieldsIn(struct, this.#params)) {
      if (!exists(field, struct, values, this.#params, this.#index)) continue;
      if (field.optional && this.#at === this.#stop) break;
      values[field.name] = this.#field(struct, field, prefix + field.name, values);
    }
    return values;
  }

  #field(struct: StructIr, field: FieldIr, name: string, values: Values): PartValue {
    if (!this.#secrets.hidden(struct, field)) return this.#type(field.type, name, values, field.text);
    const [start, shown] = [this.#at, this.parts.length];
    const value = this.#type(field.type, name, values, false);
    this.parts.length = shown;
    this.parts.push({ octets: new Uint8Array(0), text: `${name}: ${this.#at - start} octets, secret` });
    return value;
  }

  #type(type: TypeIr, name: string, values: Values, text: boolean): PartValue {
    switch (type.kind) {
      case 'struct':
        this.#struct(this.#index.struct(type.ref), `${name}.`);
        return undefined;
      case 'box':
        return this.#framed(name, () => this.#type(type.inner, name, values, text));
      case 'list':
        return this.#list(type, name, values, text);
      case 'union':
        this.#member(this.#index.union(type.ref), (type.from === 'param' ? this.#params : values)[type.by], name);
        return undefined;
      case 'tagged': {
        const union = this.#index.union(type.ref);
        this.#member(union, this.#tag(union, name), name);
        return undefined;
      }
      default:
        return this.#scalar(type, name, text);
    }
  }

  #scalar(type: TypeIr, name: string, text: boolean): PartValue {
    const length = this.#lengthOf(type);
    const octets = this.#take(length);
    const named = type.kind === 'int' && type.named !== undefined ? this.#index.enumeration(type.named) : undefined;
    const { value, shown } = decode(type, octets, text);
    const known = named === undefined ? shown : this.#named(named, value);
    this.parts.push({ octets, text: known === '' ? name : `${name} = ${known}` });
    return value;
  }

  #named(declared: EnumIr, value: PartValue): string {
    const version = this.#params['version'];
    return numberText(declared, Number(value), typeof version === 'number' ? version : undefined);
  }

  #lengthOf(type: TypeIr): number {
    switch (type.kind) {
      case 'int':
      case 'bool':
      case 'raw':
        return fixedBytes(type) ?? 0;
      case 'sized':
        return Number(this.#params[type.param] ?? 0);
      case 'rest':
      case 'restUtf8':
      case 'restNames':
      case 'padding':
        return this.#stop - this.#at;
      default:
        return 4 + this.#peek(4);
    }
  }

  #list(type: TypeIr & { readonly kind: 'list' }, name: string, values: Values, text: boolean): undefined {
    const count = this.#count(type, name, values);
    for (let position = 0; count === undefined ? this.#at < this.#stop : position < count; position++) {
      const [at, shown] = [this.#at, this.parts.length];
      const item = this.#item(type.item, `${name}[${position}]`, values, text);
      if (type.end?.stop !== undefined && holds(type.end.stop, item, undefined, this.#params, this.#index)) {
        this.#at = at;
        this.parts.length = shown;
        return;
      }
      const marks = type.end?.terminator ?? [];
      if (marks.length > 0 && marks.every(({ field, value }) => item[field] === value)) return;
      if (this.#at === at && count === undefined) throw new Unreadable(`${name}: an item without octets`);
    }
  }

  #item(type: TypeIr, name: string, values: Values, text: boolean): Values {
    if (type.kind === 'struct') return this.#struct(this.#index.struct(type.ref), `${name}.`);
    this.#type(type, name, values, text);
    return {};
  }

  #count(type: TypeIr & { readonly kind: 'list' }, name: string, values: Values): number | undefined {
    const { count } = type;
    switch (count.by) {
      case 'u32': {
        const items = this.#peek(4);
        this.#note(4, `${name}: ${items} ${items === 1 ? 'item' : 'items'}`);
        return items;
      }
      case 'end':
        return undefined;
      case 'field':
        return Number(values[count.name] ?? 0);
      case 'param':
        return Number(this.#params[count.name] ?? 0);
    }
  }

  #tag(union: UnionIr, name: string): PartValue {
    if (union.tagKind === 'name') {
      return this.#scalar({ kind: 'text', text: 'name', max: union.tagMax }, `${name} tag`, false);
    }
    return this.#scalar(
      { kind: 'int', bits: union.tagBits, signed: false, big: false, named: undefined },
      `${name} tag`,
      false,
    );
  }

  #member(union: UnionIr, tag: PartValue, name: string): void {
    const member = union.cases.find(({ key }) => key === String(tag));
    if (member === undefined) {
      if (union.unknown === 'error') throw new Unreadable(`${name}: no such member`);
      this.#note(union.unknown === 'rest' ? this.#stop - this.#at : 4 + this.#peek(4), `${name}: unknown`);
      return;
    }
    const body = (): void => {
      if (member.body !== undefined) this.#struct(this.#index.struct(member.body), `${name}.`);
    };
    if (member.boxed) this.#framed(name, body);
    else body();
  }

  #framed<T>(name: string, body: () => T): T {
    const length = this.#peek(4);
    this.#note(4, `${name}: ${length} octets`);
    const outer = this.#stop;
    if (this.#at + length > outer) throw new Unreadable(`${name}: ${length} octets, ${outer - this.#at} are left`);
    this.#stop = this.#at + length;
    const value = body();
    this.rest(`${name}: octets after its last field`);
    this.#stop = outer;
    return value;
  }

  #peek(length: number): number {
    if (this.#at + length > this.#stop) throw new Unreadable('the octets end early');
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length).getUint32(0);
  }

  #take(length: number): Uint8Array {
    if (this.#at + length > this.#stop) throw new Unreadable('the octets end early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #note(length: number, text: string): void {
    this.parts.push({ octets: this.#take(length), text });
  }
}

function fieldsIn(struct: StructIr, params: Params): readonly FieldIr[] {
  const layout = struct.layouts?.find(({ name }) => name === params['layout']) ?? struct.layouts?.[0];
  if (layout === undefined) return struct.fields;
  return layout.fields.flatMap(name => struct.fields.filter(field => field.name === name));
}
