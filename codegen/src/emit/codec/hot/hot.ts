/** The quick forms of hot messages: straight-line code, heads, patches. */

import type { StructIr } from '../../../ir/model.js';
import type { FileContext } from '../../context.js';
import type { Statement } from '../struct.js';
import { quickDecode } from './decode.js';
import { quickEncode, quickHead } from './encode.js';
import { decodeHead, encodeHead, headOf } from './head.js';
import { patchName, patchStatements } from './patch.js';
import { plainMessage } from './plain.js';

export interface HotForms {
  /** Members of the message's definition. */
  readonly forms: readonly string[];
  readonly statements: readonly Statement[];
}

/** Nothing for messages that are not hot. A message that is not plain has no straight-line form. */
export function hotStatements(struct: StructIr, context: FileContext): HotForms {
  const hot = struct.message?.hot;
  if (hot === undefined) return { forms: [], statements: [] };
  const plain = plainMessage(struct, context);
  const head = headOf(struct);
  const data = plain?.fields.find(({ field }) => field === head?.data);
  const quick = plain === undefined || data === undefined ? undefined : quickHead(plain, data, context);
  return {
    forms: plain === undefined ? [] : [`encode: encode${struct.name}`, `decode: decode${struct.name}`],
    statements: [
      ...(plain === undefined ? [] : [quickEncode(plain, context), quickDecode(plain, context)]),
      ...(head === undefined ? [] : [encodeHead(head, quick?.name, context)]),
      ...(quick === undefined ? [] : [quick]),
      ...(head === undefined ? [] : [decodeHead(head, context)]),
      ...hot.patch.flatMap(field => patchStatements(struct, field, context)),
    ],
  };
}

/** Names of the functions that others may use. */
export function hotNames(struct: StructIr): readonly string[] {
  const heads = headOf(struct) === undefined ? [] : [`encode${struct.name}Head`, `read${struct.name}Head`];
  return [...heads, ...(struct.message?.hot?.patch ?? []).map(field => patchName(struct, field))];
}
