import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { compile } from '../compile.js';

const scenario = fileURLToPath(new URL('../../test/scenarios/two-files', import.meta.url));

describe('the model', () => {
  const { model } = compile({ config: `${scenario}/nacre.yaml` });

  test('is plain data, as recorded', async () => {
    await expect(`${JSON.stringify(model, undefined, 2)}\n`).toMatchFileSnapshot(`${scenario}/expected-model.json`);
  });

  test('is frozen throughout', () => {
    const unfrozen: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) unfrozen.push(path);
      for (const [key, part] of Object.entries(value)) visit(part, `${path}.${key}`);
    };
    visit(model, 'model');
    expect(unfrozen).toEqual([]);
  });
});
