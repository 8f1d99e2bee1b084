/** Random types of fields with the options that fit them. */

import type { Draw } from './draw.js';
import type { Declarations, FlagsPart, Raw, StructPart } from './parts.js';

/** A type, and what a struct around it has to know. */
export interface TypePart {
  readonly type: string;
  readonly options: Raw;
  readonly open: boolean;
  readonly empty: boolean;
  readonly params: ReadonlySet<string>;
  readonly secret: boolean;
  /** What a condition can look at. */
  readonly looks?:
    | { readonly as: 'bool' }
    | { readonly as: 'number'; readonly values?: ReadonlySet<number> }
    | { readonly as: 'flags'; readonly flags: FlagsPart };
  readonly ordered?: boolean;
  /** A constant or default that fits. */
  readonly literal?: number | boolean | string;
  /** Bytes, where they are always the same. */
  readonly size?: number;
}

const NONE: ReadonlySet<string> = new Set();

function plain(type: string, options: Raw = {}, more: Partial<TypePart> = {}): TypePart {
  return { type, options, open: false, empty: false, params: NONE, secret: false, ...more };
}

/** A type of one value that does not read up to the end. */
export function scalarType(draw: Draw, declared: Declarations): TypePart {
  const max = draw.number(1, 40);
  const integer = (bits: number): TypePart =>
    plain(
      `u${bits}`,
      {},
      {
        looks: { as: 'number' },
        ordered: true,
        literal: draw.number(0, 2 ** Math.min(bits, 31) - 1),
        size: bits / 8,
      },
    );
  const makers: (() => TypePart)[] = [
    () => integer(8),
    () => integer(16),
    () => integer(32),
    () => integer(64),
    () => plain('i64', {}, { looks: { as: 'number' }, ordered: true, literal: draw.number(-9, 9), size: 8 }),
    () => plain(draw.pick(['u64', 'i64']), { as: 'bigint' }, { ordered: true, literal: draw.number(0, 99), size: 8 }),
    () => plain('bool', {}, { looks: { as: 'bool' }, literal: draw.chance(50), size: 1 }),
    () => plain('bytes', { max }, { ordered: true }),
    () => plain('bytes', { min: 2, max: max + 2 }),
    () => plain('bytes', { length: draw.number(0, 9) }, { ordered: true }),
    () => plain('bytes', { max, text: 'utf8' }),
    () => plain(`raw(${draw.number(1, 9)})`, {}, { ordered: true }),
    () => plain('utf8', { max }, { ordered: true, literal: '\u00e4'.slice(0, max - 1) }),
    () => plain(draw.pick(['ascii', 'latin1', 'lang']), { max: max + 3 }, { ordered: true, literal: 'a"b' }),
    () => plain('name', { max: max + 3 }, { ordered: true, literal: "a'b" }),
    () => plain('names', { max: draw.number(1, 4), itemMax: max + 3 }),
    () => plain('mpint', { max: 64, ...(draw.chance(50) && { strict: true }) }),
    () => enumType(draw, declared),
    () => flagsType(draw, declared),
  ];
  return draw.pick(makers)();
}

function enumType(draw: Draw, { enums }: Declarations): TypePart {
  if (enums.length === 0) return plain('u8');
  const { name, open, values } = draw.pick(enums);
  const looks = { as: 'number', ...(!open && { values: new Set(values) }) } as const;
  return plain(name, {}, { looks, ordered: true, literal: draw.pick(values) });
}

function flagsType(draw: Draw, { flags }: Declarations): TypePart {
  if (flags.length === 0) return plain('u32');
  const chosen = draw.pick(flags);
  return plain(
    chosen.name,
    {},
    { looks: { as: 'flags', flags: chosen }, params: chosen.versioned ? new Set(['version']) : NONE },
  );
}

/** Any type that does not read up to the end. */
export function closedType(draw: Draw, declared: Declarations): TypePart {
  const makers: (() => TypePart | undefined)[] = [
    () => structType(draw, declared, ({ open }) => !open),
    () => boxedStruct(draw, declared),
    () => countedList(draw, declared),
    () => ({ ...plain('raw($count)', {}, { ordered: true }), params: new Set(['count']), empty: true }),
    () => boxedList(draw, declared),
    () => taggedType(draw, declared, false),
  ];
  return (draw.chance(40) ? draw.pick(makers)() : undefined) ?? scalarType(draw, declared);
}

/** A type that reads up to the end of its frame. */
export function openType(draw: Draw, declared: Declarations): TypePart {
  const max = draw.number(1, 40);
  const open = { open: true, empty: true };
  const makers: (() => TypePart | undefined)[] = [
    () => plain('rest', { max }, open),
    () => plain('rest.utf8', { max }, open),
    () => plain('rest.names', { max: 3, itemMax: max + 3 }, open),
    () => openList(draw, declared),
    () => structType(draw, declared, part => part.open),
    () => taggedType(draw, declared, true),
  ];
  return draw.pick(makers)() ?? plain('rest', { max }, open);
}

function structType(
  draw: Draw,
  { structs }: Declarations,
  wanted: (part: StructPart) => boolean,
): TypePart | undefined {
  const fitting = structs.filter(wanted);
  if (fitting.length === 0) return undefined;
  const { name, open, empty, params, secret } = draw.pick(fitting);
  return plain(name, {}, { open, empty, params, secret });
}

function boxedStruct(draw: Draw, declared: Declarations): TypePart | undefined {
  const inner = structType(draw, declared, () => true);
  return inner && { ...inner, type: `box(${inner.type})`, open: false, empty: false };
}

function taggedType(draw: Draw, { unions }: Declarations, open: boolean): TypePart | undefined {
  const fitting = unions.filter(union => union.by === 'tag' && union.open === open);
  if (fitting.length === 0) return undefined;
  const { name, params, secret } = draw.pick(fitting);
  return plain(`tagged(${name})`, {}, { open, params, secret });
}

/** An item, and the options of a list of it. */
function itemType(draw: Draw, declared: Declarations): TypePart {
  const makers: (() => TypePart | undefined)[] = [
    () => plain(draw.pick(['u8', 'u16', 'u32', 'u64', 'i64']), {}, { ordered: true }),
    () => plain('bool'),
    () => plain(draw.pick(['bytes', 'utf8', 'ascii', 'name']), { itemMax: draw.number(4, 20) }, { ordered: true }),
    () => plain('bytes', { itemLength: draw.number(0, 5) }, { ordered: true }),
    () => plain('mpint'),
    () => structType(draw, declared, ({ open }) => !open),
    () => boxedStruct(draw, declared),
    () => taggedType(draw, declared, false),
    () => plain('u8[u32]'),
  ];
  return draw.pick(makers)() ?? plain('u32', {}, { ordered: true });
}

function listOptions(draw: Draw, item: TypePart, { structs }: Declarations): Raw {
  const max = { max: draw.number(1, 4) };
  if (draw.chance(60)) return max;
  const struct = structs.find(({ name }) => name === item.type || `box(${name})` === item.type);
  const by = struct === undefined ? undefined : struct.ordered[0];
  if (struct === undefined ? item.ordered !== true : by === undefined) return max;
  const order = { order: by === undefined ? 'ascending' : `ascending(${by})` };
  const unique = { unique: by ?? true };
  return { ...max, ...draw.pick([order, unique, { ...order, ...unique }]) };
}

export function countedList(draw: Draw, declared: Declarations, count = draw.pick(['u32', 'u32', '$count'])): TypePart {
  const item = itemType(draw, declared);
  const params = count === '$count' ? new Set([...item.params, 'count']) : item.params;
  const options = { ...item.options, ...(count === '$count' ? { max: 4 } : listOptions(draw, item, declared)) };
  return { ...plain(`${item.type}[${count}]`, options), params, secret: item.secret, empty: count !== 'u32' };
}

function openList(draw: Draw, declared: Declarations): TypePart {
  const item = itemType(draw, declared);
  if (item.empty) return plain('rest', { max: 9 }, { open: true, empty: true });
  const options = { ...item.options, ...listOptions(draw, item, declared) };
  return { ...plain(`${item.type}[]`, options), params: item.params, secret: item.secret, open: true, empty: true };
}

function boxedList(draw: Draw, declared: Declarations): TypePart {
  const list = draw.chance(50) ? openList(draw, declared) : countedList(draw, declared);
  if (list.type === 'rest') return plain('bytes', { max: 9 });
  return { ...list, type: `box(${list.type})`, open: false, empty: false };
}
