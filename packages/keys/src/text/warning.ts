/** What is said about lines of a file that were not used. */

import { limits } from '../limits.js';

export interface LineWarning {
  /** As the caller named it; undefined when it did not. */
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number;
  /** Why the line is ignored; safe to print. */
  readonly reason: string;
}

/** Collects warnings up to a limit, and says so when there are more. */
export class WarningList {
  readonly #file: string | undefined;
  readonly #warnings: LineWarning[] = [];

  constructor(file: string | undefined) {
    this.#file = file;
  }

  get all(): readonly LineWarning[] {
    return this.#warnings;
  }

  add(line: number, reason: string): void {
    if (this.#warnings.length > limits.warnings) return;
    const last = this.#warnings.length === limits.warnings;
    this.#warnings.push({ file: this.#file, line, reason: last ? 'more lines are ignored from here on' : reason });
  }
}
