/** Turns statements into text. With the other files of `emit/`, all that knows ts-morph. */

import { IndentationText, NewLineKind, Project, QuoteKind } from 'ts-morph';

import type { FileStatements } from './file.js';

export class Printer {
  readonly #project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Single,
      insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces: true,
    },
  });
  #next = 0;

  /** The text of a file: header, then statements with an empty line between them. */
  print(header: string, statements: FileStatements): string {
    const file = this.#project.createSourceFile(`/${this.#next++}.ts`, { statements: [...statements] });
    const text = header + spaced(file.getFullText());
    this.#project.removeSourceFile(file);
    return text;
  }
}

/** One empty line between declarations, none doubled. */
function spaced(text: string): string {
  const all = text.trim().split('\n');
  const lines: string[] = [];
  for (const [index, line] of all.entries()) {
    const previous = lines.at(-1);
    if (line === '' && (previous === '' || previous === undefined)) continue;
    if (previous !== undefined && startsDeclaration(line) && !belongsTogether(all, index)) lines.push('');
    lines.push(line.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

function startsDeclaration(line: string): boolean {
  return /^(export|const|function|import|\/\*\*)/.test(line);
}

/** A comment and what it describes, or two imports of one kind. */
function belongsTogether(lines: readonly string[], index: number): boolean {
  const previous = lines[index - 1] ?? '';
  if (previous === '' || previous.endsWith('*/')) return true;
  const from = lines.slice(index).find(line => line.includes(" from '")) ?? '';
  return (lines[index] ?? '').startsWith('import') && isOwn(previous) === isOwn(from);
}

/** An import of a file of the same package. */
function isOwn(line: string): boolean {
  return line.includes(" from './");
}
