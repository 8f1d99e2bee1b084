/** Runs every pass over a model. */

import type { Diagnostics } from '../diagnostics.js';
import { keyOf, ModelIndex } from '../ir/index-of.js';
import type { Declared, Model } from '../ir/model.js';
import { checkBounds } from './bounds.js';
import { checkEnums } from './enums.js';
import { checkExtensions } from './extensions.js';
import { checkConditions } from './fields/conditions.js';
import { checkHot } from './fields/hot.js';
import { checkLists } from './fields/lists.js';
import { checkRoles } from './fields/roles.js';
import { checkFrames } from './frames.js';
import { checkNames } from './names.js';
import { checkNumbers } from './numbers.js';
import { checkReplies } from './replies.js';
import { checkLayouts } from './structs/layouts.js';
import { checkParams } from './structs/params.js';
import { checkSecrets } from './structs/secrets.js';
import { checkUnions } from './unions.js';

/** Checks the rules of the wire on all structs but the faulty ones. */
export function runPasses(whole: Model, faulty: ReadonlySet<string>, diagnostics: Diagnostics): void {
  if (!checkUnique(whole, diagnostics)) return; // a name that means two things means nothing to the other rules
  const index = new ModelIndex(whole);
  const files = whole.files.map(file => ({
    ...file,
    structs: file.structs.filter(struct => !faulty.has(keyOf(struct))),
  }));
  const model: Model = { files };
  checkNumbers(model, diagnostics);
  checkEnums(model, index, diagnostics);
  checkNames(model, index, diagnostics);
  checkConditions(model, index, diagnostics);
  checkRoles(model, index, diagnostics);
  checkLists(model, index, diagnostics);
  checkHot(model, index, diagnostics);
  checkLayouts(model, diagnostics);
  checkParams(model, index, diagnostics);
  checkSecrets(model, index, diagnostics);
  checkUnions(model, index, diagnostics);
  checkExtensions(model, index, diagnostics);
  checkReplies(model, index, diagnostics);
  const sized = checkFrames(model, index, diagnostics);
  checkBounds(model, index, sized, diagnostics);
}

/** False when a name is declared twice; members of unions declare structs, too. */
function checkUnique(model: Model, diagnostics: Diagnostics): boolean {
  const seen = new Map<string, Declared>();
  let unique = true;
  for (const declared of model.files.flatMap(file => [...file.structs, ...file.unions, ...file.enums])) {
    const other = seen.get(keyOf(declared));
    if (other === undefined) seen.set(keyOf(declared), declared);
    else {
      unique = false;
      if (diagnostics.has('NC307', declared.place)) continue;
      const text = `'${declared.name}' is already declared in ${other.place.file}`;
      diagnostics.add(
        'NC307',
        declared.place,
        text,
        'names are unique in a namespace, also those of members of unions',
      );
    }
  }
  return unique;
}
