/** Imports come in groups (runtime, external, workspace, local), in this order, with a blank line between. */

import { isBuiltin } from 'node:module';

const NAMES = ['runtime', 'external', 'workspace', 'local'];

export const importGroups = {
  meta: {
    type: 'layout',
    fixable: 'code',
    schema: [],
    messages: {
      order: 'The {{group}} imports come before the {{previous}} ones.',
      gap: 'A blank line goes between the {{previous}} imports and the {{group}} ones.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    return {
      Program(program) {
        const imports = program.body.filter(node => node.type === 'ImportDeclaration');
        const broken = firstBroken(imports, sourceCode);
        if (broken === undefined) return;
        const fix = sortable(imports, sourceCode) ? fixer => regroup(fixer, imports, sourceCode) : null;
        context.report({ ...broken, fix });
      },
    };
  },
};

function firstBroken(imports, sourceCode) {
  for (const [index, node] of imports.entries()) {
    const before = imports[index - 1];
    if (before === undefined || groupOf(before) === groupOf(node)) continue;
    const data = { group: NAMES[groupOf(node)], previous: NAMES[groupOf(before)] };
    if (groupOf(node) < groupOf(before)) return { node, messageId: 'order', data };
    const lines = sourceCode.lines.slice(before.loc.end.line, node.loc.start.line - 1);
    if (!lines.some(line => line.trim() === '')) return { node, messageId: 'gap', data };
  }
  return undefined;
}

/** Nothing but white space stands between the imports, so that moving them moves nothing else. */
function sortable(imports, sourceCode) {
  return imports.every((node, index) => {
    const next = imports[index + 1];
    return next === undefined || sourceCode.text.slice(node.range[1], next.range[0]).trim() === '';
  });
}

function regroup(fixer, imports, sourceCode) {
  const groups = NAMES.map((_, group) => imports.filter(node => groupOf(node) === group));
  const texts = groups
    .filter(group => group.length > 0)
    .map(group => group.map(node => sourceCode.getText(node)).join('\n'));
  return fixer.replaceTextRange([imports[0].range[0], imports.at(-1).range[1]], texts.join('\n\n'));
}

function groupOf(node) {
  const source = node.source.value;
  if (isBuiltin(source)) return 0;
  if (source.startsWith('.')) return 3;
  return source.startsWith('@nacre/') ? 2 : 1;
}
