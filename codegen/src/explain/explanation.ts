/** What there is to say about a diagnostic. */

export interface Explanation {
  readonly title: string;
  /** The rule, why it is there, and what to do. */
  readonly explanation: string;
  /** Part of a spec file, unless `others` says otherwise. */
  readonly wrong: string;
  readonly right: string;
  /** The examples are not parts of one spec file: they show a config or several files. */
  readonly others?: true;
}

export type Explanations = Readonly<Record<string, Explanation>>;
