/** Comparisons in conditions whose result is known before they are made. TypeScript refuses them, and they are mistakes. */

import type { Condition } from '../../load/condition.js';

/** What a field can be: a bool, one of some numbers, or any number. */
export type Values = 'bool' | ReadonlySet<number> | undefined;

/** The first field that is compared with a number that it cannot have there, and that number. */
export function uselessComparison(
  condition: Condition,
  valuesOf: (field: string) => Values,
): { readonly field: string; readonly value: number } | undefined {
  const known = new Map<string, ReadonlySet<number>>();
  for (const field of numbersIn(condition)) {
    const values = valuesOf(field);
    if (values !== undefined && values !== 'bool') known.set(field, values);
  }
  return find(condition, known, field => valuesOf(field) === 'bool');
}

/** Possible numbers of fields; a field that is missing may be any. */
type Known = ReadonlyMap<string, ReadonlySet<number>>;
type IsBool = (field: string) => boolean;

function find(condition: Condition, known: Known, isBool: IsBool): { field: string; value: number } | undefined {
  switch (condition.op) {
    case 'not':
      return find(condition.term, known, isBool);
    case 'and':
    case 'or': {
      let left = known;
      for (const term of condition.terms) {
        const found = find(term, left, isBool);
        if (found !== undefined) return found;
        left = narrow(term, condition.op === 'and', left, isBool);
      }
      return undefined;
    }
    default: {
      const equality = equalityOf(condition, isBool);
      const possible = equality && known.get(equality.field);
      return equality !== undefined && possible?.has(equality.value) === false ? equality : undefined;
    }
  }
}

/** What is known when a condition holds, or does not hold. */
function narrow(condition: Condition, holds: boolean, known: Known, isBool: IsBool): Known {
  switch (condition.op) {
    case 'not':
      return narrow(condition.term, !holds, known, isBool);
    case 'and':
    case 'or': {
      const all = (condition.op === 'and') === holds;
      const ways: Known[] = [];
      let before = known;
      for (const term of condition.terms) {
        if (!all) ways.push(narrow(term, holds, before, isBool));
        before = narrow(term, all ? holds : !holds, before, isBool);
      }
      return all ? before : ways.reduce(either);
    }
    default: {
      const equality = equalityOf(condition, isBool);
      return equality === undefined ? known : withEquality(equality, equality.equal === holds, known);
    }
  }
}

function withEquality(
  { field, value }: { readonly field: string; readonly value: number },
  equal: boolean,
  known: Known,
): Known {
  const possible = known.get(field);
  if (equal) return new Map([...known, [field, new Set([value])]]);
  if (possible === undefined) return known;
  return new Map([...known, [field, new Set([...possible].filter(other => other !== value))]]);
}

/** What is known when one or the other is. */
function either(one: Known, other: Known): Known {
  const both = [...one].flatMap(([field, values]): [string, ReadonlySet<number>][] => {
    const more = other.get(field);
    return more === undefined ? [] : [[field, new Set([...values, ...more])]];
  });
  return new Map(both);
}

/** A number alone means that it is not 0. */
function equalityOf(
  condition: Condition,
  isBool: IsBool,
): { readonly field: string; readonly value: number; readonly equal: boolean } | undefined {
  if (condition.op === 'field' && !isBool(condition.field)) return { field: condition.field, value: 0, equal: false };
  if (condition.op !== 'compare' || !['==', '!='].includes(condition.comparison)) return undefined;
  return { field: condition.field, value: condition.value, equal: condition.comparison === '==' };
}

function numbersIn(condition: Condition): readonly string[] {
  if (condition.op === 'not') return numbersIn(condition.term);
  return 'terms' in condition ? condition.terms.flatMap(numbersIn) : [condition.field];
}
