/** Message numbers are unique in their space and context and lie in a declared range; enum values and bits are sound. */

import type { Diagnostics } from '../diagnostics.js';
import type { EnumIr, MessageIr, Model, StructIr } from '../ir/model.js';

export function checkNumbers(model: Model, diagnostics: Diagnostics): void {
  const taken = new Map<string, StructIr>();
  const spaces = new Map(model.files.flatMap(file => file.spaces.map(space => [space.name, space] as const)));
  for (const struct of model.files.flatMap(file => file.structs)) {
    const { message } = struct;
    if (message === undefined) continue;
    const key = `${message.space} ${message.context ?? ''} ${message.number}`;
    const other = taken.get(key);
    if (other === undefined) taken.set(key, struct);
    else {
      const where = message.context === undefined ? message.space : `${message.space}, context ${message.context}`;
      diagnostics.add(
        'NC401',
        struct.place,
        `number ${message.number} is already '${other.name}' in the space ${where}`,
      );
    }
    checkRange(struct, message, spaces.get(message.space)?.ranges ?? [], diagnostics);
  }
  for (const declared of model.files.flatMap(file => file.enums)) checkValues(declared, diagnostics);
}

type Ranges = readonly {
  readonly from: number;
  readonly to: number;
  readonly layer: string;
  readonly context: string | undefined;
}[];

function checkRange(struct: StructIr, message: MessageIr, ranges: Ranges, diagnostics: Diagnostics): void {
  if (ranges.length === 0) return;
  const range = ranges.find(({ from, to }) => message.number >= from && message.number <= to);
  if (range === undefined) {
    const all = ranges.map(({ from, to, layer }) => `${from}..${to} ${layer}`).join(', ');
    diagnostics.add(
      'NC402',
      struct.place,
      `number ${message.number} is in no range of the space ${message.space}`,
      `ranges: ${all}`,
    );
  } else if (range.context !== undefined && message.context === undefined) {
    diagnostics.add(
      'NC403',
      struct.place,
      `number ${message.number} means different things by ${range.context}, so '${struct.name}' needs a context`,
    );
  } else if (range.context === undefined && message.context !== undefined) {
    diagnostics.add(
      'NC403',
      struct.place,
      `number ${message.number} has one meaning only, so '${struct.name}' has no context`,
    );
  }
}

function checkValues(declared: EnumIr, diagnostics: Diagnostics): void {
  const limit = 2 ** declared.bits;
  const seen = new Map<number, string>();
  for (const { name, value, place } of declared.values) {
    const other = seen.get(value);
    if (other !== undefined) diagnostics.add('NC404', place, `'${name}' has the value of '${other}'`);
    seen.set(value, name);
    if (value < 0 || value >= limit) diagnostics.add('NC405', place, `'${name}' does not fit in ${declared.bits} bits`);
    else if (declared.kind === 'flags' && (value === 0 || !Number.isInteger(Math.log2(value)))) {
      diagnostics.add('NC406', place, `'${name}' is not a single bit`);
    }
  }
}
