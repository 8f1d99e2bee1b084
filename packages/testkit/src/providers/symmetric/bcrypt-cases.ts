/** Cases for bcrypt_pbkdf. Key files made by ssh-keygen are tried where key files are read. */

import assert from 'node:assert/strict';

import { encodeUtf8 } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

import { type ComplianceCase, hex, rejectsMisuse, same } from '../case.js';

const DERIVATIONS = [
  {
    passphrase: encodeUtf8('password'),
    salt: encodeUtf8('salt'),
    rounds: 4,
    key: '5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9',
  },
];

export function* bcryptCases({ bcryptPbkdf }: CryptoProvider): Generator<ComplianceCase> {
  if (bcryptPbkdf === undefined) return;
  for (const { passphrase, salt, rounds, key } of DERIVATIONS) {
    yield {
      name: `bcrypt_pbkdf: ${hex(key).length} bytes in ${rounds} rounds`,
      run: async () => same(await bcryptPbkdf(passphrase, salt, rounds, hex(key).length), key),
    };
  }
  yield {
    name: 'bcrypt_pbkdf: takes its arguments at the call, and gives any length up to its limit',
    async run() {
      const [passphrase, salt] = [encodeUtf8('password'), encodeUtf8('salt')];
      const pending = bcryptPbkdf(passphrase, salt, 4, 32);
      passphrase.fill(0);
      salt.fill(0);
      same(await pending, DERIVATIONS[0]?.key ?? '');
      for (const length of [1, 33, 64])
        assert.equal((await bcryptPbkdf(encodeUtf8('x'), encodeUtf8('y'), 1, length)).length, length);
    },
  };
  yield {
    name: 'bcrypt_pbkdf: lets other work run in between',
    async run() {
      let turns = 0;
      const count = () => {
        turns++;
        timer = setImmediate(count);
      };
      let timer = setImmediate(count);
      await bcryptPbkdf(encodeUtf8('password'), encodeUtf8('salt'), 8, 32);
      clearImmediate(timer);
      assert.ok(turns >= 6, `${turns} turns`);
    },
  };
  yield {
    name: 'bcrypt_pbkdf: refuses an empty passphrase or salt, and counts out of range',
    async run() {
      const [some, none] = [encodeUtf8('x'), new Uint8Array(0)];
      await rejectsMisuse(() => bcryptPbkdf(none, some, 1, 32));
      await rejectsMisuse(() => bcryptPbkdf(some, none, 1, 32));
      for (const rounds of [0, -1, 1.5]) await rejectsMisuse(() => bcryptPbkdf(some, some, rounds, 32));
      for (const length of [0, 1025]) await rejectsMisuse(() => bcryptPbkdf(some, some, 1, length));
    },
  };
}
