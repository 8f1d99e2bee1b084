/** A random struct while it is made, field by field. */

import { parseCondition } from '../../src/load/condition.js';
import { uselessComparison } from '../../src/passes/fields/known-values.js';
import type { Draw } from './draw.js';
import { AWKWARD_NAMES, type Declarations, docOf, type FlagsPart, type Raw, VERSIONS } from './parts.js';
import { closedType, countedList, openType, scalarType, type TypePart } from './types.js';

interface Field {
  readonly name: string;
  readonly raw: Raw;
}

/** Collects fields that obey every rule, and what those who use the struct have to know. */
export class StructMaker {
  readonly draw: Draw;
  readonly declared: Declarations;
  readonly prefix: string;
  readonly versioned: boolean;
  readonly fields: Field[] = [];
  readonly members = new Set<string>();
  readonly ordered: string[] = [];
  readonly params = new Set<string>();
  readonly lookable: { readonly name: string; readonly looks: NonNullable<TypePart['looks']> }[] = [];
  readonly patchable: string[] = [];
  #presence: { readonly name: string; readonly flags: FlagsPart } | undefined;
  #fixedSoFar = true;
  secret = false;
  empty = true;
  open = false;
  awkward = false;
  data: string | undefined;

  constructor(draw: Draw, declared: Declarations, prefix: string) {
    this.draw = draw;
    this.declared = declared;
    this.prefix = prefix;
    this.versioned = draw.chance(30);
    if (this.versioned) this.params.add('version');
  }

  nextName(): string {
    const awkward = this.draw.pick(AWKWARD_NAMES);
    if (this.draw.chance(15) && !this.members.has(awkward) && !this.fields.some(({ name }) => name === awkward)) {
      this.awkward = true;
      return awkward;
    }
    return `${this.prefix}f${this.fields.length}`;
  }

  add(name: string, type: TypePart, more: Raw = {}, member = true): void {
    const options = { ...type.options, ...more, ...docOf(this.draw) };
    const short = Object.keys(options).length === 0 && this.draw.chance(60);
    this.fields.push({ name, raw: { [name]: short ? type.type : { type: type.type, ...options } } });
    if (member) this.members.add(name);
    for (const param of type.params) this.params.add(param);
    this.secret ||= type.secret || more['secret'] === true;
    const always = !['if', 'since', 'until', 'optional'].some(key => key in more);
    if (always && !type.empty) this.empty = false;
    if (!always || type.size === undefined) this.#fixedSoFar = false;
    if (always && member) {
      if (type.ordered === true && !('default' in more)) this.ordered.push(name);
      if (type.looks !== undefined) this.lookable.push({ name, looks: type.looks });
    }
  }

  /** One field, or several that belong together. None of them reads up to the end. */
  addSome(): void {
    const { draw } = this;
    const makers: (() => void)[] = [
      () => this.addPlain(),
      () => this.addPlain(),
      () => this.addPlain(),
      () => this.addConditional(),
      () => this.addConditional(),
      () => this.addConstant(),
      () => this.addCounted(),
      () => this.addRepeated(),
      () => this.addPresence(),
      () => this.addUnion(),
      () => this.addIncluded(),
    ];
    draw.pick(makers)();
  }

  addPlain(): void {
    const { draw, declared } = this;
    const type = closedType(draw, declared);
    const name = this.nextName();
    const patchable =
      this.#fixedSoFar && type.size !== undefined && type.type !== 'bool' && /^[ui]\d+$/.test(type.type);
    const more = {
      ...(type.literal !== undefined && draw.chance(15) && { default: type.literal }),
      ...(draw.chance(5) && { secret: true }),
      ...(draw.chance(10) && { pii: true }),
    };
    this.add(name, type, more);
    if (patchable && this.#fixedSoFar) this.patchable.push(name);
  }

  /** Present by a condition, a version, or both. */
  addConditional(): void {
    const { draw, declared } = this;
    const condition = this.condition();
    const versions = condition?.includes('.') === true ? {} : this.versions();
    const more = { ...(condition !== undefined && { if: condition }), ...versions };
    const type = closedType(draw, declared);
    const literal = type.literal !== undefined && draw.chance(20) ? { default: type.literal } : {};
    this.add(this.nextName(), type, { ...more, ...literal });
  }

  versions(): Raw {
    if (!this.versioned || !this.draw.chance(70)) return {};
    const since = this.draw.number(VERSIONS.min + 1, VERSIONS.max - 1);
    return this.draw.pick<Raw>([{ since }, { until: since }, { since, until: this.draw.number(since, VERSIONS.max) }]);
  }

  /** A condition all of whose parts say something. */
  condition(): string | undefined {
    const text = this.term(2);
    if (text === undefined || (text.match(/\./g)?.length ?? 0) > 1) return undefined; // bits may lack a common version
    const useless = uselessComparison(parseCondition(text), name => {
      const looks = this.lookable.find(other => other.name === name)?.looks;
      return looks?.as === 'bool' ? 'bool' : looks?.as === 'number' ? looks.values : undefined;
    });
    return useless === undefined ? text : undefined;
  }

  term(depth: number): string | undefined {
    const { draw } = this;
    const usable = this.lookable.filter(({ looks }) => looks.as !== 'flags' || this.bitsOf(looks.flags).length > 0);
    if (usable.length === 0) return undefined;
    if (depth > 0 && draw.chance(40)) {
      const terms = [this.term(depth - 1), this.term(depth - 1)].join(draw.pick([' && ', ' || ']));
      return draw.pick([`(${terms})`, `!(${terms})`, `(${terms})`]);
    }
    const { name, looks } = draw.pick(usable);
    const not = draw.pick(['', '', '!']);
    if (looks.as === 'bool') return `${not}${name}`;
    if (looks.as === 'flags') return `${not}${name}.${draw.pick(this.bitsOf(looks.flags)).name}`;
    return draw.chance(20)
      ? `${not}${name}`
      : `${name} ${draw.pick(['==', '!=', '<', '>', '<=', '>='])} ${draw.number(0, 200)}`;
  }

  /** Bits that a struct without versions can ask for, too. */
  bitsOf({ bits }: FlagsPart): FlagsPart['bits'] {
    return bits.filter(({ versions }) => this.versioned || Object.keys(versions).length === 0);
  }

  addConstant(): void {
    const { draw } = this;
    const type = scalarType(draw, this.declared);
    if (type.literal === undefined || type.options['as'] === 'bigint') return;
    const condition = this.condition();
    const gates = {
      ...(condition !== undefined && draw.chance(30) && { if: condition }),
      ...(condition?.includes('.') !== true && draw.chance(30) && this.versions()),
    };
    const mismatch = draw.pick<Raw>([{}, { mismatch: 'ignore' }, { mismatch: 'error' }, { mismatch: "It's wrong" }]);
    this.add(this.nextName(), type, { const: type.literal, ...mismatch, ...gates }, false);
  }

  /** A count, perhaps other fields, and the list that it counts. */
  addCounted(): void {
    const { draw } = this;
    const count = this.nextName();
    this.add(
      count,
      {
        type: draw.pick(['u8', 'u16', 'u32']),
        options: {},
        open: false,
        empty: false,
        params: new Set(),
        secret: false,
      },
      {},
      false,
    );
    if (draw.chance(30)) this.addPlain();
    const list = countedList(draw, this.declared, count);
    this.add(this.nextName(), draw.chance(30) ? { ...list, type: `box(${list.type})`, empty: false } : list);
  }

  addRepeated(): void {
    const type = scalarType(this.draw, this.declared);
    if (!/^([ui]\d+|bool|utf8|ascii|latin1|name|lang)$/.test(type.type)) return;
    const first = this.nextName();
    this.add(first, type);
    this.add(this.nextName(), type, { equals: first, ...(this.draw.chance(40) && { mismatch: 'Different' }) }, false);
  }

  /** Flags that are computed from the members that follow. */
  addPresence(): void {
    const { draw } = this;
    const usable = this.declared.flags.filter(flags => this.bitsOf(flags).length > 0);
    if (usable.length === 0 || this.#presence !== undefined) return;
    const flags = draw.pick(usable);
    const name = this.nextName();
    this.#presence = { name, flags };
    const params = flags.versioned ? ['version'] : [];
    if (flags.versioned && !this.versioned) {
      this.#presence = undefined;
      return;
    }
    this.add(
      name,
      { type: flags.name, options: {}, open: false, empty: false, params: new Set(params), secret: false },
      { derive: 'presence' },
      false,
    );
    for (let count = draw.number(1, 3); count > 0; count--) {
      const plain = this.bitsOf(flags).filter(({ versions }) => Object.keys(versions).length === 0);
      const bits = [draw.pick(this.bitsOf(flags)), ...draw.some(plain.slice(0, 1), 30)];
      const condition = [...new Set(bits.map(bit => `${name}.${bit.name}`))].join(' && ');
      const type = closedType(draw, this.declared);
      this.add(this.nextName(), type, { if: condition });
    }
  }

  /** A tag, perhaps other fields, and the member that it chooses, in a box where the union is open. */
  addUnion(last = false): void {
    const { draw } = this;
    const fitting = this.declared.unions.filter(
      ({ by, tag }) => by !== 'tag' && !this.members.has(tag) && !this.fields.some(field => field.name === tag),
    );
    if (fitting.length === 0) return;
    const chosen = draw.pick(fitting);
    const boxed = last ? false : chosen.open || draw.chance(20);
    const type = { options: {}, open: chosen.open && !boxed, empty: !boxed, secret: chosen.secret };
    if (chosen.by === 'param') {
      const text = `union(${chosen.name} by $${chosen.tag})`;
      const params = new Set([...chosen.params, chosen.tag]);
      this.add(this.nextName(), { ...type, type: boxed ? `box(${text})` : text, params });
    } else {
      const tag = {
        ...type,
        type: chosen.tagType,
        open: false,
        empty: false,
        secret: false,
        params: new Set<string>(),
      };
      this.add(chosen.tag, { ...tag, options: chosen.tagType === 'name' ? { max: 64 } : {} }, {}, false);
      if (draw.chance(40)) this.addPlain();
      const text = `union(${chosen.name} by ${chosen.tag})`;
      this.add(this.nextName(), { ...type, type: boxed ? `box(${text})` : text, params: chosen.params });
    }
    this.open ||= type.open;
  }

  addIncluded(): void {
    const fitting = this.declared.structs.filter(
      ({ includable, open, members }) => includable && !open && ![...members].some(name => this.members.has(name)),
    );
    if (fitting.length === 0) return;
    const { name, members, empty } = this.draw.pick(fitting);
    this.fields.push({ name: '', raw: { include: name } });
    for (const member of members) this.members.add(member);
    if (!empty) this.empty = false;
    this.#fixedSoFar = false;
  }

  /** What may stand last only. */
  addTail(): void {
    const { draw } = this;
    const kind = draw.pick(['none', 'none', 'open', 'union', 'optional', 'padding', 'data']);
    const condition = draw.chance(20) ? this.condition() : undefined;
    if (kind === 'open') {
      this.add(this.nextName(), openType(draw, this.declared), { ...(condition !== undefined && { if: condition }) });
      this.open = true;
    } else if (kind === 'union') this.addUnion(true);
    else if (kind === 'optional') this.addOptional();
    else if (kind === 'data') {
      const name = this.nextName();
      const rest = draw.chance(30);
      this.add(name, {
        type: rest ? 'rest' : 'bytes',
        options: { max: 60 },
        open: rest,
        empty: rest,
        params: new Set(),
        secret: false,
      });
      this.data = name;
      this.open ||= rest;
      if (!rest && draw.chance(30)) this.addOptional();
    } else if (kind === 'padding') {
      this.fields.push({ name: 'padding', raw: { padding: { pad: 'incrementing', to: '$block' } } });
      this.params.add('block');
      this.open = true;
    }
  }

  addOptional(): void {
    for (let count = this.draw.number(1, 2); count > 0; count--) {
      const type = closedType(this.draw, this.declared);
      const gate = this.draw.chance(30) ? this.versions() : {};
      if (!type.empty) this.add(this.nextName(), type, { optional: 'trailing', ...gate });
    }
    this.open = true;
  }
}
