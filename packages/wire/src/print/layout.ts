/** Puts printed pieces on one line or in a tree of lines. Knows nothing of messages. */

/** Text, a structure, or a list. */
export type Piece =
  | string
  | { readonly title: string; readonly members: readonly (readonly [name: string, piece: Piece])[] }
  /** `more` items are not shown. */
  | { readonly items: readonly Piece[]; readonly more: number };

/** `SftpClose { requestId: 1, handle: <2 bytes: 0001> }` */
export function oneLine(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if ('items' in piece) return `[${[...piece.items.map(oneLine), ...moreText(piece.more)].join(', ')}]`;
  const members = piece.members.map(([name, member]) => `${name}: ${oneLine(member)}`).join(', ');
  const title = piece.title === '' ? '' : `${piece.title} `;
  return members === '' ? `${title}{}` : `${title}{ ${members} }`;
}

/** One member a line, indented under what it belongs to. */
export function asTree(piece: Piece): string {
  return treeLines(piece).join('\n');
}

/** The first line goes behind the name of the member. */
function treeLines(piece: Piece): readonly string[] {
  if (typeof piece === 'string') return [piece];
  if ('items' in piece) {
    const items = piece.items.flatMap((item, index) => entry(`[${index}]`, item));
    const count = piece.items.length + piece.more;
    return [`${count} ${count === 1 ? 'item' : 'items'}`, ...[...items, ...moreText(piece.more)].map(indented)];
  }
  return [piece.title, ...piece.members.flatMap(([name, member]) => entry(`${name}:`, member)).map(indented)];
}

function entry(name: string, piece: Piece): readonly string[] {
  const [first = '', ...rest] = treeLines(piece);
  return [first === '' ? name : `${name} ${first}`, ...rest];
}

function indented(line: string): string {
  return `  ${line}`;
}

function moreText(more: number): readonly string[] {
  return more > 0 ? [`... ${more} more`] : [];
}
