/** Measures the process that it runs in: memory, blocked event loop, open resources, unhandled failures. */

const TURN_MS = 5;

export class Meters {
  readonly unhandled: string[] = [];
  #baseline = process.memoryUsage.rss();
  #peak = this.#baseline;
  #longestTurn = 0;
  #lastWall = performance.now();
  #lastCpu = cpuMs();

  constructor() {
    process.on('unhandledRejection', reason => this.unhandled.push(String(reason)));
    process.on('uncaughtException', error => this.unhandled.push(String(error)));
    setInterval(() => this.#onTurn(), TURN_MS).unref();
  }

  get memoryGrowth(): number {
    return this.#peak - this.#baseline;
  }

  get longestTurn(): number {
    return this.#longestTurn;
  }

  /** Sockets and timers that keep the process alive, and requests under way. */
  get resources(): number {
    return process.getActiveResourcesInfo().filter(name => name !== 'PipeWrap').length;
  }

  reset(): void {
    collectGarbage();
    this.#baseline = process.memoryUsage.rss();
    this.#peak = this.#baseline;
    this.#lastWall = performance.now();
    this.#lastCpu = cpuMs();
    this.#longestTurn = 0;
  }

  /** Time is counted only while this process had the processor: a busy machine is nobody's fault here. */
  #onTurn(): void {
    const [wall, cpu] = [performance.now(), cpuMs()];
    this.#longestTurn = Math.max(this.#longestTurn, Math.min(wall - this.#lastWall, cpu - this.#lastCpu) - TURN_MS);
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
    [this.#lastWall, this.#lastCpu] = [wall, cpu];
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Needs `--expose-gc`. */
function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('start this process with --expose-gc');
  gc();
}
