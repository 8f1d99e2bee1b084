/** One YAML file as plain data, with the place of each part. Knows YAML, not the grammar of the spec. */

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
} from 'yaml';

import { Diagnostics, type Place } from '../diagnostics.js';

/** The way from the top of a file to one of its parts. */
export type Path = readonly (string | number)[];

export interface Source {
  /** As it is shown in diagnostics: relative to the config file, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Maps as objects, numbers as numbers; keys of maps are always strings. */
  readonly data: unknown;
  /** Place of the value at `path`, or of its key, or of the nearest part around it that exists. */
  place(path: Path, part?: 'key' | 'value'): Place;
}

/** Parses `text`; faults go to `diagnostics` and make the result undefined. */
export function parseSource(file: string, text: string, diagnostics: Diagnostics): Source | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, lineCounter: lines });
  const at = (offset: number): Place => placeAt(file, lines, offset);
  const faults = new Diagnostics();
  reportSyntax(document, at, faults);
  reportNodes(document, at, faults);
  for (const { code, message, hint, ...place } of faults.sorted()) diagnostics.add(code, place, message, hint);
  if (faults.count > 0) return undefined; // the data of such a document may not even be readable
  if (document.contents === null) {
    diagnostics.add('NC105', at(0), 'the file is empty', 'start with `wire: 0`');
    return undefined;
  }
  return {
    file,
    text,
    data: document.toJS(),
    place: (path, part = 'value') => at(offsetOf(document.contents, path, part)),
  };
}

function placeAt(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

const SYNTAX_CODES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'NC102',
  MULTIPLE_DOCS: 'NC104',
  TAG_RESOLVE_FAILED: 'NC106',
};

function reportSyntax(document: Document.Parsed, at: (offset: number) => Place, diagnostics: Diagnostics): void {
  for (const fault of [...document.errors, ...document.warnings]) {
    const text =
      fault.code === 'MULTIPLE_DOCS'
        ? 'a file holds one document only'
        : (fault.message.split(/ at line \d+, column \d+:/)[0] ?? '');
    diagnostics.add(SYNTAX_CODES[fault.code] ?? 'NC101', at(fault.pos[0]), text.replace(/\s+/g, ' ').trim());
  }
}

/** Parts of YAML that specs do without: anchors, aliases, and keys that are not plain. */
function reportNodes(document: Document.Parsed, at: (offset: number) => Place, diagnostics: Diagnostics): void {
  const hint = 'write the text out, or declare a struct and name it';
  visit(document, {
    Alias: (_key, node) => diagnostics.add('NC103', at(node.range?.[0] ?? 0), 'aliases are not allowed', hint),
    Pair: (_key, { key }) => {
      if (!isScalar(key))
        diagnostics.add('NC109', at(isNode(key) ? (key.range?.[0] ?? 0) : 0), 'keys are plain words or numbers');
    },
    Node: (_key, node) => {
      if (!isAlias(node) && isNode(node) && 'anchor' in node && node.anchor !== undefined) {
        diagnostics.add('NC103', at(node.range?.[0] ?? 0), 'anchors are not allowed', hint);
      }
    },
  });
}

function offsetOf(top: ParsedNode | null, path: Path, part: 'key' | 'value'): number {
  let node: Node | null | undefined = top;
  let offset = top?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    const next = child(node, step);
    if (next === undefined) return offset;
    offset = (last && part === 'key' ? next.key : next.value) ?? next.key ?? offset;
    node = next.node;
  }
  return offset;
}

interface Child {
  readonly node: Node | null;
  readonly key: number | undefined;
  readonly value: number | undefined;
}

function child(node: Node | null | undefined, step: string | number): Child | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { node: item, key: item.range?.[0], value: item.range?.[0] } : undefined;
  }
  if (!isMap(node)) return undefined;
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key) || String(pair.key.value) !== String(step)) continue;
    const value = isNode(pair.value) ? pair.value : null;
    return { node: value, key: pair.key.range?.[0], value: value?.range?.[0] };
  }
  return undefined;
}
