/** JSON Schema of the config file. */

import { shape } from './schema-shape.js';

/** The schema of the config file. */
export const CONFIG_SCHEMA = shape(
  {
    config: { const: 0 },
    outputs: {
      type: 'array',
      items: shape(
        {
          spec: { type: 'string' },
          package: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
          file: { type: 'string', pattern: '^[a-z0-9-]+\\.ts$' },
        },
        ['spec', 'package', 'file'],
      ),
    },
    emit: shape(
      {
        packages: { type: 'string' },
        fuzz: { type: 'string' },
        module: { type: 'string' },
        schema: { type: 'string' },
        docs: { type: 'string' },
        json: { type: 'string' },
        dissector: { type: 'string' },
        dictionaries: { type: 'string' },
        vectors: { type: 'string' },
        inventory: { type: 'string' },
        exceptions: { type: 'string' },
      },
      ['packages'],
    ),
  },
  ['config', 'outputs', 'emit'],
);
