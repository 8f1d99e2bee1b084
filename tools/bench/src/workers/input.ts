/** The work that a worker process is given on its command line. */

export interface ClientInput {
  readonly port: number;
  readonly user: string;
  readonly identityFile: string;
  readonly knownHosts: string;
  readonly cipher: string;
  readonly work: 'exec' | 'get' | 'put';
  readonly command: string;
  readonly from: string;
  readonly to: string;
}

export interface ServerInput {
  readonly port: number;
  readonly hostKey: string;
  readonly authorizedKeys: string;
  readonly root: string;
}

export interface HandshakeInput {
  readonly kex: string;
  readonly cipher: string;
  readonly count: number;
  readonly atOnce: number;
}

export function workerInput<T>(): T {
  return JSON.parse(process.argv[2] as string) as T;
}

/** Runs `task` `count` times, `atOnce` at a time, after a few that warm up, and prints the rate. */
export async function printRate({ count, atOnce }: HandshakeInput, task: () => Promise<void>): Promise<void> {
  await repeat(atOnce * 2, atOnce, task);
  const start = performance.now();
  await repeat(count, atOnce, task);
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(JSON.stringify({ perSecond: count / seconds }));
}

async function repeat(count: number, atOnce: number, task: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await task();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
