/** Conditions of fields as expressions of Lua, over the values `v` read so far and the parameters `p`. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { StructIr } from '../../ir/model.js';
import type { Condition } from '../../load/condition.js';
import { luaString } from './lua-literals.js';

/** Without a struct there are no flags to look at. */
export function luaCondition(
  condition: Condition,
  struct: StructIr | undefined,
  index: ModelIndex | undefined,
): string {
  const inner = (term: Condition): string => luaCondition(term, struct, index);
  switch (condition.op) {
    case 'and':
    case 'or':
      return `(${condition.terms.map(inner).join(` ${condition.op} `)})`;
    case 'not':
      return `not (${inner(condition.term)})`;
    case 'field':
      return `number(${value(condition.field)}) ~= 0`;
    case 'compare':
      return `number(${value(condition.field)}) ${condition.comparison === '!=' ? '~=' : condition.comparison} ${condition.value}`;
    case 'bit':
      return bitTest(condition.field, condition.bit, struct, index);
  }
}

function bitTest(field: string, bit: string, struct: StructIr | undefined, index: ModelIndex | undefined): string {
  const type = struct?.fields.find(({ name }) => name === field)?.type;
  if (type?.kind !== 'int' || type.named === undefined || index === undefined) return 'false';
  const named = index.enumeration(type.named).values;
  const byName = named.find(({ name }) => name === bit);
  const found = byName?.aliasOf === undefined ? byName : named.find(({ name }) => name === byName.aliasOf);
  if (found === undefined) return 'false';
  const test = `bit(${value(field)}, 0x${found.value.toString(16)})`;
  const { since, until } = found.versions ?? { since: undefined, until: undefined };
  if (since === undefined && until === undefined) return test;
  return `(${test} and within(p.version, ${since ?? 'nil'}, ${until ?? 'nil'}))`;
}

/** Not `v.name`: a field may be called as a word of Lua. */
function value(field: string): string {
  return `v[${luaString(field)}]`;
}
