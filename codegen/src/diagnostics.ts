/** Faults in a spec, with code and place. Collecting them is here; finding them is not. */

/** A place in a spec file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One fault: `NC1xx` YAML, `NC2xx` shape, `NC3xx` references and types, `NC4xx` rules of the wire. */
export interface Diagnostic extends Place {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Where the passes put what they find, so that all faults are reported at once. */
export class Diagnostics {
  readonly #found = new Map<string, Diagnostic>();

  get count(): number {
    return this.#found.size;
  }

  /** True when this was found at this place. */
  has(code: string, { file, line, column }: Place): boolean {
    const start = `${file}:${line}:${column} ${code} `;
    return [...this.#found.keys()].some(key => key.startsWith(start));
  }

  /** The same fault at the same place is kept once. */
  add(code: string, place: Place, message: string, hint?: string): void {
    const { file, line, column } = place;
    const key = `${file}:${line}:${column} ${code} ${message}`;
    this.#found.set(key, { code, file, line, column, message, ...(hint !== undefined && { hint }) });
  }

  /** Everything found, by file, line, column and code. */
  sorted(): readonly Diagnostic[] {
    return [...this.#found.values()].sort(
      (a, b) =>
        compare(a.file, b.file) ||
        a.line - b.line ||
        a.column - b.column ||
        compare(a.code, b.code) ||
        compare(a.message, b.message),
    );
  }
}

/** `file:line:column code message`, and the hint on a line of its own. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, code, message, hint } = diagnostic;
  return `${file}:${line}:${column} ${code} ${message}${hint === undefined ? '' : `\n  hint: ${hint}`}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
