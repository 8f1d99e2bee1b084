/** What a spec file declares, also by `create:` under `extend:`, each with its path in the file. */

import type { RawFile, RawMessage, RawStruct, RawUnion } from '../load/grammar.js';
import type { Path } from '../load/source.js';

export interface Named<T> {
  readonly name: string;
  readonly raw: T;
  readonly path: Path;
}

/** Structs of a file, first those of its own section. */
export function structsOf(file: RawFile): readonly Named<RawStruct>[] {
  return [...section(file, 'structs'), ...created<RawStruct>(file, 'struct')];
}

export function messagesOf(file: RawFile): readonly Named<RawMessage>[] {
  return section(file, 'messages');
}

export function unionsOf(file: RawFile): readonly Named<RawUnion>[] {
  return [...section(file, 'unions'), ...created<RawUnion>(file, 'union')];
}

function section<Section extends 'structs' | 'messages' | 'unions'>(
  file: RawFile,
  name: Section,
): readonly Named<NonNullable<RawFile[Section]>[string]>[] {
  type Raw = NonNullable<RawFile[Section]>[string];
  return Object.entries((file[name] ?? {}) as Readonly<Record<string, Raw>>).map(([key, raw]) => ({
    name: key,
    raw,
    path: [name, key],
  }));
}

/** The schema has seen to it that `create` is what the key beside it says. */
function created<T extends RawStruct | RawUnion>(file: RawFile, key: 'struct' | 'union'): readonly Named<T>[] {
  return (file.extend ?? []).flatMap(({ [key]: name, create }, index) =>
    name === undefined || create === undefined ? [] : [{ name, raw: create as T, path: ['extend', index, 'create'] }],
  );
}
