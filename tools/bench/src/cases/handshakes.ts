/** P9: handshakes with publickey authentication, client and server in one process, eight at a time. */

import type { Lab } from '../lab.js';
import type { BenchCase } from './case.js';

const CLASSICAL = 'curve25519-sha256';
const POST_QUANTUM = 'mlkem768x25519-sha256';

export function handshakes(lab: Lab): BenchCase {
  const run = (worker: string, kex: string) => async () => {
    const { perSecond } = await lab.worker(worker, { kex, cipher: lab.cipher, count: 300, atOnce: 8 });
    return { rate: perSecond as number };
  };
  return {
    id: 'P9',
    title: 'handshakes a second, client and server in one process, 8 at a time, ed25519',
    unit: '1/s',
    missing: [],
    contestants: [
      { name: 'nacre', run: run('nacre-handshakes', CLASSICAL) },
      { name: 'ssh2', run: run('ssh2-handshakes', CLASSICAL) },
      { name: 'nacre post-quantum', run: run('nacre-handshakes', POST_QUANTUM) },
    ],
    targets: [{ left: 'nacre', right: 'ssh2', atLeast: 1.2 }],
    extraCosts: [{ slower: 'nacre post-quantum', faster: 'nacre', atMostMs: 2 }],
  };
}
