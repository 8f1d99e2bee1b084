/** Runs every pass over a model. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, ModelIndex } from '../ir/index-of.js';
import type { Model } from '../ir/model.js';
import { checkBounds } from './bounds.js';
import { checkFields } from './fields.js';
import { checkFrames } from './frames.js';
import { checkNames } from './names.js';
import { checkNumbers } from './numbers.js';
import { Sizes } from './sizes.js';
import { checkUnions } from './unions.js';

/** Checks the rules of the wire on all structs but the faulty ones. */
export function runPasses(whole: Model, faulty: ReadonlySet<string>, diagnostics: Diagnostics): void {
  const index = new ModelIndex(whole);
  const files = whole.files.map(file => ({
    ...file,
    structs: file.structs.filter(struct => !faulty.has(keyOf(struct))),
  }));
  const model: Model = { files };
  checkNumbers(model, diagnostics);
  checkBounds(model, index, new Sizes(index), diagnostics);
  checkNames(model, index, diagnostics);
  checkFields(model, index, diagnostics);
  checkUnions(model, index, diagnostics);
  checkFrames(model, index, diagnostics);
}
