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
  /** Rows of the inventory that this declares. */
  readonly ids: readonly string[];
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

/** How many items a list has. `field` names an earlier integer, which is then written from the list. */
export type Count =
  | { readonly by: 'u32' }
  | { readonly by: 'end' }
  | { readonly by: 'param'; readonly name: string }
  | { readonly by: 'field'; readonly name: string };

/** What the items of a list obey, on decoding and on encoding. */
export interface ListOrder {
  /** No item is less than the one before it, octet by octet (numbers by value). */
  readonly ascending: boolean;
  /** No two items are equal. */
  readonly unique: boolean;
  /** The member of a struct item that is compared; undefined compares the items themselves. */
  readonly by: string | undefined;
}

/** The versions in which something exists; an open end is undefined. */
export interface Versions {
  readonly since: number | undefined;
  readonly until: number | undefined;
}

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
  /** As many octets as a parameter says. */
  | { readonly kind: 'sized'; readonly param: string }
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
      readonly order: ListOrder | undefined;
    }
  /** `by` is the field, or the parameter, that chooses the member. */
  | { readonly kind: 'union'; readonly ref: Ref; readonly by: string; readonly from: 'field' | 'param' }
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
  /** The number of items of the list `of`. */
  | { readonly kind: 'count'; readonly of: string }
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
  /** Exists only in these versions, by the parameter `version`; undefined means in all. */
  readonly versions: Versions | undefined;
  /** What the encoder writes when the caller leaves the member out. */
  readonly default: RawLiteral | undefined;
  /** The octets are UTF-8 by agreement. */
  readonly text: boolean;
  /** The octets hold this struct. */
  readonly holds: string | undefined;
  readonly secret: boolean;
  readonly pii: boolean;
  readonly place: Place;
}

/** What a layout depends on and the caller supplies. */
export interface ParamIr {
  readonly name: string;
  readonly doc: string | undefined;
  readonly kind: 'number' | 'name' | 'choice';
  /** Of a number: its range. Of a name: its length in bytes. */
  readonly min: number;
  readonly max: number;
  /** Of a choice: what it may be, the default first. */
  readonly choices: readonly string[];
}

/** Exact octets of a part of a structure, which decoding gives as a view. */
export interface SpanIr {
  readonly name: string;
  readonly doc: string | undefined;
  /** `start` of the structure, of the enclosing `frame` (box, packet or input, number included), or a field. */
  readonly from: 'start' | 'frame' | { readonly field: string };
  /** The field in front of which the span ends. */
  readonly before: string;
}

/** One of several orders of fields, chosen by the parameter `layout`. */
export interface LayoutIr {
  readonly name: string;
  /** Names of fields, in the order on the wire. A field that is missing here is absent. */
  readonly fields: readonly string[];
}

/** Text armour around a structure. */
export interface ArmorIr {
  readonly label: string;
  /** Characters of base64 in a line. */
  readonly wrap: number;
}

/** What makes a message fast to write and read without copies. */
export interface HotIr {
  /** The last field, whose octets the head encoder leaves to the caller. */
  readonly data: string | undefined;
  /** Integers at a fixed offset that can be rewritten in an encoded payload. */
  readonly patch: readonly string[];
}

export interface MessageIr {
  readonly space: string;
  /** 0 when the tag is a name. */
  readonly number: number;
  /** The tag, in spaces whose tags are names. */
  readonly tagName: string | undefined;
  /** Of a tag that is a number. */
  readonly tagBits: 8 | 32;
  readonly direction: 'c2s' | 's2c' | 'both' | 'c2a' | 'a2c';
  /** The first of `contexts`. */
  readonly context: string | undefined;
  /** Contexts in which the number means this; a message may serve several. Empty where the number has one meaning only. */
  readonly contexts: readonly string[];
  /** Which part of the space's numbers it belongs to; groups messages without a context in tables. */
  readonly layer: string | undefined;
  readonly trailing: 'error' | 'ignore';
  /** Bytes of the length in front of each packet, or undefined when there is none. */
  readonly frame: number | undefined;
  readonly maxMessage: number;
  readonly hot: HotIr | undefined;
  /** Versions that have this message; undefined means all. */
  readonly versions: Versions | undefined;
}

export interface StructIr extends Declared {
  readonly kind: 'struct';
  readonly fields: readonly FieldIr[];
  /** What the layout depends on, in the order of declaration. */
  readonly params: readonly ParamIr[];
  /** Undefined: the fields stand in their own order. */
  readonly layouts: readonly LayoutIr[] | undefined;
  readonly spans: readonly SpanIr[];
  /** Decoding gives all its octets as the member `raw`. */
  readonly keepRaw: boolean;
  readonly armor: ArmorIr | undefined;
  /** For old peers: decoded, but nothing new is made with it. */
  readonly deprecated: boolean;
  /** Bytes in front of the fields. */
  readonly magic: readonly number[] | undefined;
  readonly secret: boolean;
  /** Never sent: its octets are hashed or signed. */
  readonly digest: boolean;
  readonly message: MessageIr | undefined;
}

export interface CaseIr {
  readonly ids: readonly string[];
  readonly doc: string | undefined;
  readonly reference: Reference | undefined;
  readonly deprecated: boolean;
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
  /** What its members depend on: the parameters of all of them. */
  readonly params: readonly ParamIr[];
  /** The union of requests whose replies this one holds. */
  readonly replyOf: Ref | undefined;
  /** Other files may add members. */
  readonly open: boolean;
  readonly unknown: 'rest' | 'bytes' | 'error';
  /** Bytes of an unknown member. */
  readonly unknownMax: Bound;
  readonly cases: readonly CaseIr[];
}

/** A member that a file adds to an open union of another package: generated as a definition of its own. */
export interface ExtensionIr {
  readonly union: Ref;
  /** Name of the generated definition. */
  readonly name: string;
  readonly member: CaseIr;
}

export interface EnumIr extends Declared {
  readonly kind: 'enum' | 'flags';
  readonly bits: 8 | 16 | 32 | 64;
  /** Unknown numbers are kept. */
  readonly open: boolean;
  readonly values: readonly {
    readonly name: string;
    readonly value: number;
    readonly doc: string | undefined;
    readonly versions: Versions | undefined;
    /** Another name of this value. */
    readonly aliasOf: string | undefined;
    readonly place: Place;
  }[];
  /** Of flags: groups of bits that hold a number. */
  readonly masks: readonly { readonly name: string; readonly mask: number; readonly enumeration: Ref | undefined }[];
}

export interface SpaceIr extends Declared {
  readonly tag: 'u8' | 'u32' | 'name';
  /** Bytes of the length in front of each packet, or undefined when there is none. */
  readonly frame: number | undefined;
  readonly trailing: 'error' | 'ignore';
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
  readonly output: OutputIr | undefined;
  readonly enums: readonly EnumIr[];
  readonly structs: readonly StructIr[];
  readonly unions: readonly UnionIr[];
  readonly spaces: readonly SpaceIr[];
  readonly extensions: readonly ExtensionIr[];
}

/** Where the code of a spec file is. */
export interface OutputIr {
  readonly package: string;
  readonly file: string;
  /** The module that others import it from. */
  readonly module: string;
  /** It is already generated, by the config of the package that the spec file came with. */
  readonly external: boolean;
}

export interface Model {
  readonly files: readonly FileIr[];
}
