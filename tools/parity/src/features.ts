/** The list of rows that tests can prove, read from `docs/features.yaml`. */

import { parse } from 'yaml';

export interface Area {
  readonly id: string;
  readonly title: string;
  /** Row id to title. */
  readonly rows: ReadonlyMap<string, string>;
}

/** Throws an Error that names what is wrong with the text. */
export function parseFeatures(text: string): readonly Area[] {
  const document: unknown = parse(text);
  if (!isRecord(document)) throw new Error('features: the file must hold areas by id');
  const areas = Object.entries(document).map(([id, area]) => parseArea(id, area));
  const ids = areas.flatMap(area => [...area.rows.keys()]);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`features: ${twice} is there twice`);
  return areas;
}

function parseArea(id: string, area: unknown): Area {
  if (!isRecord(area) || typeof area['title'] !== 'string' || !isRecord(area['rows'])) {
    throw new Error(`features: area ${id} needs a title and rows`);
  }
  const rows = new Map<string, string>();
  for (const [row, title] of Object.entries(area['rows'])) {
    if (typeof title !== 'string') throw new Error(`features: the title of ${row} is not a text`);
    if (row.replace(/-?\d+$/, '') !== id) throw new Error(`features: ${row} does not belong to area ${id}`);
    rows.set(row, title);
  }
  return { id, title: area['title'], rows };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
