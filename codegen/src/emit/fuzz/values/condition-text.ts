/** When a drawn member belongs to the value, as TypeScript expressions on what was drawn. */

import type { ModelIndex } from '../../../ir/index-of.js';
import type { FieldIr, StructIr, Versions } from '../../../ir/model.js';
import type { Condition } from '../../../load/condition.js';
import { quote } from '../../names.js';
import { flagOf } from '../holds.js';

/** All that must hold for a member to be there; empty when it always is. */
export function presenceTests(struct: StructIr, field: FieldIr, index: ModelIndex): readonly string[] {
  const before = struct.fields.slice(0, struct.fields.indexOf(field)).filter(other => other.optional && field.optional);
  return [
    ...versionTests(field.versions),
    ...layoutTest(struct, field),
    ...(field.condition === undefined ? [] : [conditionText(field.condition, struct, index)]),
    ...before.map(other => `drawn.${other.name} !== undefined`),
  ];
}

function versionTests(versions: Versions | undefined): readonly string[] {
  return [
    ...(versions?.since === undefined ? [] : [`params.version >= ${versions.since}`]),
    ...(versions?.until === undefined ? [] : [`params.version <= ${versions.until}`]),
  ];
}

function layoutTest({ layouts }: StructIr, field: FieldIr): readonly string[] {
  const having = (layouts ?? []).filter(({ fields }) => fields.includes(field.name));
  if (layouts === undefined || having.length === layouts.length) return [];
  if (having.length === 0) return ['false'];
  const [first] = layouts;
  const chosen = first === undefined ? 'params.layout' : `(params.layout ?? ${quote(first.name)})`;
  const tests = having.map(({ name }) => `${chosen} === ${quote(name)}`);
  return [tests.length === 1 ? tests.join('') : `(${tests.join(' || ')})`];
}

function conditionText(condition: Condition, struct: StructIr, index: ModelIndex): string {
  switch (condition.op) {
    case 'and':
    case 'or':
      return `(${condition.terms.map(term => conditionText(term, struct, index)).join(condition.op === 'and' ? ' && ' : ' || ')})`;
    case 'not':
      return `!(${conditionText(condition.term, struct, index)})`;
    case 'bit': {
      const flag = flagOf(struct, condition.field, condition.bit, index);
      const set = `(${access(struct, condition.field)} & 0x${(flag?.value ?? 0).toString(16)} /* ${condition.bit} */) !== 0`;
      return [...versionTests(flag?.versions), set].join(' && ');
    }
    case 'compare': {
      const { comparison } = condition;
      const operator = comparison === '==' || comparison === '!=' ? `${comparison}=` : comparison;
      return `${access(struct, condition.field)} ${operator} ${condition.value}`;
    }
    case 'field': {
      const type = struct.fields.find(field => field.name === condition.field)?.type;
      return type?.kind === 'int' ? `${access(struct, condition.field)} !== 0` : access(struct, condition.field);
    }
  }
}

/** What stands in a field that a condition looks at. */
function access(struct: StructIr, name: string): string {
  const role = struct.fields.find(field => field.name === name)?.role;
  if (role?.kind === 'count') return `drawn.${role.of}.length`;
  return role?.kind === 'const' ? JSON.stringify(role.value) : `drawn.${name}`;
}
