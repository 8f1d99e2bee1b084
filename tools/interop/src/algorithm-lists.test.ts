/** The lists of algorithms that `ssh -G` makes of a text, against what we make of it: same syntax, other defaults. */

import { spawnSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { availableAlgorithms } from '@nacre/crypto';
import { defaultCrypto } from '@nacre/runtime-node';
import { readAlgorithms } from '@nacre/transport';

import { describeOpenSsh } from './suite.js';

const OPTIONS = {
  cipher: 'Ciphers',
  mac: 'MACs',
  kex: 'KexAlgorithms',
  hostKey: 'HostKeyAlgorithms',
} as const;

type Category = keyof typeof OPTIONS;

const LISTS: readonly (readonly [Category, string])[] = [
  ['cipher', 'aes128-ctr,aes256-ctr'],
  ['cipher', 'aes256-cbc,aes128-ctr,3des-cbc'],
  ['cipher', '+aes128-cbc'],
  ['cipher', '+3des-cbc,aes256-cbc'],
  ['cipher', '+aes128-ctr'],
  ['cipher', '+aes128-ctr,aes128-cbc'],
  ['cipher', '-aes128-ctr'],
  ['cipher', '-aes*-ctr'],
  ['cipher', '-chacha20*,aes1??-ctr'],
  ['cipher', '-aes128-cbc'],
  ['cipher', '^aes128-ctr'],
  ['cipher', '^aes256-cbc,aes128-ctr'],
  ['mac', 'hmac-sha2-512,hmac-sha1'],
  ['mac', '+hmac-md5'],
  ['mac', '-umac-*'],
  ['mac', '-hmac-sha2-256*'],
  ['mac', '^hmac-sha2-512'],
  ['kex', 'curve25519-sha256,ecdh-sha2-nistp521'],
  ['kex', '+diffie-hellman-group14-sha1,diffie-hellman-group1-sha1'],
  ['kex', '-ecdh-*'],
  ['kex', '^ecdh-sha2-nistp521,diffie-hellman-group1-sha1'],
  ['hostKey', '+ssh-rsa'],
  ['hostKey', '-ecdsa*'],
  ['hostKey', '^rsa-sha2-512,ssh-rsa'],
  ['hostKey', 'rsa-sha2-*'],
];

/** Where ssh takes wildcards only to remove, and we take them everywhere. */
const OURS_ONLY: readonly (readonly [Category, string])[] = [
  ['cipher', 'aes*-cbc'],
  ['cipher', '+aes*-cbc'],
  ['cipher', '^*-ctr'],
  ['mac', 'hmac-sha2-*@openssh.com'],
  ['kex', 'diffie-hellman-group1?-sha512'],
];

const REFUSED: readonly (readonly [Category, string])[] = [
  ['cipher', 'rot13'],
  ['cipher', 'aes128-ctr,rot13'],
  ['cipher', '+rot13'],
  ['cipher', '^rot13'],
  ['cipher', 'no-such-*'],
  ['mac', 'hmac-rot13'],
  ['kex', '+no-such-kex'],
];

describeOpenSsh('[ALG-131] lists of algorithms', openSsh => {
  /** What ssh makes of a text; undefined when it refuses. */
  const theirs = (category: Category, text?: string): readonly string[] | undefined => {
    const option = text === undefined ? [] : ['-o', `${OPTIONS[category]}=${text}`];
    const { stdout, status } = spawnSync(openSsh.ssh, ['-F', 'none', ...option, '-G', 'host'], { encoding: 'utf8' });
    const line = stdout.split('\n').find(candidate => candidate.startsWith(`${OPTIONS[category].toLowerCase()} `));
    return status === 0 ? line?.split(' ')[1]?.split(',') : undefined;
  };

  const ours = (category: Category, text?: string) => readAlgorithms(category, text, 'client', defaultCrypto());

  const known = (category: Category): ReadonlySet<string> => {
    const queries = { cipher: 'cipher', mac: 'mac', kex: 'kex', hostKey: 'HostKeyAlgorithms' } as const;
    const { stdout } = spawnSync(openSsh.ssh, ['-Q', queries[category]], { encoding: 'utf8' });
    const available = availableAlgorithms(category, defaultCrypto());
    return new Set(
      stdout
        .trim()
        .split('\n')
        .filter(name => available.includes(name)),
    );
  };

  /**
   * The part of a list that does not depend on what else is in the defaults: the names that both know and that have the same standing
   * on both sides, those that the text names in their order, and where they stand to the others.
   */
  const essence = (category: Category, text: string, list: readonly string[], defaults: readonly string[]) => {
    const others = new Set([...(theirs(category) ?? []), ...ours(category)]);
    const both = new Set([...(theirs(category) ?? [])].filter(name => ours(category).includes(name)));
    const comparable = [...known(category)].filter(name => both.has(name) || !others.has(name));
    const items = text.replace(/^[-+^]/, '').split(',');
    const matched = (name: string) =>
      items.some(item => new RegExp(`^${item.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name));
    const rest = list.findIndex(name => defaults.includes(name) && !matched(name));
    const named = list.filter(name => comparable.includes(name) && matched(name));
    return {
      named: /[*?]/.test(text) ? [...named].sort() : named,
      inFront: named.filter(name => rest < 0 || list.indexOf(name) < rest).sort(),
      kept: comparable.filter(name => !matched(name) && list.includes(name)).sort(),
    };
  };

  test.each(LISTS)('%s %s', (category, text) => {
    const defaults = { ours: ours(category), theirs: theirs(category) ?? [] };
    const expected = essence(category, text, theirs(category, text) ?? [], defaults.theirs);
    const result = essence(category, text, ours(category, text), defaults.ours);
    // a name that stays where the defaults have it may stand before or behind others there
    const moves = /^[+^]/.test(text) && !text.startsWith('+aes128-ctr');
    expect({ named: result.named, kept: result.kept }).toEqual({ named: expected.named, kept: expected.kept });
    if (moves) expect(result.inFront).toEqual(expected.inFront);
    expect(expected.named.length + expected.kept.length).toBeGreaterThan(0);
  });

  test.each(OURS_ONLY)('only we take %s %s', (category, text) => {
    expect(theirs(category, text)).toBeUndefined();
    expect(ours(category, text).length).toBeGreaterThan(0);
  });

  test.each(REFUSED)('both refuse %s %s', (category, text) => {
    expect(theirs(category, text)).toBeUndefined();
    expect(() => ours(category, text)).toThrow(expect.objectContaining({ code: 'MISUSE' }));
  });
});
