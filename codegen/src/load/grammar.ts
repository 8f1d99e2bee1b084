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
  readonly unique?: string;
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

export interface RawStruct {
  readonly doc?: string;
  readonly ref?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly fields: readonly RawFieldEntry[];
  readonly spans?: unknown;
  readonly keepRaw?: boolean;
  readonly magic?: string;
  readonly secret?: boolean;
  readonly use?: 'digest';
  readonly armor?: unknown;
}

export interface RawMessage extends RawStruct {
  readonly space: string;
  readonly number: number;
  readonly context?: string;
  readonly dir: 'c2s' | 's2c' | 'both' | 'c2a' | 'a2c';
  readonly ref: string;
  readonly hot?: { readonly data: string };
  readonly layouts?: unknown;
  readonly deprecated?: boolean;
}

export interface RawCase {
  readonly name?: string;
  readonly body?: string;
  readonly reply?: string;
  readonly fields?: readonly RawFieldEntry[];
  readonly frame?: 'box';
  readonly doc?: string;
  readonly ref?: string;
}

export interface RawUnion {
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

export interface RawEnum {
  readonly doc?: string;
  readonly ref?: string;
  readonly base: 'u8' | 'u16' | 'u32';
  readonly open: boolean;
  readonly values: Readonly<Record<string, number | (RawVersioned & { readonly value: number })>>;
}

export interface RawFlags {
  readonly doc?: string;
  readonly ref?: string;
  readonly base: 'u8' | 'u16' | 'u32';
  readonly version?: string;
  readonly bits: Readonly<Record<string, number | (RawVersioned & { readonly bit: number })>>;
  readonly aliases?: unknown;
  readonly masks?: unknown;
}

export interface RawRange {
  readonly range: string;
  readonly layer: string;
  readonly context?: string;
}

export interface RawSpace {
  readonly doc?: string;
  readonly ref?: string;
  readonly tag: 'u8';
  readonly frame?: 'u32';
  readonly header?: readonly RawFieldEntry[];
  readonly params?: Readonly<Record<string, string>>;
  readonly trailing: 'error' | 'ignore';
  readonly maxMessage: number;
  readonly ranges?: readonly RawRange[];
}

export interface RawParam {
  readonly base: 'u8' | 'u16' | 'u32';
  readonly min: number;
  readonly max: number;
  readonly doc?: string;
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
  readonly extend?: readonly unknown[];
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
  };
}
