/** Pieces of code that reading and writing share: tests for the end of a list and for closed enums, and parameters. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { ListEnd, TypeIr } from '../../ir/model.js';
import type { FileContext } from '../context.js';
import { conditionExpression } from './condition.js';

/** Expressions that are true for the terminator, and for an item that stops the list. */
export function endTests(
  type: TypeIr & { kind: 'list' },
  end: ListEnd,
  each: string,
  index: ModelIndex,
): { readonly terminator: string | undefined; readonly stop: string | undefined } {
  const { item } = type;
  const struct = item.kind === 'struct' ? index.struct(item.ref) : undefined;
  const terminator = end.terminator.map(({ field, value }) => `${each}.${field} === ${value}`).join(' && ');
  return {
    terminator: terminator === '' ? undefined : terminator,
    stop:
      end.stop === undefined || struct === undefined
        ? undefined
        : conditionExpression(end.stop, struct, index, name => `${each}.${name}`),
  };
}

/** `, params` when the struct has parameters. */
export function paramsOf(type: TypeIr & { kind: 'struct' }, context: FileContext): string {
  return context.index.struct(type.ref).params.length > 0 ? ', params' : '';
}

/** The test for numbers outside a closed enum. */
export function notDeclared(
  type: TypeIr & { kind: 'int' },
  expression: string,
  context: FileContext,
): { readonly condition: string; readonly explanation: string } | undefined {
  const declared = type.named === undefined ? undefined : context.index.enumeration(type.named);
  if (declared === undefined || declared.open) return undefined;
  const condition = declared.values.map(({ value }) => `${expression} !== ${value}`).join(' && ');
  return { condition, explanation: `is not a ${declared.name}` };
}
