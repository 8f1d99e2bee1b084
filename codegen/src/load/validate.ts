/** Validation of a parsed file against a JSON Schema, with the place of each fault. */

import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

import type { Diagnostics } from '../diagnostics.js';
import { CONFIG_SCHEMA } from './config-schema.js';
import { WIRE_SCHEMA } from './schema.js';
import type { Path, Source } from './source.js';

type Check = ReturnType<Ajv2020['compile']>;
let compiled: { readonly wire: Check; readonly config: Check } | undefined;

/** Compiles each schema once in a process: that takes longer than most specs. */
function checks(): { readonly wire: Check; readonly config: Check } {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  compiled ??= { wire: ajv.compile(WIRE_SCHEMA), config: ajv.compile(CONFIG_SCHEMA) };
  return compiled;
}

export class ShapeValidator {
  /** True when the file has the right shape; otherwise its faults are in `diagnostics`. */
  validate(source: Source, schema: 'wire' | 'config', diagnostics: Diagnostics): boolean {
    const check = checks()[schema];
    if (check(source.data)) return true;
    for (const error of check.errors ?? []) report(source, error, diagnostics);
    return false;
  }
}

function report(source: Source, error: ErrorObject, diagnostics: Diagnostics): void {
  const path = parsePointer(error.instancePath);
  const what = path.length === 0 ? 'the file' : path.at(-1);
  if (error.keyword === 'propertyNames') return; // the pattern error of the key itself says more
  if (error.propertyName !== undefined) {
    const place = source.place([...path, error.propertyName], 'key');
    diagnostics.add('NC204', place, `'${error.propertyName}' is not a valid name here: ${error.message}`);
    return;
  }
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      diagnostics.add('NC202', source.place([...path, key], 'key'), `unknown key '${key}' in '${what}'`, known(error));
      return;
    }
    case 'required':
      diagnostics.add(
        'NC203',
        source.place(path, 'key'),
        `'${what}' lacks the key '${error.params['missingProperty']}'`,
      );
      return;
    case 'enum':
      diagnostics.add('NC201', source.place(path), `'${what}' must be one of ${list(error.params['allowedValues'])}`);
      return;
    case 'const':
      diagnostics.add('NC201', source.place(path), `'${what}' must be ${JSON.stringify(error.params['allowedValue'])}`);
      return;
    case 'type':
      diagnostics.add('NC201', source.place(path), `'${what}' must be ${[error.params['type']].flat().join(' or ')}`);
      return;
    default:
      diagnostics.add('NC201', source.place(path), `'${what}' ${error.message ?? 'has the wrong shape'}`);
  }
}

function known(error: ErrorObject): string | undefined {
  const properties = (error.parentSchema as { properties?: object } | undefined)?.properties;
  return properties === undefined ? undefined : `known keys: ${Object.keys(properties).join(', ')}`;
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.map(value => JSON.stringify(value)).join(', ') : String(values);
}

function parsePointer(pointer: string): Path {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
