import { expect, test } from 'vitest';

import type { MessageTable } from '@nacre/wire';

import { kexFamilies } from '../kex/families.js';
import { establishedTables } from './established.js';
import { expectKexInitTable } from './expect-kex-init.js';
import { expectNewKeysTable } from './expect-new-keys.js';
import { judge, type Phase, type Situation } from './judge.js';

/** The verdicts over all numbers, runs of the same taken together. */
function verdicts(phase: Phase, table: MessageTable, serviceAccepted = false): string {
  const runs: string[] = [];
  let start = 0;
  const verdictOf = (number: number): string => {
    const situation: Situation = { phase, accepted: table.messages.has(number), serviceAccepted };
    return judge(number, situation);
  };
  for (let number = 1; number <= 256; number++) {
    if (number < 256 && verdictOf(number) === verdictOf(start)) continue;
    runs.push(`${start === number - 1 ? start : `${start}-${number - 1}`} ${verdictOf(start)}`);
    start = number;
  }
  return runs.join(', ');
}

test('every state and phase with every message number', () => {
  const { initTable: share, replyTable: reply } = kexFamilies.ecdh;
  const { client, server } = establishedTables;
  expect({
    'first exchange, KEXINIT awaited': verdicts('first exchange', expectKexInitTable),
    'first exchange, share awaited': verdicts('first exchange', share),
    'first exchange, reply awaited': verdicts('first exchange', reply),
    'first exchange, NEWKEYS awaited': verdicts('first exchange', expectNewKeysTable),
    'strict, share awaited': verdicts('first exchange, strict', share),
    'strict, reply awaited': verdicts('first exchange, strict', reply),
    'strict, NEWKEYS awaited': verdicts('first exchange, strict', expectNewKeysTable),
    'later exchange, share awaited': verdicts('later exchange', share),
    'later exchange, reply awaited': verdicts('later exchange', reply),
    'later exchange, NEWKEYS awaited': verdicts('later exchange', expectNewKeysTable, true),
    'client, no service': verdicts('open', client),
    'client, service accepted': verdicts('open', client, true),
    'server, no service': verdicts('open', server),
    'server, service accepted': verdicts('open', server, true),
  }).toMatchInlineSnapshot(`
    {
      "client, no service": "0 unimplemented, 1-4 generic, 5 protocol error, 6-7 state, 8-19 unimplemented, 20 state, 21-127 protocol error, 128-191 unimplemented, 192-193 state, 194-255 unimplemented",
      "client, service accepted": "0 unimplemented, 1-4 generic, 5 protocol error, 6-7 state, 8-19 unimplemented, 20 state, 21-49 protocol error, 50-127 upper, 128-191 unimplemented, 192-193 state, 194-255 upper",
      "first exchange, KEXINIT awaited": "0 protocol error, 1-4 generic, 5-19 protocol error, 20 state, 21-255 protocol error",
      "first exchange, NEWKEYS awaited": "0 protocol error, 1-4 generic, 5-20 protocol error, 21 state, 22-255 protocol error",
      "first exchange, reply awaited": "0 protocol error, 1-4 generic, 5-30 protocol error, 31 state, 32-255 protocol error",
      "first exchange, share awaited": "0 protocol error, 1-4 generic, 5-29 protocol error, 30 state, 31-255 protocol error",
      "later exchange, NEWKEYS awaited": "0 unimplemented, 1-4 generic, 5-7 protocol error, 8-19 unimplemented, 20 protocol error, 21 state, 22-255 protocol error",
      "later exchange, reply awaited": "0 unimplemented, 1-4 generic, 5-7 protocol error, 8-19 unimplemented, 20-30 protocol error, 31 state, 32-255 protocol error",
      "later exchange, share awaited": "0 unimplemented, 1-4 generic, 5-7 protocol error, 8-19 unimplemented, 20-29 protocol error, 30 state, 31-255 protocol error",
      "server, no service": "0 unimplemented, 1-4 generic, 5 state, 6 protocol error, 7 state, 8-19 unimplemented, 20 state, 21-127 protocol error, 128-191 unimplemented, 192-193 state, 194-255 unimplemented",
      "server, service accepted": "0 unimplemented, 1-4 generic, 5 state, 6 protocol error, 7 state, 8-19 unimplemented, 20 state, 21-49 protocol error, 50-127 upper, 128-191 unimplemented, 192-193 state, 194-255 upper",
      "strict, NEWKEYS awaited": "0 strict violation, 1 generic, 2-20 strict violation, 21 state, 22-255 strict violation",
      "strict, reply awaited": "0 strict violation, 1 generic, 2-30 strict violation, 31 state, 32-255 strict violation",
      "strict, share awaited": "0 strict violation, 1 generic, 2-29 strict violation, 30 state, 31-255 strict violation",
    }
  `);
});
