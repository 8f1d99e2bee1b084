/** The resolved model of a spec: plain frozen data, which passes check and emitters read. */

import type { Place } from '../diagnostics.js';
import type { Condition } from '../load/condition.js';
import type { RawLiteral } from '../load/grammar.js';

/** A declaration by namespace and name. */
export interface Ref {
  readonly namespace: string;
  readonly name: string;
}

/** What every declaration has. */
export interface Declared extends Ref {
  readonly doc: string | undefined;
  readonly reference: Reference | undefined;
  readonly place: Place;
}

/** A document and the section in it. */
export interface Reference {
  readonly alias: string;
  readonly section: string | undefined;
  readonly url: string;
}

export type TextKind = 'utf8' | 'ascii' | 'latin1' | 'name' | 'lang';

export type Count = { readonly by: 'u32' } | { readonly by: 'end' } | { readonly by: 'param'; readonly name: string };

/** How a list without a count ends before its frame does. */
export interface ListEnd {
  /** An item with these members is the end: read and written, but not part of the list. */
  readonly terminator: readonly { readonly field: string; readonly value: number }[];
  /** The end may be missing. */
  readonly optional: boolean;
  /** An item for which this holds ends the list and is left unread. */
  readonly stop: Condition | undefined;
}

/** A bound is undefined only until the pass that reports missing bounds. */
export type Bound = number | undefined;

export type TypeIr =
  | {
      readonly kind: 'int';
      readonly bits: 8 | 16 | 32 | 64;
      readonly signed: boolean;
      readonly big: boolean;
      readonly named: Ref | undefined;
    }
  | { readonly kind: 'bool' }
  | { readonly kind: 'raw'; readonly length: number }
  | { readonly kind: 'bytes'; readonly max: Bound; readonly min: number }
  | { readonly kind: 'fixed'; readonly length: number }
  | { readonly kind: 'text'; readonly text: TextKind; readonly max: Bound }
  | { readonly kind: 'names'; readonly items: Bound; readonly itemBytes: Bound }
  | { readonly kind: 'mpint'; readonly maxBits: Bound; readonly strict: boolean }
  | { readonly kind: 'rest'; readonly max: Bound }
  | { readonly kind: 'restUtf8'; readonly max: Bound }
  | { readonly kind: 'restNames'; readonly items: Bound; readonly itemBytes: Bound }
  | { readonly kind: 'struct'; readonly ref: Ref }
  | { readonly kind: 'box'; readonly inner: TypeIr; readonly max: Bound }
  | {
      readonly kind: 'list';
      readonly item: TypeIr;
      readonly count: Count;
      readonly max: Bound;
      readonly end: ListEnd | undefined;
    }
  | { readonly kind: 'union'; readonly ref: Ref; readonly by: string }
  | { readonly kind: 'tagged'; readonly ref: Ref }
  | { readonly kind: 'padding'; readonly to: string };

/** Who decides what stands in a field: the caller, or the layout itself. Only 'value' fields are in the interface. */
export type FieldRole =
  | { readonly kind: 'value' }
  | {
      readonly kind: 'const';
      readonly value: RawLiteral;
      readonly check: boolean;
      readonly otherwise: string | undefined;
    }
  | { readonly kind: 'presence' }
  | { readonly kind: 'tag'; readonly of: string }
  | { readonly kind: 'equals'; readonly field: string; readonly otherwise: string | undefined }
  | { readonly kind: 'padding' };

export interface FieldIr {
  readonly name: string;
  readonly type: TypeIr;
  readonly role: FieldRole;
  readonly doc: string | undefined;
  readonly reference: Reference | undefined;
  readonly condition: Condition | undefined;
  readonly optional: boolean;
  /** The octets are UTF-8 by agreement. */
  readonly text: boolean;
  /** The octets hold this struct. */
  readonly holds: string | undefined;
  readonly secret: boolean;
  readonly pii: boolean;
  readonly place: Place;
}

export interface ParamIr {
  readonly name: string;
  readonly doc: string | undefined;
  readonly min: number;
  readonly max: number;
}

export interface MessageIr {
  readonly space: string;
  readonly number: number;
  readonly direction: 'c2s' | 's2c' | 'both' | 'c2a' | 'a2c';
  readonly context: string | undefined;
  /** Which part of the space's numbers it belongs to; groups messages without a context in tables. */
  readonly layer: string | undefined;
  readonly trailing: 'error' | 'ignore';
  /** Bytes of the length in front of each packet, or undefined when there is none. */
  readonly frame: number | undefined;
  readonly maxMessage: number;
  /** The field whose octets the head encoder leaves to the caller. */
  readonly hotData: string | undefined;
}

export interface StructIr extends Declared {
  readonly kind: 'struct';
  readonly fields: readonly FieldIr[];
  readonly params: readonly ParamIr[];
  /** Bytes in front of the fields. */
  readonly magic: readonly number[] | undefined;
  readonly secret: boolean;
  /** Never sent: its octets are hashed or signed. */
  readonly digest: boolean;
  readonly message: MessageIr | undefined;
}

export interface CaseIr {
  readonly key: string;
  /** What the member is called where its key is a number. */
  readonly label: string;
  /** Undefined for a member without fields. */
  readonly body: Ref | undefined;
  readonly boxed: boolean;
  readonly reply: Ref | undefined;
  readonly place: Place;
}

export interface UnionIr extends Declared {
  readonly kind: 'union';
  /** Tags are names or numbers. */
  readonly tagKind: 'name' | 'number';
  /** Of a tag that is a number. */
  readonly tagBits: 8 | 16 | 32;
  /** Bytes of a tag that is a name. */
  readonly tagMax: Bound;
  /** The tag stands right in front, as `tagged(U)` says; members are then told apart by `kind`. */
  readonly adjacent: boolean;
  /** The field that holds the tag, which all uses agree on; undefined when nothing uses the union. */
  readonly tag: string | undefined;
  readonly unknown: 'rest' | 'bytes' | 'error';
  /** Bytes of an unknown member. */
  readonly unknownMax: Bound;
  readonly cases: readonly CaseIr[];
}

export interface EnumIr extends Declared {
  readonly kind: 'enum' | 'flags';
  readonly bits: 8 | 16 | 32;
  /** Unknown numbers are kept. */
  readonly open: boolean;
  readonly values: readonly {
    readonly name: string;
    readonly value: number;
    readonly doc: string | undefined;
    readonly place: Place;
  }[];
}

export interface SpaceIr extends Declared {
  readonly ranges: readonly {
    readonly from: number;
    readonly to: number;
    readonly layer: string;
    readonly context: string | undefined;
  }[];
  readonly maxMessage: number;
}

export interface FileIr {
  /** Path of the spec file, relative to the config. */
  readonly spec: string;
  readonly hash: string;
  readonly doc: string | undefined;
  readonly namespace: string;
  readonly output: { readonly package: string; readonly file: string } | undefined;
  readonly enums: readonly EnumIr[];
  readonly structs: readonly StructIr[];
  readonly unions: readonly UnionIr[];
  readonly spaces: readonly SpaceIr[];
}

export interface Model {
  readonly files: readonly FileIr[];
}
