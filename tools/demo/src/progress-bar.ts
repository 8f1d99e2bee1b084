/** A progress bar for a terminal, and nothing but the final line elsewhere. */

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 80;
const LABEL_WIDTH = 12;
const MIB = 1024 * 1024;

export class ProgressBar {
  readonly #screen: Screen;
  readonly #label: string;
  readonly #total: number;
  readonly #started = performance.now();
  #drawn = 0;

  /** `total` is in bytes. */
  constructor(screen: Screen, label: string, total: number) {
    this.#screen = screen;
    this.#label = label.padEnd(LABEL_WIDTH);
    this.#total = total;
    this.update(0);
  }

  update(bytes: number): void {
    const now = performance.now();
    if (this.#screen.isTTY !== true || (this.#drawn > 0 && now - this.#drawn < REDRAW_MS)) return;
    this.#drawn = now;
    const share = this.#total === 0 ? 1 : Math.min(1, bytes / this.#total);
    const figures = ` ${String(Math.floor(share * 100)).padStart(3)} %  ${rate(bytes, now - this.#started)}`;
    const width = Math.max(10, Math.min(40, (this.#screen.columns ?? 80) - this.#label.length - figures.length - 4));
    const full = Math.round(share * width);
    this.#screen.write(`\r${this.#label} [${'='.repeat(full)}${' '.repeat(width - full)}]${figures}\x1b[K`);
  }

  /** Replaces the bar by a line with size, time and speed. */
  finish(what: string, bytes: number): void {
    const elapsed = performance.now() - this.#started;
    const size = `${(bytes / MIB).toFixed(1)} MiB in ${(elapsed / 1000).toFixed(2)} s`;
    this.clear();
    this.#screen.write(`${this.#label} ${what}, ${size}, ${rate(bytes, elapsed)}\n`);
  }

  /** Takes the bar away, for an error message. */
  clear(): void {
    if (this.#screen.isTTY === true) this.#screen.write('\r\x1b[K');
  }
}

/** One line with a label in front. */
export function line(screen: Screen, label: string, text: string): void {
  screen.write(`${label.padEnd(LABEL_WIDTH)} ${text}\n`);
}

function rate(bytes: number, milliseconds: number): string {
  return milliseconds <= 0 ? '' : `${(bytes / 1e6 / (milliseconds / 1000)).toFixed(0)} MB/s`;
}
