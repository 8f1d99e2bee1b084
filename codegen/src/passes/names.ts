/** Names that would collide in the generated TypeScript, and uses that no import can serve. */

import type { Diagnostics } from '../diagnostics.js';
import type { ModelIndex } from '../ir/index-of.js';
import type { Declared, FileIr, Model, Ref, StructIr } from '../ir/model.js';
import { refsIn } from './walk.js';

export function checkNames(model: Model, index: ModelIndex, diagnostics: Diagnostics): void {
  const byPackage = new Map<string, Map<string, string>>();
  for (const file of model.files) {
    for (const struct of file.structs) checkFieldNames(struct, diagnostics);
    if (file.output === undefined) continue;
    const names = byPackage.get(file.output.package) ?? new Map<string, string>();
    byPackage.set(file.output.package, names);
    for (const declared of [...file.enums, ...file.structs, ...file.unions])
      declare(declared, file, names, diagnostics);
    checkReach(file, index, diagnostics);
  }
}

function checkFieldNames(struct: StructIr, diagnostics: Diagnostics): void {
  const seen = new Set<string>();
  for (const field of struct.fields) {
    if (seen.has(field.name))
      diagnostics.add('NC421', field.place, `'${struct.name}' has two fields named '${field.name}'`);
    seen.add(field.name);
  }
}

/** Types that generated files use themselves. */
const USED = new Set([
  'Codec',
  'MessageDef',
  'MessageTable',
  'Omit',
  'Uint8Array',
  'UnknownMember',
  'WireReader',
  'WireWriter',
]);

function declare(declared: Declared, file: FileIr, names: Map<string, string>, diagnostics: Diagnostics): void {
  const other = names.get(declared.name);
  if (USED.has(declared.name))
    diagnostics.add('NC424', declared.place, `'${declared.name}' is a name that generated code uses itself`);
  if (other === undefined) names.set(declared.name, file.spec);
  else {
    const message = `'${declared.name}' would be declared twice in the package ${file.output?.package}, also from ${other}`;
    diagnostics.add('NC420', declared.place, message, 'names are unique in a package');
  }
}

/** Everything a file uses is generated into the same package. */
function checkReach(file: FileIr, index: ModelIndex, diagnostics: Diagnostics): void {
  const check = (ref: Ref, place: Declared['place']): void => {
    const target = index.file(ref).output;
    if (target === undefined) {
      diagnostics.add(
        'NC431',
        place,
        `'${ref.name}' stands in ${index.file(ref).spec}, which has no output`,
        'list that file under outputs in the config',
      );
    } else if (target.package !== file.output?.package) {
      const message = `'${ref.name}' belongs to the package ${target.package}: packages do not share declarations`;
      diagnostics.add('NC430', place, message, `declare the field as bytes with 'holds: ${ref.name}'`);
    }
  };
  for (const struct of file.structs) {
    for (const field of struct.fields) for (const ref of refsIn(field.type)) check(ref, field.place);
  }
  for (const union of file.unions) {
    for (const { body, reply, place } of union.cases) {
      if (body !== undefined) check(body, place);
      if (reply !== undefined && index.file(reply).spec !== file.spec) {
        const message = `the reply '${reply.name}' stands in ${index.file(reply).spec}, which is not supported yet`;
        diagnostics.add('NC309', place, message, `declare it in ${file.spec}`);
      }
    }
  }
}
