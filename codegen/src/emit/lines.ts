/** Lines of code with indentation, and names for temporary variables among them. Knows no TypeScript. */

export class Lines {
  readonly #lines: string[] = [];
  readonly #taken: ReadonlySet<string>;
  #depth = 0;

  /** `taken` are the names that temporary variables must not have. */
  constructor(taken: ReadonlySet<string> = new Set()) {
    this.#taken = taken;
  }

  get taken(): ReadonlySet<string> {
    return this.#taken;
  }

  /** `name`, or that name with an underscore where it is taken. */
  temporary(name: string): string {
    return this.#taken.has(name) ? `${name}_` : name;
  }

  add(line: string): void {
    this.#lines.push('  '.repeat(this.#depth) + line);
  }

  /** `open` and `close` around what `body` adds, which is indented. */
  block(open: string, body: () => void, close = '}'): void {
    this.add(open);
    this.#depth++;
    body();
    this.#depth--;
    this.add(close);
  }

  get count(): number {
    return this.#lines.length;
  }

  toArray(): string[] {
    return [...this.#lines];
  }
}
