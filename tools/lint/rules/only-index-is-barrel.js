/** Only a package's public entry points gather exports, and they name each of them. */

import { basename } from 'node:path';

export const onlyIndexIsBarrel = {
  meta: {
    type: 'suggestion',
    schema: [
      {
        type: 'object',
        properties: { entries: { type: 'array', items: { type: 'string' } } },
        additionalProperties: false,
      },
    ],
    messages: {
      barrel: 'This file only re-exports: import from where the names are defined, or put them into index.ts.',
      star: 'List the exported names.',
    },
  },
  create(context) {
    const isEntry = ['index.ts', ...(context.options[0]?.entries ?? [])].includes(basename(context.filename));
    return {
      ExportAllDeclaration(node) {
        context.report({ node, messageId: 'star' });
      },
      Program(node) {
        const statements = node.body.filter(statement => statement.type !== 'ImportDeclaration');
        const only = statements.length > 1 && statements.every(isReexport);
        if (!isEntry && only) context.report({ node, messageId: 'barrel' });
      },
    };
  },
};

function isReexport(statement) {
  if (statement.type === 'ExportAllDeclaration') return true;
  return statement.type === 'ExportNamedDeclaration' && statement.source !== null;
}
