/** What a printer must know of a structure beyond its value: names of numbers, which octets are text, and what nobody may see. Data only. */

/** How one value is printed. */
export type Shape =
  /** A number, a truth value, text, octets, or a list of these: the value says which. */
  | 'plain'
  /** Octets that are text by agreement. */
  | 'text'
  /** Never shown, nor how long it is. */
  | 'secret'
  | SecretOctetsShape
  | PersonalShape
  | EnumShape
  | FlagsShape
  | ListShape
  | StructShape
  | UnionShape;

/** Secret octets whose number the layout fixes, so that it may be told. */
export interface SecretOctetsShape {
  readonly kind: 'secretOctets';
  readonly length: number;
}

/** Tells who somebody is; shown only when asked for. */
export interface PersonalShape {
  readonly kind: 'personal';
  readonly shape: Shape;
}

/** A number and its name, in the versions from `since` to `until`. */
export type NumberName = readonly [value: number, name: string, since?: number | undefined, until?: number];

export interface EnumShape {
  readonly kind: 'enum';
  readonly names: readonly NumberName[];
}

export interface FlagsShape {
  readonly kind: 'flags';
  readonly names: readonly NumberName[];
  /** Groups of bits that hold a number. */
  readonly masks?: readonly (readonly [mask: number, name: string, values: EnumShape | undefined])[];
}

export interface ListShape {
  readonly kind: 'list';
  readonly item: Shape;
}

/** A structure; members that are undefined in a value are left out. */
export interface StructShape {
  readonly kind: 'struct';
  readonly name: string;
  readonly members: Readonly<Record<string, Shape>>;
}

/** A member of a union by the tag in its value. */
export interface UnionShape {
  readonly kind: 'union';
  /** The member of the value that holds the tag; undefined there means unknown. */
  readonly tag: string;
  /** What each known member is called and what it holds; undefined for one without fields. */
  readonly members: Readonly<Record<string, readonly [label: string, shape: StructShape | undefined]>>;
  /** The undecoded octets of an unknown member. */
  readonly unknown: Shape;
}
