/** Parser of `if:` conditions. The result is data: conditions are compiled or interpreted, never evaluated as code. */

import { Cursor, tokenize } from './type-expression.js';

export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>=';

export type Condition =
  | { readonly op: 'field'; readonly field: string }
  | { readonly op: 'bit'; readonly field: string; readonly bit: string }
  | { readonly op: 'compare'; readonly field: string; readonly comparison: Comparison; readonly value: number }
  | { readonly op: 'not'; readonly term: Condition }
  | { readonly op: 'and' | 'or'; readonly terms: readonly Condition[] };

/** Throws ExpressionError. */
export function parseCondition(text: string): Condition {
  const tokens = tokenize(
    text,
    /[a-z][A-Za-z0-9]*(\.[A-Z][A-Z0-9_]*)?|0x[0-9a-fA-F]+|\d+|&&|\|\||==|!=|<=|>=|[!<>()]/y,
  );
  const cursor = new Cursor(tokens, text.length);
  const condition = parseChain(cursor, 'or');
  cursor.expectEnd();
  return condition;
}

/** Fields that a condition looks at. */
export function conditionFields(condition: Condition): readonly string[] {
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.terms.flatMap(conditionFields);
    case 'not':
      return conditionFields(condition.term);
    default:
      return [condition.field];
  }
}

function parseChain(cursor: Cursor, op: 'and' | 'or'): Condition {
  const symbol = op === 'or' ? '||' : '&&';
  const part = (): Condition => (op === 'or' ? parseChain(cursor, 'and') : parseTerm(cursor));
  const terms = [part()];
  while (cursor.accept(symbol)) terms.push(part());
  return terms.length === 1 ? (terms[0] as Condition) : { op, terms };
}

function parseTerm(cursor: Cursor): Condition {
  if (cursor.accept('!')) return { op: 'not', term: parseTerm(cursor) };
  if (cursor.accept('(')) {
    const inner = parseChain(cursor, 'or');
    cursor.take(/^\)$/, "')'");
    return inner;
  }
  const [field, bit] = cursor.take(/^[a-z]/, 'a field').split('.') as [string, string | undefined];
  if (bit !== undefined) return { op: 'bit', field, bit };
  if (!/^(==|!=|<|>|<=|>=)$/.test(cursor.peek() ?? '')) return { op: 'field', field };
  const comparison = cursor.take(/./, 'a comparison') as Comparison;
  return { op: 'compare', field, comparison, value: Number(cursor.take(/^(0x[0-9a-fA-F]+|\d+)$/, 'a number')) };
}
