/** What the last test run says: the titles of its tests and how they ended, from vitest's JSON reports. */

export interface TestOutcome {
  /** Titles of the groups around the test and its own, in order. */
  readonly title: string;
  readonly file: string;
  readonly status: 'passed' | 'failed' | 'skipped';
}

/** Throws an Error that names the report when it is not one of vitest's. */
export function parseReport(name: string, text: string): readonly TestOutcome[] {
  const report: unknown = JSON.parse(text);
  const files = list(report, 'testResults');
  if (files === undefined) throw new Error(`${name} is not a JSON report of vitest`);
  return files.flatMap(file => {
    const path = field(file, 'name');
    return (list(file, 'assertionResults') ?? []).map(result => outcome(String(path), result));
  });
}

function outcome(file: string, result: unknown): TestOutcome {
  const groups = list(result, 'ancestorTitles') ?? [];
  const status = field(result, 'status');
  return {
    file,
    title: [...groups, field(result, 'title')].map(String).join(' '),
    status: status === 'passed' || status === 'failed' ? status : 'skipped',
  };
}

function list(value: unknown, name: string): readonly unknown[] | undefined {
  const found = field(value, name);
  return Array.isArray(found) ? found : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
