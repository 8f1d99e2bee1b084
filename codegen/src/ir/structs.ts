/** Structs of the model. Messages are structs with a number, which is added elsewhere. */

import type { RawMessage, RawStruct } from '../load/grammar.js';
import type { Path } from '../load/source.js';
import { buildFields, type FieldsContext } from './fields.js';
import { keyOf } from './index-of.js';
import type { ParamIr, StructIr } from './model.js';

export interface StructContext extends Omit<FieldsContext, 'params' | 'including'> {
  readonly faulty: Set<string>;
}

const UNSUPPORTED = ['spans', 'keepRaw', 'armor', 'layouts', 'deprecated'] as const;

export function buildStruct(
  name: string,
  raw: RawStruct & Partial<RawMessage>,
  path: Path,
  context: StructContext,
): StructIr {
  const { scope } = context;
  const before = scope.diagnostics.count;
  for (const key of UNSUPPORTED) {
    if (raw[key] !== undefined)
      scope.diagnostics.add('NC309', scope.place([...path, key], 'key'), `'${key}' is not supported yet`);
  }
  const params = Object.entries(raw.params ?? {}).flatMap(([param, type]): ParamIr[] => {
    const declared = scope.param(type);
    if (declared === undefined)
      scope.report('NC301', [...path, 'params', param], `no parameter type '${type}' is declared under params`);
    return declared === undefined ? [] : [{ name: param, doc: declared.doc, min: declared.min, max: declared.max }];
  });
  const struct: StructIr = {
    kind: 'struct',
    namespace: scope.file.raw.namespace,
    name,
    doc: raw.doc,
    reference: scope.reference(raw.ref, path),
    place: scope.place(path, 'key'),
    fields: buildFields(raw.fields, [...path, 'fields'], {
      ...context,
      params: params.map(param => param.name),
      including: [name],
    }),
    params,
    magic: raw.magic === undefined ? undefined : [...Buffer.from(raw.magic, 'latin1')],
    secret: raw.secret ?? false,
    digest: raw.use === 'digest',
    message: undefined,
  };
  if (scope.diagnostics.count > before) context.faulty.add(keyOf(struct));
  return struct;
}
