/** Rows of the inventory against what a spec declares: how much is there, and what is missing. Prints nothing. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Diagnostics, Place } from './diagnostics.js';
import type { FileIr, Model } from './ir/model.js';
import type { Loaded } from './load/load.js';
import { type Path, parseSource, type Source } from './load/source.js';

/** How much of one area a spec declares. */
export interface AreaCoverage {
  readonly area: string;
  readonly total: number;
  readonly declared: number;
  /** Rows that the exceptions name, with a reason. */
  readonly excepted: number;
  readonly missing: readonly { readonly id: string; readonly name: string }[];
}

/** The inventory that a config names, and what it leaves out. */
export interface Rows {
  readonly areas: readonly { readonly area: string; readonly rows: readonly Row[] }[];
  readonly exceptions: readonly Row[];
}

interface Row {
  readonly id: string;
  /** What it is called; of an exception, the reason. */
  readonly name: string;
  readonly place: Place;
}

/** Reads what `emit.inventory` and `emit.exceptions` name. Undefined without an inventory, or when it has faults. */
export function loadRows({ config, folder }: Loaded, diagnostics: Diagnostics): Rows | undefined {
  const { inventory, exceptions } = config.emit;
  if (inventory === undefined) return undefined;
  const areas = read(inventory, folder, diagnostics, source => areasOf(source, diagnostics));
  const out =
    exceptions === undefined ? [] : read(exceptions, folder, diagnostics, source => exceptionsOf(source, diagnostics));
  return areas === undefined || out === undefined ? undefined : { areas, exceptions: out };
}

/** Reports rows that are declared, but not in the inventory, and exceptions that are none. */
export function checkRows(model: Model, rows: Rows, diagnostics: Diagnostics): void {
  const all = new Map<string, string>();
  for (const { area, rows: own } of rows.areas) {
    for (const { id, place } of own) {
      const other = all.get(id);
      if (other !== undefined) diagnostics.add('NC491', place, `the row '${id}' is listed in '${other}', too`);
      all.set(id, area);
    }
  }
  const declared = declaredRows(model);
  for (const { id, place } of declared) {
    if (!all.has(id)) diagnostics.add('NC490', place, `'${id}' is not a row of the inventory`);
  }
  for (const { id, name, place } of rows.exceptions) {
    if (!all.has(id)) diagnostics.add('NC491', place, `the exception '${id}' is not a row of the inventory`);
    else if (declared.some(row => row.id === id)) {
      diagnostics.add('NC491', place, `the exception '${id}' is declared`, 'remove it from the exceptions');
    } else if (name.trim() === '') diagnostics.add('NC491', place, `the exception '${id}' has no reason`);
  }
}

/** Counts the rows of each area. */
export function coverage(model: Model, rows: Rows): readonly AreaCoverage[] {
  const declared = new Set(declaredRows(model).map(({ id }) => id));
  const excepted = new Set(rows.exceptions.map(({ id }) => id));
  return rows.areas.map(({ area, rows: own }) => {
    const missing = own.filter(({ id }) => !declared.has(id) && !excepted.has(id));
    return {
      area,
      total: own.length,
      declared: own.filter(({ id }) => declared.has(id)).length,
      excepted: own.filter(({ id }) => excepted.has(id)).length,
      missing: missing.map(({ id, name }) => ({ id, name })),
    };
  });
}

interface DeclaredRow {
  readonly id: string;
  readonly place: Place;
}

/** Every `id` of the files that this config generates code for or reads; those of installed packages have their own inventory. */
function declaredRows(model: Model): readonly DeclaredRow[] {
  const own = model.files.filter(({ output }) => output?.external !== true);
  return own.flatMap(file =>
    declarationsOf(file).flatMap(({ ids, place }) => ids.map((id): DeclaredRow => ({ id, place }))),
  );
}

function declarationsOf(file: FileIr): readonly { readonly ids: readonly string[]; readonly place: Place }[] {
  const members = file.unions.flatMap(union => union.cases);
  const added = file.extensions.map(({ member }) => member);
  return [...file.enums, ...file.structs, ...file.unions, ...file.spaces, ...members, ...added];
}

/** Undefined when the file cannot be used, which is then reported. */
function read<T>(file: string, folder: string, diagnostics: Diagnostics, parse: (source: Source) => T): T | undefined {
  const before = diagnostics.count;
  const source = readSource(file, folder, diagnostics);
  const parsed = source === undefined ? undefined : parse(source);
  return diagnostics.count > before ? undefined : parsed;
}

function readSource(file: string, folder: string, diagnostics: Diagnostics): Source | undefined {
  try {
    return parseSource(file, readFileSync(join(folder, file), 'utf8'), diagnostics);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    diagnostics.add('NC107', { file, line: 1, column: 1 }, `cannot be read: ${reason}`);
    return undefined;
  }
}

function areasOf(source: Source, diagnostics: Diagnostics): Rows['areas'] {
  const { inventory, areas } = recordOf(source.data);
  if (inventory !== 0) diagnostics.add('NC201', source.place(['inventory']), "'inventory' must be 0");
  if (!Array.isArray(areas)) {
    diagnostics.add('NC201', source.place(['areas']), "'areas' must be a list");
    return [];
  }
  return areas.map((value: unknown, index) => {
    const { area, ids } = recordOf(value);
    if (typeof area !== 'string')
      diagnostics.add('NC201', source.place(['areas', index]), "an area lacks its name, 'area'");
    return { area: String(area), rows: rowsOf(ids, ['areas', index, 'ids'], source, diagnostics) };
  });
}

function exceptionsOf(source: Source, diagnostics: Diagnostics): readonly Row[] {
  const { exceptions, rows } = recordOf(source.data);
  if (exceptions !== 0) diagnostics.add('NC201', source.place(['exceptions']), "'exceptions' must be 0");
  return rowsOf(rows, ['rows'], source, diagnostics);
}

function rowsOf(value: unknown, path: Path, source: Source, diagnostics: Diagnostics): readonly Row[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    diagnostics.add('NC201', source.place(path), `'${path.at(-1)}' must be a map of rows to text`);
    return [];
  }
  return Object.entries(value).map(([id, name]): Row => {
    const place = source.place([...path, id], 'key');
    if (typeof name !== 'string') diagnostics.add('NC201', place, `'${id}' must be text`);
    return { id, name: String(name), place };
  });
}

function recordOf(
  value: unknown,
): Readonly<Record<'inventory' | 'exceptions' | 'areas' | 'area' | 'ids' | 'rows', unknown>> {
  const record = typeof value === 'object' && value !== null ? value : {};
  return {
    inventory: undefined,
    exceptions: undefined,
    areas: undefined,
    area: undefined,
    ids: undefined,
    rows: undefined,
    ...record,
  };
}
