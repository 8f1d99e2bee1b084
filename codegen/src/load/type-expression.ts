/** Parser of type expressions such as `box(SftpName[u32])`. Does not know which names are declared. */

/** How many items a list has: counted by a u32 in front, by a parameter, by a field, or up to the end of the frame. */
export type CountExpression =
  | { readonly by: 'u32' }
  | { readonly by: 'param'; readonly name: string }
  | { readonly by: 'field'; readonly name: string }
  | { readonly by: 'end' };

export type TypeExpression =
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'raw'; readonly length: number }
  | { readonly kind: 'sized'; readonly param: string }
  | { readonly kind: 'box'; readonly inner: TypeExpression }
  | { readonly kind: 'list'; readonly item: TypeExpression; readonly count: CountExpression }
  | { readonly kind: 'union'; readonly name: string; readonly by: string; readonly at: number }
  | { readonly kind: 'tagged'; readonly name: string; readonly at: number };

/** What is wrong, and where in the expression. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Throws ExpressionError. */
export function parseType(text: string): TypeExpression {
  const tokens = tokenize(text, /[A-Za-z][A-Za-z0-9.]*|\d+|\$[a-z][A-Za-z0-9]*|[()[\]]/y);
  const cursor = new Cursor(tokens, text.length);
  const type = parsePostfix(cursor);
  cursor.expectEnd();
  return type;
}

/** Parts of an expression: names, numbers, brackets. More would only exhaust the stack. */
const MOST_TOKENS = 100;

/** Splits `text` into the tokens of a sticky pattern, leaving out blanks. Throws ExpressionError. */
export function tokenize(text: string, pattern: RegExp): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new ExpressionError(at, `'${text.slice(at, at + 8)}' does not belong here`);
    tokens.push({ text: match[0], at });
    if (tokens.length > MOST_TOKENS) throw new ExpressionError(at, `more than ${MOST_TOKENS} parts`);
    at += match[0].length;
  }
  return tokens;
}

/** Reads tokens one after the other. */
export class Cursor {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  get at(): number {
    return this.#tokens[this.#next]?.at ?? this.#end;
  }

  peek(): string | undefined {
    return this.#tokens[this.#next]?.text;
  }

  take(pattern: RegExp, what: string): string {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new ExpressionError(this.#end, `${what} expected at the end`);
    if (!pattern.test(token.text)) throw new ExpressionError(token.at, `${what} expected, not '${token.text}'`);
    this.#next++;
    return token.text;
  }

  accept(text: string): boolean {
    if (this.peek() !== text) return false;
    this.#next++;
    return true;
  }

  expectEnd(): void {
    if (this.peek() !== undefined) throw new ExpressionError(this.at, `'${this.peek()}' does not belong here`);
  }
}

const NAME = /^[A-Za-z][A-Za-z0-9.]*$/;

function parsePostfix(cursor: Cursor): TypeExpression {
  let type = parsePrimary(cursor);
  while (cursor.accept('[')) {
    type = { kind: 'list', item: type, count: parseCount(cursor) };
    cursor.take(/^\]$/, "']'");
  }
  return type;
}

function parseCount(cursor: Cursor): CountExpression {
  if (cursor.peek() === ']') return { by: 'end' };
  const name = cursor.take(/^(\$[a-z][A-Za-z0-9]*|[a-z][A-Za-z0-9]*)$/, "u32, '$parameter' or a field");
  if (name === 'u32') return { by: 'u32' };
  return name.startsWith('$') ? { by: 'param', name: name.slice(1) } : { by: 'field', name };
}

function parsePrimary(cursor: Cursor): TypeExpression {
  const at = cursor.at;
  const name = cursor.take(NAME, 'a type');
  if (cursor.peek() !== '(') return { kind: 'name', name, at };
  cursor.take(/^\($/, "'('");
  const type = parseArguments(cursor, name, at);
  cursor.take(/^\)$/, "')'");
  return type;
}

function parseArguments(cursor: Cursor, name: string, at: number): TypeExpression {
  switch (name) {
    case 'raw': {
      const length = cursor.take(/^(\d+|\$[a-z][A-Za-z0-9]*)$/, "a number of bytes or a '$parameter'");
      return length.startsWith('$')
        ? { kind: 'sized', param: length.slice(1) }
        : { kind: 'raw', length: Number(length) };
    }
    case 'box':
      return { kind: 'box', inner: parsePostfix(cursor) };
    case 'tagged':
      return { kind: 'tagged', at: cursor.at, name: cursor.take(NAME, 'a union') };
    case 'union': {
      const place = cursor.at;
      const union = cursor.take(NAME, 'a union');
      cursor.take(/^by$/, "'by'");
      return { kind: 'union', name: union, at: place, by: cursor.take(/^\$?[a-z][A-Za-z0-9]*$/, 'a field') };
    }
    default:
      throw new ExpressionError(at, `'${name}(...)' is not a type`);
  }
}
