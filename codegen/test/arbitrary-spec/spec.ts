/** Random specs, each a file that is valid by the way it is made, and that uses what the one before declares. */

import type { Draw } from './draw.js';
import {
  type Declarations,
  docOf,
  memberName,
  PARAM_TYPES,
  PARAMS,
  type Raw,
  type StructPart,
  type UnionPart,
  union,
} from './parts.js';
import { makeLayouts, makeStruct } from './structs.js';
import { scalarType } from './types.js';

export interface SpecFile {
  readonly namespace: string;
  /** Another file of which it may share. */
  readonly package: string;
  readonly raw: Raw;
  readonly declared: Declarations;
}

/** `before` is a file whose declarations can be used; its package may be shared. */
export function makeSpec(draw: Draw, index: number, before: SpecFile | undefined): SpecFile {
  const shared = before !== undefined && draw.chance(40) ? before.package : undefined;
  const maker = new SpecMaker(draw, index, before?.declared, shared !== undefined);
  const { declared } = maker;
  return { namespace: declared.namespace, package: shared ?? declared.namespace, raw: maker.make(), declared };
}

class SpecMaker {
  readonly draw: Draw;
  readonly index: number;
  readonly before: Declarations | undefined;
  /** Both files become one package. */
  readonly shared: boolean;
  readonly declared: Declarations;
  readonly #enums: Record<string, Raw> = {};
  readonly #flags: Record<string, Raw> = {};
  readonly #structs: Record<string, Raw> = {};
  readonly #unions: Record<string, Raw> = {};
  readonly #messages: Record<string, Raw> = {};
  readonly #extend: Raw[] = [];
  #count = 0;

  constructor(draw: Draw, index: number, before: Declarations | undefined, shared: boolean) {
    this.draw = draw;
    this.index = index;
    this.before = before;
    this.shared = shared;
    const own = ({ name }: { readonly name: string }): boolean => new RegExp(`^${before?.prefix}[A-Z]`).test(name);
    this.declared = {
      namespace: `s${index}`,
      prefix: `S${index}`,
      enums: [...(before?.enums ?? []).filter(own)],
      flags: [...(before?.flags ?? []).filter(own)],
      structs: (before?.structs ?? []).filter(own).map(part => ({ ...part, includable: false })),
      unions: [],
    };
  }

  make(): Raw {
    const { draw } = this;
    for (let count = draw.number(0, 2); count > 0; count--) this.addEnum();
    for (let count = draw.number(0, 2); count > 0; count--) this.addFlags();
    for (let count = draw.number(2, 6); count > 0; count--) {
      draw.pick([
        () => this.addStruct(),
        () => this.addStruct(),
        () => this.addStruct(),
        () => this.addUnion(),
        () => this.addTerminated(),
      ])();
    }
    if (draw.chance(40)) this.addReplies();
    for (let count = draw.number(0, 3); count > 0; count--) this.addMessage();
    if (this.before !== undefined && draw.chance(50)) this.addExtension(this.before);
    return {
      wire: 0,
      namespace: this.declared.namespace,
      ...(this.before !== undefined && { use: [this.before.namespace] }),
      refs: { draft: 'https://example.com/draft' },
      limits: {
        name: 64,
        lang: 64,
        ascii: 60,
        utf8: 60,
        latin1: 60,
        bytes: 100_000,
        rest: 100_000,
        mpint: 256,
        names: { items: 4, itemBytes: 20 },
        items: 4,
      },
      params: PARAMS,
      spaces: this.spaces(),
      enums: this.#enums,
      flags: this.#flags,
      structs: this.#structs,
      unions: this.#unions,
      messages: this.#messages,
      ...(this.#extend.length > 0 && { extend: this.#extend }),
    };
  }

  /** A name that no other file has either. */
  name(kind: string): string {
    return `${this.declared.prefix}${kind}${this.#count++}`;
  }

  spaces(): Raw {
    const more = { trailing: this.draw.pick(['error', 'ignore']), maxMessage: 1_000_000 };
    const framed = { frame: 'u32', header: [{ requestId: 'u32' }], params: { version: 'Version' } };
    const ranges = [
      { range: '0..99', layer: 'basic' },
      { range: '100..199', layer: 'kex', context: 'family' },
    ];
    return {
      [`plain${this.index}`]: { tag: 'u8', ranges, ...more },
      [`framed${this.index}`]: { tag: 'u8', ...framed, ...more },
      [`wide${this.index}`]: { tag: 'u32', frame: 'u32', ...more },
      [`named${this.index}`]: { tag: 'name', ...more },
    };
  }

  addEnum(): void {
    const { draw } = this;
    const bits = draw.pick([8, 16, 32]);
    const values = [...new Set([0, 1, 2 ** bits - 1, draw.number(2, 200), draw.number(2, 200)])].slice(
      0,
      draw.number(1, 5),
    );
    const name = this.name('E');
    const open = draw.chance(50);
    const raw = Object.fromEntries(
      values.map((value, at) => [`v${at}`, draw.chance(30) ? { value, ...docOf(draw) } : value]),
    );
    this.#enums[name] = {
      base: `u${bits}`,
      open,
      values: raw,
      ...(draw.chance(30) && { aliases: { other: 'v0' } }),
      ...docOf(draw),
    };
    this.declared.enums.push({ name, values, open });
  }

  addFlags(): void {
    const { draw } = this;
    const bits = draw.pick([8, 16, 32, 64]);
    const versioned = draw.chance(40);
    const positions = [
      ...new Set(Array.from({ length: draw.number(1, 5) }, () => draw.number(3, Math.min(bits, 53) - 1))),
    ];
    const gate = (): Raw =>
      versioned && draw.chance(50) ? draw.pick<Raw>([{ since: 4 }, { until: 4 }, { since: 3, until: 5 }]) : {};
    const made = positions.map((position, at) => ({ name: `B${at}`, bit: 2 ** position, versions: gate() }));
    const twins = made.filter(({ versions }) => versions['until'] === 4 && versioned).slice(0, 1);
    const all = [...made, ...twins.map(({ bit }) => ({ name: 'TWIN', bit, versions: { since: 5 } as Raw }))];
    const name = this.name('F');
    this.#flags[name] = {
      base: `u${bits}`,
      ...(versioned && { version: 'Version' }),
      bits: Object.fromEntries(
        all.map(({ name: bit, bit: value, versions }) => [bit, { bit: value, ...versions, ...docOf(draw) }]),
      ),
      ...(draw.chance(30) && { aliases: { OTHER: 'B0' } }),
      ...(draw.chance(30) && { masks: { low: { mask: 7 } } }),
    };
    const usable = all.filter(({ bit }) => bit < 2 ** 32).map(({ name: bit, versions }) => ({ name: bit, versions }));
    this.declared.flags.push({
      name,
      bits: usable,
      versioned: all.some(({ versions }) => Object.keys(versions).length > 0),
    });
  }

  addStruct(): StructPart {
    const { draw, declared } = this;
    const name = this.name('T');
    const prefix = name.toLowerCase();
    const { raw, part } = draw.chance(15)
      ? makeLayouts(draw, declared, name, prefix)
      : makeStruct(draw, declared, name, prefix);
    const extras = {
      ...(draw.chance(10) && { magic: `m"\\${String.fromCharCode(draw.number(0, 255))}\u0000` }),
      ...(draw.chance(10) && { use: 'digest' }),
      ...(draw.chance(10) && { armor: { label: 'AN "ARMOR"', wrap: 70 } }),
    };
    this.#structs[name] = { ...raw, ...extras };
    const whole = 'magic' in extras ? { ...part, empty: false, includable: false } : part;
    declared.structs.push(whole);
    return whole;
  }

  /** A list that an item of zeros ends, and its items. */
  addTerminated(): void {
    const { draw } = this;
    const item = this.name('T');
    const list = this.name('T');
    const code = `${item.toLowerCase()}code`;
    const end = draw.pick<Raw>([
      { terminator: { [code]: 0 } },
      { terminator: { [code]: 0 }, terminatorOptional: true },
      { stopWhen: `${code} >= 160` },
      { terminator: { [code]: 0 }, stopWhen: `${code} >= 160`, terminatorOptional: true },
    ]);
    this.#structs[item] = {
      fields: [{ [code]: 'u8' }, { argument: { type: 'u32', if: `${code} >= 1 && ${code} < 160` } }],
    };
    const tail = 'terminator' in end && draw.chance(50) ? [{ tail: 'rest' }] : [];
    this.#structs[list] = { fields: [{ items: { type: `${item}[]`, ...end, max: 4 } }, ...tail] };
    const common = {
      namespace: this.declared.namespace,
      params: new Set<string>(),
      secret: false,
      ordered: [],
      includable: false,
    };
    this.declared.structs.push({
      ...common,
      name: item,
      open: false,
      empty: false,
      members: new Set([code, 'argument']),
    });
    this.declared.structs.push({ ...common, name: list, open: true, empty: true, members: new Set(['items', 'tail']) });
  }

  addUnion(): void {
    const { draw, declared } = this;
    const by = draw.pick(['field', 'field', 'tag', 'param'] as const);
    if (by === 'param' && declared.unions.some(other => other.by === 'param')) return;
    const tagType = draw.pick(by === 'param' ? (['name', 'u8'] as const) : (['name', 'u8', 'u16', 'u32'] as const));
    const name = this.name('U');
    const tag =
      by === 'tag' ? 'kind' : by === 'field' ? `${name.toLowerCase()}Tag` : tagType === 'name' ? 'request' : 'code';
    const unknown = draw.pick(['rest', 'bytes', 'error'] as const);
    const bodies = declared.structs.filter(
      ({ members, params }) => !members.has(tag) && !params.has('request') && !params.has('code'),
    );
    const parts: StructPart[] = [];
    let open = unknown === 'rest';
    const cases = Array.from({ length: draw.number(1, 4) }, (_, at): [string, unknown] => {
      const key = tagType === 'name' ? memberName(draw, at) : String(draw.pick([at, at + 10, at + 200]));
      const label = tagType === 'name' ? {} : { name: `label${at}` };
      const boxed = draw.chance(unknown === 'rest' ? 10 : 50);
      const frame = boxed ? { frame: 'box' } : {};
      if (draw.chance(20)) {
        const fields = Array.from({ length: draw.number(0, 2) }, (_item, field) => {
          const { type, options } = scalarType(draw, { ...declared, flags: [] });
          return { [`${name.toLowerCase()}c${at}f${field}`]: { type, ...options } };
        });
        return [key, { fields, ...(tagType === 'name' ? { name: `inline${at}` } : label), ...frame, ...docOf(draw) }];
      }
      if (bodies.length === 0 || draw.chance(30)) return [key, { body: 'empty', ...label, ...frame, ...docOf(draw) }];
      const body = draw.pick(bodies);
      parts.push(body);
      open ||= body.open && !boxed;
      const extra = draw.chance(10) ? { deprecated: true } : {};
      return [
        key,
        tagType === 'name' && !boxed && draw.chance(50)
          ? body.name
          : { body: body.name, ...label, ...frame, ...extra, ...docOf(draw) },
      ];
    });
    this.#unions[name] = { tag: tagType, unknown, cases: Object.fromEntries(cases), ...docOf(draw) };
    declared.unions.push({
      name,
      namespace: declared.namespace,
      by,
      tag,
      tagType,
      open,
      unknown,
      params: union(...parts.map(({ params }) => params)),
      secret: parts.some(({ secret }) => secret),
    });
  }

  /** Requests by name, the union of their replies, and structs that hold them. */
  addReplies(): void {
    const { draw, declared } = this;
    if (declared.unions.some(({ by }) => by === 'param')) return;
    const requests = this.name('U');
    const replies = this.name('U');
    const tag = `${requests.toLowerCase()}Tag`;
    const bodies = declared.structs.filter(
      ({ members, params }) => !members.has('request') && !params.has('request') && !params.has('code'),
    );
    if (bodies.length === 0) return;
    const chosen = [draw.pick(bodies), draw.pick(bodies)];
    this.#unions[requests] = {
      tag: 'name',
      unknown: 'rest',
      cases: {
        ask: { body: 'empty', reply: chosen[0]?.name },
        'ask2@example.com': { body: 'empty', reply: chosen[1]?.name },
        'tell@example.com': 'empty',
      },
    };
    this.#unions[replies] = { replyOf: requests };
    const common = { namespace: declared.namespace, tagType: 'name', open: true, unknown: 'rest' } as const;
    const plain = { params: new Set<string>(), secret: false };
    declared.unions.push({ ...common, ...plain, name: requests, by: 'field', tag });
    const params = union(...chosen.map(part => part.params));
    declared.unions.push({
      ...common,
      name: replies,
      by: 'param',
      tag: 'request',
      params,
      secret: chosen.some(({ secret }) => secret),
    });
    const ask = this.name('T');
    const answer = this.name('T');
    const all = Object.fromEntries([...params, 'request'].map(param => [param, PARAM_TYPES[param]]));
    this.#structs[ask] = { fields: [{ [tag]: 'name' }, { wanted: 'bool' }, { body: `union(${requests} by ${tag})` }] };
    this.#structs[answer] = { params: all, fields: [{ body: `union(${replies} by $request)` }] };
  }

  addMessage(): void {
    const { draw, declared, index } = this;
    const name = this.name('M');
    const space = draw.pick(['plain', 'framed', 'wide', 'named']);
    const headed = space === 'framed' && draw.chance(70);
    const header = headed ? ['requestId'] : [];
    const made = draw.chance(15) && !headed ? makeLayouts : makeStruct;
    const { raw, part, patchable, data } = made(draw, declared, name, name.toLowerCase(), header);
    const patch = draw.some(patchable, 50);
    const hot = { ...(data !== undefined && draw.chance(70) && { data }), ...(patch.length > 0 && { patch }) };
    this.#messages[name] = {
      space: `${space}${index}`,
      ...(space === 'named'
        ? { tag: `tag-${name}` }
        : space === 'plain' && draw.chance(30)
          ? { number: 100 + this.#count, context: draw.pick<unknown>(['one', ['one', 'two.b-c']]) }
          : { number: space === 'wide' ? 70_000 + this.#count : this.#count }),
      dir: draw.pick(['c2s', 's2c', 'both']),
      ref: 'draft#1',
      ...(space === 'framed' && !headed && { header: false }),
      ...(draw.chance(40) && { hot }),
      ...(part.params.has('version') && draw.chance(20) && { since: 3 }),
      ...raw,
    };
  }

  /** Members for unions of the other file. */
  addExtension(before: Declarations): void {
    const { draw } = this;
    const open = before.unions.filter(
      (candidate: UnionPart) =>
        candidate.unknown !== 'error' &&
        candidate.tagType === 'name' &&
        candidate.by === 'field' &&
        candidate.namespace === before.namespace,
    );
    if (open.length === 0) return;
    const target = draw.pick(open);
    const bodies = this.declared.structs.filter(
      ({ namespace, members, params }) =>
        namespace === this.declared.namespace && params.size === 0 && !members.has(target.tag),
    );
    if (bodies.length === 0) return;
    const inline = { fields: [{ [`added${this.index}`]: 'u32' }] }; // a struct may contain the union that it becomes part of
    const body = this.shared || draw.chance(30) ? inline : { body: draw.pick(bodies).name };
    const frame = target.unknown === 'bytes' ? { frame: 'box' } : {};
    this.#extend.push({ union: target.name, cases: { [`added-${this.index}@example.com`]: { ...body, ...frame } } });
  }
}
