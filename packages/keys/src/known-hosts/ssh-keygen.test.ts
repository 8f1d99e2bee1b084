import { beforeAll, describe, expect, test } from 'vitest';

import { crypto, fixture, sshKeygen } from '../../test/support.js';
import { parsePublicKey } from '../public-key/openssh-line.js';
import { type KnownHosts, parseKnownHosts } from './known-hosts.js';

const key = fixture('ed25519.pub').trim();
const other = fixture('ecdsa.pub').trim();

/** Lines of every form; the last ones are hashed by ssh-keygen before the test. */
const PLAIN = [
  `plain.example ${key}`,
  `one.example,two.example,10.0.0.1 ${key}`,
  `[port.example]:2222 ${key}`,
  `*.wild.example ${key}`,
  `v?.mark.example ${key}`,
  `*.neg.example,!bad.neg.example ${key}`,
  `!first.neg2.example,*.neg2.example ${key}`,
  `!only.example ${key}`,
  `MiXed.Example ${key}`,
  `2001:db8::1 ${key}`,
  `[2001:db8::2]:2222 ${key}`,
  `192.168.?.* ${key}`,
  `[*.portwild.example]:22?? ${key}`,
  `[noport.example]:22 ${key}`,
  `a*b*c.example ${key}`,
  `,empty.example,, ${key}`,
  `fe80::1%eth0 ${key}`,
  `\t tabbed.example\t${key}`,
  `twice.example ${key}`,
  `twice.example ${other}`,
  `trailing.example. ${key}`,
];
const HASHED = [
  `hashed.example ${key}`,
  `[hashed.example]:2222 ${key}`,
  `10.9.8.7 ${key}`,
  `[2001:db8::3]:22022 ${key}`,
];

const LOOKUPS: readonly (readonly [host: string, port: number])[] = [
  ['plain.example', 22],
  ['plain.example', 2222],
  ['PLAIN.example', 22],
  ['xplain.example', 22],
  ['plain.exampl', 22],
  ['plain.example.', 22],
  ['one.example', 22],
  ['two.example', 22],
  ['three.example', 22],
  ['10.0.0.1', 22],
  ['10.0.0.10', 22],
  ['one.example,two.example', 22],
  ['port.example', 22],
  ['port.example', 2222],
  ['port.example', 222],
  ['port.example', 22222],
  ['Port.Example', 2222],
  ['a.wild.example', 22],
  ['a.b.wild.example', 22],
  ['wild.example', 22],
  ['.wild.example', 22],
  ['a.wild.example', 2222],
  ['v1.mark.example', 22],
  ['v12.mark.example', 22],
  ['v.mark.example', 22],
  ['good.neg.example', 22],
  ['bad.neg.example', 22],
  ['BAD.neg.example', 22],
  ['x.bad.neg.example', 22],
  ['first.neg2.example', 22],
  ['second.neg2.example', 22],
  ['only.example', 22],
  ['other.example', 22],
  ['mixed.example', 22],
  ['MIXED.EXAMPLE', 22],
  ['2001:db8::1', 22],
  ['2001:DB8::1', 22],
  ['2001:db8::1', 2222],
  ['2001:db8::2', 22],
  ['2001:db8::2', 2222],
  ['192.168.1.77', 22],
  ['192.168.10.77', 22],
  ['192.168.1.7.7', 22],
  ['x.portwild.example', 2200],
  ['x.portwild.example', 2299],
  ['x.portwild.example', 22000],
  ['x.portwild.example', 22],
  ['noport.example', 22],
  ['abc.example', 22],
  ['a1b2c.example', 22],
  ['abbc.example', 22],
  ['acb.example', 22],
  ['a1b2cc.example', 22],
  ['empty.example', 22],
  ['fe80::1%eth0', 22],
  ['fe80::1%eth1', 22],
  ['tabbed.example', 22],
  ['twice.example', 22],
  ['trailing.example', 22],
  ['trailing.example.', 22],
  ['hashed.example', 22],
  ['hashed.example', 2222],
  ['hashed.example', 2223],
  ['10.9.8.7', 22],
  ['10.9.8.7', 2222],
  ['2001:db8::3', 22022],
  ['2001:db8::3', 22],
  ['*.wild.example', 22],
  ['*', 22],
];

let text = '';
let hosts: KnownHosts;

beforeAll(() => {
  const hashed = sshKeygen({ file: `${HASHED.join('\n')}\n` }, ['-H', '-f', 'file'], '', 'file');
  text = `${PLAIN.join('\n')}\n${hashed.output}`;
  hosts = parseKnownHosts(text);
});

describe('[SEC-094] host matching is that of ssh-keygen -F', () => {
  test.each(LOOKUPS)('%s port %i', (host, port) => {
    const found = sshKeygen({ file: text }, ['-F', port === 22 ? host : `[${host}]:${port}`, '-f', 'file']);
    const theirs = [...found.output.matchAll(/found: line (\d+)/g)].map(match => Number(match[1]));
    const ours = [key, other].flatMap(line => {
      const { status, entries } = hosts.check({ host, port, key: parsePublicKey(line), crypto });
      return status === 'trusted' ? entries.map(entry => entry.line) : [];
    });
    expect(ours.sort()).toEqual(theirs.sort());
  });
});

test('a hashed name is found in upper case too: ssh lowers a name before hashing, ssh-keygen -F does not', () => {
  const query = { host: 'HASHED.example', port: 22, key: parsePublicKey(key), crypto };
  expect(hosts.check(query).status).toBe('trusted');
});
