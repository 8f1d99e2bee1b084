/** Keeps folders small: past the limit of source files, split by concern. Tests and the index do not count. */

import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

export const directorySize = {
  meta: {
    type: 'suggestion',
    schema: [
      { type: 'object', properties: { max: { type: 'integer' } }, required: ['max'], additionalProperties: false },
    ],
    messages: { tooMany: '{{directory}} has {{count}} source files; the limit is {{max}}.' },
  },
  create(context) {
    const { max } = context.options[0];
    return {
      Program(node) {
        const directory = dirname(context.filename);
        const sources = sourcesIn(directory);
        const reporter = sources[0]; // one report for a folder, at its first file
        if (sources.length > max && reporter === basename(context.filename)) {
          context.report({
            node,
            messageId: 'tooMany',
            data: { directory, count: String(sources.length), max: String(max) },
          });
        }
      },
    };
  },
};

function sourcesIn(directory) {
  let names;
  try {
    names = readdirSync(directory);
  } catch (error) {
    if (error.code === 'ENOENT') return []; // text linted under a name that is not on disk
    throw error;
  }
  return names.filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'index.ts').sort();
}
