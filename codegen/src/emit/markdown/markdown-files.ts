/** The reference in Markdown: a page for each spec file, and one that lists all pages and numbers. */

import { join } from 'node:path';

import { ModelIndex } from '../../ir/index-of.js';
import type { FileIr, Model, Ref } from '../../ir/model.js';
import { typesIn } from '../../ir/types-in.js';
import { type PageContext, filePage } from './file-page.js';
import { indexPage } from './index-page.js';
import { Links, usersOf } from './links.js';
import { readVectors } from './example/vectors.js';

export interface MarkdownPlaces {
  /** Folder of the pages, relative to the root. */
  readonly docs: string;
  /** Folder of the spec, relative to the root, with a slash at the end. */
  readonly spec: string;
  /** Folder of the vectors, relative to the root. */
  readonly vectors: string | undefined;
  readonly root: string;
}

export function markdownFiles(
  model: Model,
  places: MarkdownPlaces,
): readonly (readonly [file: string, text: string])[] {
  const files = model.files.filter(file => file.output?.external !== true);
  const index = new ModelIndex(model);
  const links = new Links(files, index);
  const context: PageContext = {
    files,
    index,
    links,
    users: usersOf(files, partsOf),
    vectors: places.vectors === undefined ? new Map() : readVectors(join(places.root, places.vectors)),
    spec: `${'../'.repeat(places.docs.split('/').filter(part => part !== '').length)}${places.spec}`,
  };
  const pages = files.flatMap((file): readonly (readonly [string, string])[] => {
    const page = links.page(file);
    return page === undefined ? [] : [[page, filePage(file, context)]];
  });
  return [['README.md', indexPage(context)], ...pages];
}

/** What each declaration of a file consists of: pairs of user and part. */
function partsOf(file: FileIr): readonly (readonly [Ref, Ref])[] {
  const fields = file.structs.flatMap(struct =>
    struct.fields.flatMap(field =>
      typesIn(field.type).flatMap((type): (readonly [Ref, Ref])[] => ('ref' in type ? [[struct, type.ref]] : [])),
    ),
  );
  const members = file.unions.flatMap(union =>
    union.cases.flatMap(({ body, reply }) =>
      [body, reply].flatMap((part): (readonly [Ref, Ref])[] => (part === undefined ? [] : [[union, part]])),
    ),
  );
  return [...fields, ...members];
}
