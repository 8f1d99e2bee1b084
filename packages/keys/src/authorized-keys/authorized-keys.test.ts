import { describe, expect, test } from 'vitest';

import { fixture } from '../../test/support.js';
import { parsePublicKey } from '../public-key/openssh-line.js';
import { findAuthorizedKey } from './authorized-keys.js';

const ED = fixture('ed25519.pub').trim();
const EC = fixture('ecdsa.pub').trim();
const { blob } = parsePublicKey(ED);

describe('findAuthorizedKey', () => {
  test('finds a plain line and gives its comment and number', () => {
    const found = findAuthorizedKey(`# mine\n\n${EC}\r\n\t${ED}\n`, blob, { file: 'keys' });
    expect(found).toEqual({ key: parsePublicKey(ED), line: 4, warnings: [] });
  });

  test('a key that does not stand there is not found', () => {
    expect(findAuthorizedKey(`${EC}\n#${ED}\n`, blob).key).toBeUndefined();
    expect(findAuthorizedKey('', blob)).toEqual({ key: undefined, line: undefined, warnings: [] });
  });

  test('a part of a blob is not the key', () => {
    expect(findAuthorizedKey(ED, blob.subarray(0, blob.length - 1)).key).toBeUndefined();
    expect(findAuthorizedKey(ED, new Uint8Array(0)).key).toBeUndefined();
  });

  test.each([
    'no-pty',
    'restrict',
    'command="echo hi"',
    'command="ssh-ed25519 AAAA"',
    'from="10.0.0.0/8",no-pty',
    'cert-authority',
    'unheard-of',
    'environment="A=\\"b c\\""',
  ])('a line with the option %s is refused with a warning', option => {
    const found = findAuthorizedKey(`${option} ${ED}`, blob, { file: 'keys' });
    expect(found).toEqual({
      key: undefined,
      line: undefined,
      warnings: [{ file: 'keys', line: 1, reason: expect.stringContaining('options') }],
    });
  });

  test('a key that stands on a line with options is not let in by a later line', () => {
    expect(findAuthorizedKey(`restrict ${ED}\n${ED}`, blob).key).toBeUndefined();
    expect(findAuthorizedKey(`restrict ${EC}\n${ED}`, blob).line).toBe(2);
    expect(findAuthorizedKey(`${ED}\nrestrict ${ED}`, blob).line).toBe(1);
  });

  test.each([
    ['a broken key', 'ssh-ed25519 AAAA', /base64|truncated|malformed/],
    ['another type than the blob', `ssh-rsa ${ED.split(' ')[1]}`, /says 'ssh-rsa'/],
    ['a type that is not known', 'ssh-other AAAACXNzaC1vdGhlcgAAAAA=', /'ssh-other' is not supported/],
    ['a short RSA key', fixture('rsa1024.pub').trim(), /1024 bits/],
    ['NUL', `${ED}\0`, /control characters/],
    ['a no-break space', ED.replace(' ', '\u00a0'), /options|expected|base64/],
  ])('%s is refused with a warning, and the next line counts', (_name, line, reason) => {
    const found = findAuthorizedKey(`${line}\n${EC}`, parsePublicKey(EC).blob);
    expect(found.line).toBe(2);
    expect(found.warnings).toEqual([{ file: undefined, line: 1, reason: expect.stringMatching(reason) }]);
  });
});
