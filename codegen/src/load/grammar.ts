/** The shape of a spec file after validation against the schema, before names are resolved. */

export type RawLiteral = number | string | boolean;

export interface RawField {
  readonly type?: string;
  readonly doc?: string;
  readonly ref?: string;
  readonly if?: string;
  readonly since?: number;
  readonly until?: number;
  readonly optional?: 'trailing';
  readonly const?: RawLiteral;
  readonly mismatch?: string;
  readonly default?: RawLiteral;
  readonly derive?: 'presence';
  readonly equals?: string;
  readonly length?: number;
  readonly min?: number;
  readonly max?: number;
  readonly itemMax?: number;
  readonly itemLength?: number;
  readonly order?: string;
  readonly unique?: string | true;
  readonly terminator?: Readonly<Record<string, number>>;
  readonly terminatorOptional?: boolean;
  readonly stopWhen?: string;
  readonly pad?: 'incrementing';
  readonly to?: string;
  readonly text?: 'utf8';
  readonly as?: 'number' | 'bigint';
  readonly holds?: string;
  readonly secret?: boolean;
  readonly pii?: boolean;
  readonly strict?: boolean;
}

/** One field: a map with a single key, so that the order is explicit. */
export type RawFieldEntry = Readonly<Record<string, RawField | string>>;

/** Rows of the inventory that something declares. */
export interface RawRows {
  readonly id?: string | readonly string[];
}

export interface RawSpan {
  readonly from: string;
  readonly before: string;
  readonly doc?: string;
}

export interface RawStruct extends RawRows {
  readonly doc?: string;
  readonly ref?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly fields: readonly RawFieldEntry[];
  readonly spans?: Readonly<Record<string, RawSpan>>;
  readonly layouts?: Readonly<Record<string, readonly string[]>>;
  readonly deprecated?: boolean;
  readonly keepRaw?: boolean;
  readonly magic?: string;
  readonly secret?: boolean;
  readonly use?: 'digest';
  readonly armor?: { readonly label: string; readonly wrap: number };
}

export interface RawMessage extends RawStruct {
  readonly space: string;
  /** Where tags are numbers. */
  readonly number?: number;
  /** Where tags are names. */
  readonly tag?: string;
  readonly context?: string | readonly string[];
  readonly dir: 'c2s' | 's2c' | 'both' | 'c2a' | 'a2c';
  readonly ref: string;
  readonly hot?: { readonly data?: string; readonly patch?: readonly string[] };
  /** False when the header fields of the space are not part of this message. */
  readonly header?: false;
  readonly since?: number;
  readonly until?: number;
}

export interface RawCase extends RawRows {
  readonly name?: string;
  readonly body?: string;
  readonly reply?: string;
  readonly fields?: readonly RawFieldEntry[];
  readonly frame?: 'box';
  readonly deprecated?: boolean;
  readonly doc?: string;
  readonly ref?: string;
}

export interface RawUnion extends RawRows {
  readonly doc?: string;
  readonly ref?: string;
  readonly tag?: string;
  readonly open?: boolean;
  readonly unknown?: 'rest' | 'bytes' | 'error';
  readonly cases?: Readonly<Record<string, RawCase | string>>;
  readonly replyOf?: string;
}

export interface RawVersioned {
  readonly since?: number;
  readonly until?: number;
  readonly doc?: string;
}

export interface RawEnum extends RawRows {
  readonly doc?: string;
  readonly ref?: string;
  readonly base: 'u8' | 'u16' | 'u32';
  readonly open: boolean;
  readonly values: Readonly<Record<string, number | (RawVersioned & { readonly value: number })>>;
  /** Other names of values. */
  readonly aliases?: Readonly<Record<string, string>>;
}

export interface RawFlags extends RawRows {
  readonly doc?: string;
  readonly ref?: string;
  readonly base: 'u8' | 'u16' | 'u32' | 'u64';
  readonly version?: string;
  readonly bits: Readonly<Record<string, number | (RawVersioned & { readonly bit: number })>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly masks?: Readonly<Record<string, { readonly mask: number; readonly enum?: string }>>;
}

export interface RawRange {
  readonly range: string;
  readonly layer: string;
  readonly context?: string;
}

export interface RawSpace extends RawRows {
  readonly doc?: string;
  readonly ref?: string;
  readonly tag: 'u8' | 'u32' | 'name';
  readonly frame?: 'u32';
  readonly header?: readonly RawFieldEntry[];
  readonly params?: Readonly<Record<string, string>>;
  readonly trailing: 'error' | 'ignore';
  readonly maxMessage: number;
  readonly ranges?: readonly RawRange[];
}

/** Numbers have a range, names a longest length, choices their values. */
export interface RawParam {
  readonly base: 'u8' | 'u16' | 'u32' | 'name' | 'choice';
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly doc?: string;
}

/** Adds to what other files declare. */
export interface RawExtend {
  readonly union?: string;
  readonly cases?: Readonly<Record<string, RawCase | string>>;
  readonly struct?: string;
  readonly create?: RawUnion | RawStruct;
}

/** Bounds that fields inherit when they declare none. */
export interface RawLimits {
  readonly name?: number;
  readonly lang?: number;
  readonly ascii?: number;
  readonly utf8?: number;
  readonly latin1?: number;
  readonly bytes?: number;
  readonly rest?: number;
  readonly mpint?: number;
  readonly names?: { readonly items: number; readonly itemBytes: number };
  readonly items?: number;
}

type Named<T> = Readonly<Record<string, T>>;

export interface RawFile {
  readonly wire: 0;
  readonly namespace: string;
  readonly use?: readonly string[];
  readonly refs?: Named<string>;
  readonly limits?: RawLimits;
  readonly params?: Named<RawParam>;
  readonly enums?: Named<RawEnum>;
  readonly flags?: Named<RawFlags>;
  readonly spaces?: Named<RawSpace>;
  readonly structs?: Named<RawStruct>;
  readonly unions?: Named<RawUnion>;
  readonly messages?: Named<RawMessage>;
  readonly extend?: readonly RawExtend[];
}

export interface RawConfig {
  readonly config: 0;
  readonly outputs: readonly { readonly spec: string; readonly package: string; readonly file: string }[];
  readonly emit: {
    /** Folder of the code of a package; `{package}` stands for its name. */
    readonly packages: string;
    /** Folder of arbitraries, targets and tests. */
    readonly fuzz?: string;
    /** Module that files in `fuzz` import a package's code from. */
    readonly module?: string;
    /** Where to write the JSON Schema of spec files. */
    readonly schema?: string;
    /** Folder of the Markdown reference. */
    readonly docs?: string;
    /** Where to write the model as JSON. */
    readonly json?: string;
    /** Where to write the Wireshark dissector. */
    readonly dissector?: string;
    /** Folder of fuzz dictionaries. */
    readonly dictionaries?: string;
    /** Folder of vectors, which the reference takes its examples from. */
    readonly vectors?: string;
    /** File of the rows that a spec should declare. */
    readonly inventory?: string;
    /** File of the rows that it does not, with reasons. */
    readonly exceptions?: string;
  };
}
