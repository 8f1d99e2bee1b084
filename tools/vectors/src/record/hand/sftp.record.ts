/** SFTP attributes and extensions that no installed program makes, by the layouts of the drafts. */

import { test } from 'vitest';

import { u8, u32, u64 } from '../octets.js';
import { type HandVector, hex, saveAll, str, text } from './octets.js';

const ID = u32(7);
const EXTENDED = u8(200);
const REPLY = u8(201);
const ATTRS = u8(105);
const EXTENSIONS = 'draft-ietf-secsh-filexfer-extensions-00';
const ASYNCSSH = 'AsyncSSH, sftp.py of releases newer than the recorded one';
const version = (number: number) => ({ params: { version: number } });

/** Type, flags, mask and name: everyone may read. */
const ACE = Buffer.concat([u32(0, 0, 0x1), str('EVERYONE@')]);
const ACE_OF_GROUP = Buffer.concat([u32(1, 0x40, 0x2), str('staff@example.com')]);

function extended(name: string, request: string, source: string, ...body: readonly Uint8Array[]): HandVector {
  const octets = [EXTENDED, ID, str(request), ...body];
  return { name: `SftpExtended-${name}`, of: 'SftpExtended', ...version(3), source, octets };
}

function reply(name: string, request: string, source: string, ...body: readonly Uint8Array[]): HandVector {
  const params = { request, layout: 'draft' };
  return { name: `SftpExtendedReply-${name}`, of: 'SftpExtendedReply', params, source, octets: [REPLY, ID, ...body] };
}

const attributes: readonly HandVector[] = [
  {
    name: 'SftpAttrsReply-v3-extended',
    of: 'SftpAttrsReply',
    ...version(3),
    source: 'draft-ietf-secsh-filexfer-02 section 5',
    octets: [ATTRS, ID, u32(0x80000000, 1), str('name@example.com', 'value')],
  },
  {
    name: 'SftpAttrsReply-v4-acl',
    of: 'SftpAttrsReply',
    ...version(4),
    source: 'draft-ietf-secsh-filexfer-04 section 5',
    disagreement: 3,
    notes: 'PERMISSIONS is 0x04 and ACL 0x40; the draft prints 0x40 for both.',
    octets: [ATTRS, ID, u32(0x44), u8(1), u32(0o644), str(Buffer.concat([u32(1), ACE]))],
  },
  {
    name: 'SftpAttrsReply-v5-bits',
    of: 'SftpAttrsReply',
    ...version(5),
    source: 'draft-ietf-secsh-filexfer-05 section 5',
    disagreement: 4,
    notes: 'Version 5 has attribBits alone; asyncssh adds attribBitsValid here, the draft does so in version 6 only.',
    octets: [ATTRS, ID, u32(0x200), u8(1), u32(0x5)],
  },
  {
    name: 'SftpAttrsReply-v6-bits',
    of: 'SftpAttrsReply',
    ...version(6),
    source: 'draft-ietf-secsh-filexfer-13 section 7.9',
    disagreement: 4,
    notes: 'Since version 6 the bits that mean anything follow attribBits.',
    octets: [ATTRS, ID, u32(0x200), u8(1), u32(0x5, 0x807)],
  },
  {
    name: 'SftpAttrsReply-v6-all',
    of: 'SftpAttrsReply',
    ...version(6),
    source: 'draft-ietf-secsh-filexfer-13 section 7, with all fields',
    octets: [
      ATTRS,
      ID,
      u32(0x8000fffd), // all but the bit of UIDGID, which version 6 does not have
      u8(1),
      u64(5000, 8192),
      str('alice@example.com', 'staff@example.com'),
      u32(0o100644),
      ...[1_600_000_000, -1, 1_700_000_000, 1_700_000_001].flatMap((time, i) => [u64(time), u32(i)]),
      str(Buffer.concat([u32(0x3, 2), ACE, ACE_OF_GROUP])),
      u32(0x1, 0xfff),
      u8(1),
      str('text/plain'),
      u32(2),
      str(hex('66e4f6')),
      u32(1),
      str('name@example.com', 'value'),
    ],
  },
  {
    name: 'SftpInit-extensions',
    of: 'SftpInit',
    source: 'draft-ietf-secsh-filexfer-02 section 4',
    octets: [u8(1), u32(3), str('name@example.com', 'value')],
  },
  {
    name: 'SftpStatus-v5-principals',
    of: 'SftpStatus',
    ...version(5),
    source: 'draft-ietf-secsh-filexfer-05 section 7',
    octets: [u8(101), ID, u32(16), str('Unknown owner', 'en', 'nobody@example.com', 'none@example.com')],
  },
];

const extensions: readonly HandVector[] = [
  extended(
    'md5-hash',
    'md5-hash',
    'draft-ietf-secsh-filexfer-05 section 8.1',
    str('file'),
    u64(0, 0),
    str(hex('d41d8cd98f00b204e9800998ecf8427e')),
  ),
  extended(
    'md5-hash-handle',
    'md5-hash-handle',
    'draft-ietf-secsh-filexfer-05 section 8.1',
    str('h1'),
    u64(0, 512),
    str(''),
  ),
  extended('get-temp-folder', 'get-temp-folder', EXTENSIONS),
  extended('make-temp-folder', 'make-temp-folder', EXTENSIONS),
  extended('text-seek', 'text-seek', 'draft-ietf-secsh-filexfer-04 section 6.3', str('h1'), u64(12)),
  extended(
    'filename-translation-control',
    'filename-translation-control',
    'draft-ietf-secsh-filexfer-13 section 6',
    u8(0),
  ),
  extended('ranges', 'ranges@asyncssh.com', ASYNCSSH, str('h1'), u64(0, 65536)),
  reply(
    'md5-hash',
    'md5-hash',
    'draft-ietf-secsh-filexfer-05 section 8.1',
    str('md5-hash', hex('9a0364b9e99bb480dd25e1f0284c8555')),
  ),
  reply('md5-hash-handle', 'md5-hash-handle', 'draft-ietf-secsh-filexfer-05 section 8.1', str('md5-hash', '')),
  reply('ranges', 'ranges@asyncssh.com', ASYNCSSH, u32(2), u64(0, 4096, 8192, 4096), u8(1)),
];

function announced(name: string, extension: string, source: string, ...octets: readonly Uint8Array[]): HandVector {
  return { name: `SftpVersionValue-${name}`, of: 'SftpVersionValue', params: { extension }, source, octets };
}

const ENVELOPE: HandVector = {
  name: 'SftpExtendedEnvelope',
  of: 'SftpExtendedEnvelope',
  source: 'draft-ietf-secsh-filexfer-02 section 8: a request with a name of nobody, behind its number',
  octets: [ID, str('unheard-of@acme.example'), u8(1, 2, 3)],
};

const MINA = {
  name: 'SftpExtendedReply-check-file-mina',
  of: 'SftpExtendedReply',
  params: { request: 'check-file-handle', layout: 'mina' },
  source: 'Layout of Apache MINA SSHD',
  disagreement: 5,
  notes: 'Each hash is a string of its own; the draft and paramiko put the hashes together.',
  octets: [REPLY, ID, str('check-file', 'md5', Buffer.alloc(16, 0x11), Buffer.alloc(16, 0x22))],
};

const announcements: readonly HandVector[] = [
  announced('filename-charset', 'filename-charset', 'draft-ietf-secsh-filexfer-13 section 6', text('iso-8859-1')),
  announced('newline-vandyke', 'newline@vandyke.com', 'draft-ietf-secsh-filexfer-13 section 5.3', text('\r\n')),
];

test('SFTP attributes', () => saveAll('sftp', attributes));
test('SFTP extensions', () => saveAll('sftp', [...extensions, ENVELOPE, MINA]));
test('what SFTP servers announce', () => saveAll('sftp', announcements));
