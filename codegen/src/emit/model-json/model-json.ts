/** The resolved model as JSON, for tools that are not written in TypeScript. */

import type { Model } from '../../ir/model.js';
import { printModelJson } from './print-model-json.js';

/** Grows with each change that a reader of the file could notice. */
const IR_VERSION = 0;

/** The text of the file. */
export function modelJson(model: Model): string {
  return printModelJson({ ir: IR_VERSION, ...(plain(model) as object) });
}

/** Members that say where something is written in YAML, and which run differently on each machine. */
const LEFT_OUT: ReadonlySet<string> = new Set(['place']);

/** Members whose absence means false, none or the usual. */
const IMPLIED: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...Object.fromEntries(
    ['optional', 'text', 'secret', 'pii', 'keepRaw', 'deprecated', 'digest', 'boxed', 'signed', 'big', 'adjacent'].map(
      name => [name, (value: unknown) => value === false],
    ),
  ),
  ...Object.fromEntries(
    ['ids', 'params', 'spans', 'contexts', 'masks', 'extensions', 'ranges', 'choices', 'enums', 'structs'].map(name => [
      name,
      isEmpty,
    ]),
  ),
  unions: isEmpty,
  spaces: isEmpty,
  role: value => (value as { readonly kind: string }).kind === 'value',
};

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(
    ([name, member]) => member !== undefined && !LEFT_OUT.has(name) && IMPLIED[name]?.(member) !== true,
  );
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}
