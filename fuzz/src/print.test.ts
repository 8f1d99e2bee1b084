/** No secret is ever printed: marks are put wherever the spec says that a secret is, and looked for in what is printed. */

import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import * as agent from '@nacre/agent/print';
import * as auth from '@nacre/auth/print';
import { compile, type Model } from '@nacre/codegen';
import * as connection from '@nacre/connection/print';
import * as keys from '@nacre/keys/print';
import * as mux from '@nacre/mux/print';
import * as publickeySubsystem from '@nacre/publickey-subsystem/print';
import * as sftp from '@nacre/sftp/print';
import * as transport from '@nacre/transport/print';
import { printMessage, type PrintOptions, type StructShape } from '@nacre/wire/print';

import { codecTargets } from './generated/targets.js';

type FileIr = Model['files'][number];
type StructIr = FileIr['structs'][number];
type UnionIr = FileIr['unions'][number];
type FieldIr = StructIr['fields'][number];
type TypeIr = FieldIr['type'];
type Ref = Pick<StructIr, 'namespace' | 'name'>;
type Kind = 'secret' | 'personal';

/** Puts a mark into all secret, or all personal, members of a value. Reads the spec itself, not the shapes under test. */
class Marker {
  readonly #model: Model;
  readonly #kind: Kind;
  readonly #text: string;
  #marked = false;

  constructor(model: Model, kind: Kind, text: string) {
    this.#model = model;
    this.#kind = kind;
    this.#text = text;
  }

  /** A copy of the value of a struct with marks; `marked` is false when it has no place for one. */
  plant(packageName: string, name: string, value: unknown): { readonly value: unknown; readonly marked: boolean } {
    this.#marked = false;
    const files = this.#model.files.filter(({ output }) => output?.package === packageName);
    const struct = files.flatMap(file => file.structs).find(one => one.name === name);
    if (struct === undefined) throw new Error(`${packageName} declares no ${name}`);
    return { value: this.#struct(struct, value), marked: this.#marked };
  }

  #struct(struct: StructIr, value: unknown): unknown {
    const copy: Record<string, unknown> = { ...(value as object) };
    for (const field of struct.fields) {
      if (field.role.kind !== 'value' || copy[field.name] === undefined) continue;
      const whole = this.#whole(struct, field);
      copy[field.name] = whole ? this.#all(copy[field.name]) : this.#type(field.type, copy[field.name]);
    }
    return copy;
  }

  /** Nothing of the member may be seen. Text and octets in a secret structure are secret without being called so. */
  #whole(struct: StructIr, field: FieldIr): boolean {
    if (this.#kind === 'personal') return field.pii;
    return (
      field.secret || (struct.secret && !['int', 'struct', 'union', 'tagged', 'list', 'box'].includes(field.type.kind))
    );
  }

  #type(type: TypeIr, value: unknown): unknown {
    switch (type.kind) {
      case 'struct':
        return this.#struct(
          this.#find(file => file.structs, type.ref),
          value,
        );
      case 'box':
        return this.#type(type.inner, value);
      case 'list':
        return (value as readonly unknown[]).map(item => this.#type(type.item, item));
      case 'union':
      case 'tagged':
        return this.#union(
          this.#find(file => file.unions, type.ref),
          value as Readonly<Record<string, unknown>>,
        );
      default:
        return value;
    }
  }

  #union(union: UnionIr, value: Readonly<Record<string, unknown>>): unknown {
    const tag = value[union.tag ?? 'tag'];
    if (tag === undefined) return this.#hides(union) ? { ...value, data: this.#all(value['data']) } : value;
    const member = union.cases.find(({ key, label }) => (union.adjacent ? label : key) === String(tag));
    return member?.body === undefined
      ? value
      : this.#struct(
          this.#find(file => file.structs, member.body),
          value,
        );
  }

  /** A known member has secrets of its own, so an unknown one may have. */
  #hides(union: UnionIr): boolean {
    if (this.#kind === 'personal') return false;
    return union.cases.some(({ body }) => {
      const struct = body && this.#find(file => file.structs, body);
      return struct !== undefined && (struct.secret || struct.fields.some(field => field.secret));
    });
  }

  #find<T extends Ref>(kind: (file: Model['files'][number]) => readonly T[], ref: Ref | undefined): T {
    const all = this.#model.files.flatMap(kind);
    const found = all.find(one => one.name === ref?.name && one.namespace === ref.namespace);
    if (found === undefined) throw new Error(`${ref?.name} is not declared`);
    return found;
  }

  /** Marks in place of all text and octets. */
  #all(value: unknown): unknown {
    if (typeof value === 'string' || value instanceof Uint8Array) {
      this.#marked = true;
      return typeof value === 'string' ? this.#text : new TextEncoder().encode(this.#text);
    }
    if (Array.isArray(value)) return value.map(item => this.#all(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#all(member)]));
  }
}

const packages: Readonly<Record<string, { readonly messageShapes: Readonly<Record<string, StructShape>> }>> = {
  agent,
  auth,
  connection,
  keys,
  mux,
  'publickey-subsystem': publickeySubsystem,
  sftp,
  transport,
};
const root = fileURLToPath(new URL('../../', import.meta.url));
const { model } = compile({ config: `${root}spec/nacre.yaml`, root, emit: false });
if (model === undefined) throw new Error('the spec has faults');
const RUNS = 10;
const MARK = 'Zq7!xW%nacre-secret';

const shapeOf = (target: (typeof codecTargets)[number]): StructShape => {
  const shape = packages[target.package]?.messageShapes[target.name];
  if (shape === undefined) throw new Error(`${target.package} has no shape for ${target.name}`);
  return shape;
};

/** Every way to print: how much is shown, and how it is laid out. */
const modes = (personal: PrintOptions['personal']): readonly PrintOptions[] =>
  [0, 7, 1_000_000].flatMap(maxBytes =>
    [0, Infinity].map(width => ({ maxBytes, width, maxItems: 1000, ...(personal !== undefined && { personal }) })),
  );

/** The start of the mark in every form in which it could appear. */
const start = Buffer.from(MARK.slice(0, 6));
const traces = [MARK.slice(0, 6), start.toString('hex'), start.toString('base64'), start.toString('hex').toUpperCase()];

function expectHidden(kind: Kind, personal: readonly PrintOptions['personal'][]): readonly string[] {
  const marked = new Set<string>();
  for (const target of codecTargets) {
    const marker = new Marker(model as NonNullable<typeof model>, kind, MARK);
    const shape = shapeOf(target);
    fc.assert(
      fc.property(target.arbitrary, value => {
        const planted = marker.plant(target.package, target.name, value);
        if (!planted.marked) return;
        marked.add(target.name);
        for (const mode of personal.flatMap(modes)) {
          const text = printMessage(shape, planted.value, mode);
          for (const trace of traces) expect(text, `${target.name}: ${text}`).not.toContain(trace);
        }
      }),
      { numRuns: RUNS, seed: 1 },
    );
  }
  return [...marked].sort();
}

describe('printing', () => {
  test('shows no secret in any mode', () => {
    const marked = expectHidden('secret', ['show', 'hide', undefined]);
    expect(marked).toEqual(expect.arrayContaining(['PasswordAuth', 'UserauthRequest', 'Ed25519PrivateKey']));
  });

  test('shows nothing personal unless asked for', () => {
    const marked = expectHidden('personal', ['hide', undefined]);
    expect(marked).toEqual(expect.arrayContaining(['UserauthRequest']));
  });

  test('finds a mark that is shown, so that the tests above can fail', () => {
    const marker = new Marker(model as NonNullable<typeof model>, 'secret', MARK);
    const { value } = marker.plant('auth', 'PasswordAuth', { change: false, password: 'x' });
    const open: StructShape = { kind: 'struct', name: 'PasswordAuth', members: { change: 'plain', password: 'plain' } };
    expect(printMessage(open, value)).toContain(traces[0]);
  });

  test('never throws, whatever the value is', () => {
    for (const target of codecTargets) {
      const shape = shapeOf(target);
      fc.assert(
        fc.property(fc.object({ key: fc.constantFrom(...Object.keys(shape.members), 'x') }), value => {
          expect(printMessage(shape, value)).toContain(shape.name);
        }),
        { numRuns: RUNS, seed: 1 },
      );
    }
  });
});
