/** Conditions in words. */

import type { Condition } from '../load/condition.js';

/** How a text shows names, and signs that its markup would take for its own. */
export interface Marking {
  name(text: string): string;
  sign(text: string): string;
}

const PLAIN: Marking = { name: text => text, sign: text => text };

/** `change and not (count > 3)` */
export function conditionText(condition: Condition, marking: Marking = PLAIN): string {
  const text = (term: Condition): string => conditionText(term, marking);
  const nested = (term: Condition): string => (term.op === 'and' || term.op === 'or' ? `(${text(term)})` : text(term));
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.terms.map(nested).join(condition.op === 'and' ? ' and ' : ' or ');
    case 'not':
      return `not ${nested(condition.term)}`;
    case 'bit':
      return marking.name(`${condition.field}.${condition.bit}`);
    case 'compare':
      return `${marking.name(condition.field)} ${marking.sign(condition.comparison)} ${condition.value}`;
    case 'field':
      return marking.name(condition.field);
  }
}
