/** Conditions as TypeScript expressions. */

import type { ModelIndex } from '../../ir/index-of.js';
import type { StructIr } from '../../ir/model.js';
import type { Condition } from '../../load/condition.js';

/** `access` gives the expression that holds a field. */
export function conditionExpression(
  condition: Condition,
  struct: StructIr,
  index: ModelIndex,
  access: (field: string) => string,
): string {
  const nested = (term: Condition): string => {
    const text = conditionExpression(term, struct, index, access);
    return term.op === 'and' || term.op === 'or' ? `(${text})` : text;
  };
  switch (condition.op) {
    case 'and':
      return condition.terms.map(nested).join(' && ');
    case 'or':
      return condition.terms.map(nested).join(' || ');
    case 'not':
      return `!(${conditionExpression(condition.term, struct, index, access)})`;
    case 'bit':
      return `(${access(condition.field)} & ${bitText(condition.field, condition.bit, struct, index)}) !== 0`;
    case 'compare': {
      const operator =
        condition.comparison === '==' || condition.comparison === '!='
          ? `${condition.comparison}=`
          : condition.comparison;
      return `${access(condition.field)} ${operator} ${condition.value}`;
    }
    case 'field': {
      const type = struct.fields.find(field => field.name === condition.field)?.type;
      return type?.kind === 'int' ? `${access(condition.field)} !== 0` : access(condition.field);
    }
  }
}

/** `0x1 /* SIZE *\/` */
export function bitText(fieldName: string, bit: string, struct: StructIr, index: ModelIndex): string {
  return `0x${bitValue(fieldName, bit, struct, index).toString(16)} /* ${bit} */`;
}

/** The number of a bit of a flags field. */
export function bitValue(fieldName: string, bit: string, struct: StructIr, index: ModelIndex): number {
  const type = struct.fields.find(field => field.name === fieldName)?.type;
  const flags = type?.kind === 'int' && type.named !== undefined ? index.enumeration(type.named) : undefined;
  const value = flags?.values.find(({ name }) => name === bit)?.value;
  if (value === undefined) throw new TypeError(`${struct.name}.${fieldName} has no bit ${bit}`);
  return value;
}
