import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { compile } from '../compile.js';
import { ModelIndex } from '../ir/index-of.js';
import type { Model } from '../ir/model.js';
import { MaximumSizes, Sizes } from './sizes.js';

const config = fileURLToPath(new URL('../../test/scenarios/every-construct/nacre.yaml', import.meta.url));
const { model } = compile({ config, emit: false });
const index = new ModelIndex(model as Model);

/** Limits of the scenario: names 64, bytes 1000, lists 10. */
test.each([
  ['Point', 8, 8],
  ['RestText', 0, 1000],
  ['RestNames', 0, 8 * 33],
  ['HotWrite', 4 + 4 + 8 + 4, 4 + (4 + 256) + 8 + (4 + 1000)],
  ['Present', 4, 4 + 1 + (4 + 200) + 2 + 1 + (4 + 10 * 8)],
  ['Tail', 1, 1 + (4 + 200) + (4 + 64)],
  ['Padded', 5, 5 + 3 * 8 + 254],
  ['Mode', 1, 5],
  ['Terminated', 1, 11 * 5 + 1],
])('%s takes %i to %i bytes', (name, least, most) => {
  const ref = { namespace: 'demo', name };
  expect([new Sizes(index).struct(ref), new MaximumSizes(index).struct(ref)]).toEqual([least, most]);
});
