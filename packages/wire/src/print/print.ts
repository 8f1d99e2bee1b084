/** Prints decoded messages for people: one line or a tree, without secrets, safe for a terminal or a log. */

import type { ListShape, Shape, StructShape, UnionShape } from './shape.js';
import { octetsText, personalText, scalarText, secretOctetsText, SECRET, UNPRINTABLE } from './scalars.js';
import { flagsText, numberText } from './numbers.js';
import { asTree, type Piece, oneLine } from './layout.js';

export interface PrintOptions {
  /** Names of people and hosts, paths and the like. Default: 'hide'. */
  readonly personal?: 'show' | 'hide';
  /** Octets of a string, or characters of a text, that are shown; the rest is only counted. Default: 32. */
  readonly maxBytes?: number;
  /** Items of a list that are shown. Default: 16. */
  readonly maxItems?: number;
  /** Longest line; what does not fit becomes a tree. Infinity gives one line always, 0 a tree always. Default: 100. */
  readonly width?: number;
  /** Version of the protocol where names of numbers depend on it. Without it all names are given. */
  readonly version?: number;
}

/** Defaults, and the depth at which a value cannot be what the shape says. */
export const PRINT_DEFAULTS = { personal: 'hide', maxBytes: 32, maxItems: 16, width: 100 } as const;
const MAX_DEPTH = 32;

/** Options with nothing left open. */
export type Settings = Required<Omit<PrintOptions, 'version'>> & { readonly version: number | undefined };

/**
 * A message or structure as text. Never throws: what is not as the shape says prints as `<?>`.
 * Members that the shape does not name, such as exact octets kept beside the decoded ones, are not printed.
 */
export function printMessage(shape: StructShape, value: unknown, options: PrintOptions = {}): string {
  const settings: Settings = { ...PRINT_DEFAULTS, version: undefined, ...options };
  const piece = structPiece(shape.name, shape, value, settings, 0);
  const line = oneLine(piece);
  return line.length <= settings.width ? line : asTree(piece);
}

function pieceOf(shape: Shape, value: unknown, settings: Settings, depth: number): Piece {
  if (shape === 'secret') return SECRET;
  if (depth > MAX_DEPTH) return UNPRINTABLE;
  if (shape === 'plain') return scalarText(value, settings);
  if (shape === 'text') return octetsText(value, settings);
  switch (shape.kind) {
    case 'secretOctets':
      return secretOctetsText(shape.length);
    case 'personal':
      return settings.personal === 'show' ? pieceOf(shape.shape, value, settings, depth) : personalText();
    case 'enum':
      return numberText(shape.names, value, settings.version);
    case 'flags':
      return flagsText(shape, value, settings.version);
    case 'list':
      return listPiece(shape, value, settings, depth);
    case 'struct':
      return structPiece('', shape, value, settings, depth);
    case 'union':
      return unionPiece(shape, value, settings, depth);
  }
}

function structPiece(title: string, shape: StructShape, value: unknown, settings: Settings, depth: number): Piece {
  if (!isRecord(value)) return UNPRINTABLE;
  const members = Object.entries(shape.members).flatMap(([name, member]): (readonly [string, Piece])[] => {
    const held = value[name];
    return held === undefined ? [] : [[name, pieceOf(member, held, settings, depth + 1)]];
  });
  return { title, members };
}

function unionPiece(shape: UnionShape, value: unknown, settings: Settings, depth: number): Piece {
  if (!isRecord(value)) return UNPRINTABLE;
  const tag = value[shape.tag];
  if (tag === undefined) {
    const name = scalarText(value['name'] ?? value['number'], settings);
    return {
      title: `unknown ${name}`,
      members: [['data', pieceOf(shape.unknown, value['data'], settings, depth + 1)]],
    };
  }
  if (typeof tag !== 'string' && typeof tag !== 'number') return UNPRINTABLE;
  const known = Object.hasOwn(shape.members, tag) ? shape.members[tag] : undefined;
  if (known === undefined) return UNPRINTABLE;
  const [label, body] = known;
  return body === undefined ? label : structPiece(label, body, value, settings, depth);
}

function listPiece(shape: ListShape, value: unknown, settings: Settings, depth: number): Piece {
  if (!Array.isArray(value)) return UNPRINTABLE;
  const items = value
    .slice(0, settings.maxItems)
    .map((item: unknown) => pieceOf(shape.item, item, settings, depth + 1));
  return { items, more: value.length - items.length };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
