/** Runs many pieces of work a few at a time, and tells which failed and why. */

const LANES = 3; // two cores, and a peer that waits meanwhile

/** Labels of the work that failed, with the reasons. Work goes on after a failure, so that a table shows all of them. */
export async function failures<T>(
  items: readonly T[],
  label: (item: T) => string,
  work: (item: T) => Promise<void>,
): Promise<readonly string[]> {
  const failed: string[] = [];
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) {
      try {
        await work(item);
      } catch (error) {
        failed.push(`${label(item)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failed;
}
