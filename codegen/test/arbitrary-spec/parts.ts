/** What the builders of a random spec share: what is declared so far, and names and texts that ask for trouble. */

import type { Draw } from './draw.js';

/** Data of the YAML file. */
export type Raw = Readonly<Record<string, unknown>>;

/** What there is to know about a struct for those who use it. */
export interface StructPart {
  readonly name: string;
  readonly namespace: string;
  /** Reads up to the end of its frame. */
  readonly open: boolean;
  /** May take no bytes. */
  readonly empty: boolean;
  readonly params: ReadonlySet<string>;
  readonly secret: boolean;
  /** Names of its members in TypeScript. */
  readonly members: ReadonlySet<string>;
  /** Members that every value has and that have an order. */
  readonly ordered: readonly string[];
  /** Can be spliced into another struct. */
  readonly includable: boolean;
}

/** A union, of which all uses are alike. */
export interface UnionPart {
  readonly name: string;
  readonly namespace: string;
  readonly by: 'field' | 'tag' | 'param';
  /** Field or parameter that chooses, or kind. */
  readonly tag: string;
  readonly tagType: 'name' | 'u8' | 'u16' | 'u32';
  readonly open: boolean;
  readonly unknown: 'rest' | 'bytes' | 'error';
  readonly params: ReadonlySet<string>;
  readonly secret: boolean;
}

export interface FlagsPart {
  readonly name: string;
  /** Bits that conditions can ask for. */
  readonly bits: readonly { readonly name: string; readonly versions: Raw }[];
  readonly versioned: boolean;
}

export interface Declarations {
  readonly namespace: string;
  readonly prefix: string;
  readonly enums: { readonly name: string; readonly values: readonly number[]; readonly open: boolean }[];
  readonly flags: FlagsPart[];
  readonly structs: StructPart[];
  readonly unions: UnionPart[];
}

/** Least and most of the parameter `version`, which all specs share. */
export const VERSIONS = { min: 2, max: 6 } as const;

/** Types of parameters by the name that they always have. */
export const PARAMS: Raw = {
  Version: { base: 'u32', ...VERSIONS },
  Count: { base: 'u32', min: 0, max: 3 },
  Block: { base: 'u8', min: 1, max: 16 },
  Order: { base: 'choice', choices: ['one', 'two'] },
  RequestName: { base: 'name', max: 64 },
  Code: { base: 'u8', min: 0, max: 255 },
};

export const PARAM_TYPES: Readonly<Record<string, string>> = {
  version: 'Version',
  count: 'Count',
  block: 'Block',
  layout: 'Order',
  request: 'RequestName',
  code: 'Code',
};

/** Names that generated code may use for itself, or that mean something in TypeScript. */
export const AWKWARD_NAMES = [
  ...[
    'default',
    'class',
    'new',
    'function',
    'await',
    'yield',
    'static',
    'let',
    'eval',
    'arguments',
    'enum',
    'undefined',
  ],
  ...['reader', 'writer', 'value', 'params', 'length', 'bytes', 'items', 'index', 'item', 'start', 'offset', 'end'],
  ...[
    'data',
    'name',
    'number',
    'write',
    'read',
    'encode',
    'decode',
    'raw2',
    'i',
    'at',
    'result',
    'isUnsigned',
    'checkParameter',
    'getU32',
    'putU32',
    'outer',
    'type',
  ],
] as const;

const AWKWARD_TEXTS = [
  '*/ }',
  '`',
  '${x}',
  '"',
  "'",
  '\\',
  '\u2028',
  '<b>',
  '@see',
  '--[[ ]]',
  'gr\u00fc\u00df',
  '|',
  '#',
];

/** Documentation with characters that mean something in comments and templates. */
export function docOf(draw: Draw): Raw {
  return draw.chance(25) ? { doc: `Some ${draw.pick(AWKWARD_TEXTS)} text ${draw.pick(AWKWARD_TEXTS)}.` } : {};
}

/** A name of a member that peers use, with characters that mean something in code. */
export function memberName(draw: Draw, index: number): string {
  const form = draw.pick([
    'm#',
    'm-#@example.com',
    "it's#",
    '"#"',
    '`#${x}',
    '\\#',
    '__proto__#',
    'constructor',
    'M#.y/z',
    '*/#',
  ]);
  return form.includes('#') ? form.replace('#', String(index)) : `${form}${index}`;
}

export function union<T>(...sets: readonly ReadonlySet<T>[]): Set<T> {
  return new Set(sets.flatMap(set => [...set]));
}
