/** The public key subsystem, of which no program is installed, by RFC 4819 and the version 1 that libssh2 knows. */

import { test } from 'vitest';

import { u8, u32 } from '../octets.js';
import { BLOB, type HandVector, saveAll, str } from './octets.js';

const version1 = { params: { version: 1 } };
const version2 = { params: { version: 2 } };
const LIBSSH2 = 'Version 1, as libssh2 publickey.c writes and reads it';

const publickey: readonly HandVector[] = [
  { name: 'version', of: 'PublicKeyVersion', source: 'RFC 4819 section 3.4', octets: [str('version'), u32(2)] },
  {
    name: 'add-v2',
    of: 'PublicKeyAdd',
    ...version2,
    source: 'RFC 4819 section 4.1',
    octets: [
      str('add', 'ssh-ed25519', BLOB),
      u8(1),
      u32(2),
      str('comment', 'A key'),
      u8(0),
      str('command-override', 'true'),
      u8(1),
    ],
  },
  {
    name: 'add-v1',
    of: 'PublicKeyAdd',
    ...version1,
    source: LIBSSH2,
    octets: [str('add', 'A key', 'ssh-ed25519', BLOB)],
  },
  {
    name: 'remove',
    of: 'PublicKeyRemove',
    source: 'RFC 4819 section 4.2',
    octets: [str('remove', 'ssh-ed25519', BLOB)],
  },
  { name: 'list', of: 'PublicKeyList', source: 'RFC 4819 section 4.3', octets: [str('list')] },
  {
    name: 'listattributes',
    of: 'PublicKeyListAttributes',
    source: 'RFC 4819 section 4.4',
    octets: [str('listattributes')],
  },
  {
    name: 'status',
    of: 'PublicKeyStatus',
    source: 'RFC 4819 section 3.3',
    octets: [str('status'), u32(4), str('The key is not there', 'en')],
  },
  {
    name: 'publickey-v2',
    of: 'PublicKeyEntry',
    ...version2,
    source: 'RFC 4819 section 4.3',
    octets: [str('publickey', 'ssh-ed25519', BLOB), u32(1), str('comment', 'A key')],
  },
  {
    name: 'publickey-v1',
    of: 'PublicKeyEntry',
    ...version1,
    source: LIBSSH2,
    octets: [str('publickey', 'A key', 'ssh-ed25519', BLOB)],
  },
  {
    name: 'attribute',
    of: 'PublicKeyAttribute',
    source: 'RFC 4819 section 4.4',
    octets: [str('attribute', 'x11'), u8(0)],
  },
];

test('public key subsystem', () => saveAll('publickey', publickey));
