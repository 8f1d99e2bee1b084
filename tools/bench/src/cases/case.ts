/** What a measurement is: some contestants who do the same work, and the ratios that the targets speak of. */

/** What one run gave. */
export interface Sample {
  /** A rate (MB/s, or per second): higher is better. */
  readonly rate: number;
  /** CPU seconds of the contestant and of sshd with what it started, where they can be told. */
  readonly ownCpu?: number | undefined;
  readonly sshdCpu?: number | undefined;
}

export interface Contestant {
  readonly name: string;
  /** Does the work once. */
  run(): Promise<Sample>;
}

/** `left` divided by `right`, as contestant names. */
export interface Target {
  readonly left: string;
  readonly right: string;
  readonly atLeast: number;
}

/** How many milliseconds one piece of work of `slower` may take longer than one of `faster`; both rates are per second. */
export interface ExtraCost {
  readonly slower: string;
  readonly faster: string;
  readonly atMostMs: number;
}

export interface BenchCase {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly contestants: readonly Contestant[];
  readonly targets: readonly Target[];
  readonly extraCosts?: readonly ExtraCost[];
  /** Names of peers that would take part but are not installed. */
  readonly missing: readonly string[];
}
