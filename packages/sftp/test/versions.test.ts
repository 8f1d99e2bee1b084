import { describe, expect, test } from 'vitest';

import { isSshError } from '@nacre/core';
import { decode, decodeMessage, encode, encodeMessage } from '@nacre/wire';

import {
  SftpAttrs,
  SftpData,
  SftpExtended,
  SftpExtendedReply,
  SftpName,
  SftpOpen,
  SftpOpenFlags5,
  SftpOpenFlags5Masks,
  SftpRealpath,
  SftpRename,
  SftpStatus,
  SftpSymlink,
  SftpVersionValue,
} from '../src/generated/index.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const given = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

function misuse(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    return isSshError(error, 'MISUSE');
  }
}

// Made by asyncssh 2.10.1.
const V3 = '0000000f 0000000000000005 000003e8 000003e9 000001a4 6553f100 6553f101';
const V4 =
  '000001fd 01 0000000000000005 00000003754078 00000003674078 000001a4 000000006553f100 00000007 0000000000000001 00000000' +
  '000000006553f101 00000000 00000004 00000000';
const V5 =
  '800000ad 06 0000000000000005 00000003754078 00000003674078 000001a4 000000006553f100 000000006553f101' +
  '00000001 00000003614062 0000000378797a';
const V6 =
  '8000ffbd 02 0000000000000005 0000000000001000 00000003754078 00000003674078 000001ed 000000006553f100 00000007' +
  '0000000000000003 00000004 000000006553f101 00000009 000000006553f102 0000000b 00000005 000007ff 02' +
  '0000000a746578742f706c61696e 00000002 00000002fffe 00000002 00000003614062 0000000378797a 0000000163 00000000';

describe('attributes of each version, as asyncssh writes them', () => {
  const owned = { owner: 'u@x', group: 'g@x' };
  test.each([
    [3, V3, { size: 5, uid: 1000, gid: 1001, permissions: 0o644, atime: 1_700_000_000, mtime: 1_700_000_001 }],
    [
      4,
      V4,
      {
        type: 1,
        size: 5,
        ...owned,
        permissions: 0o644,
        accessTime: 1_700_000_000,
        accessTimeNanoseconds: 7,
        createTime: 1,
        createTimeNanoseconds: 0,
        modifyTime: 1_700_000_001,
        modifyTimeNanoseconds: 0,
        acl: { aces: [] },
      },
    ],
    [
      5,
      V5,
      {
        type: 6,
        size: 5,
        ...owned,
        permissions: 0o644,
        accessTime: 1_700_000_000,
        modifyTime: 1_700_000_001,
        extended: [{ name: 'a@b', data: octets('xyz') }],
      },
    ],
    [
      6,
      V6,
      {
        type: 2,
        size: 5,
        allocationSize: 4096,
        ...owned,
        permissions: 0o755,
        accessTime: 1_700_000_000,
        accessTimeNanoseconds: 7,
        createTime: 3,
        createTimeNanoseconds: 4,
        modifyTime: 1_700_000_001,
        modifyTimeNanoseconds: 9,
        changeTime: 1_700_000_002,
        changeTimeNanoseconds: 11,
        attribBits: 5,
        attribBitsValid: 0x7ff,
        textHint: 2,
        mimeType: 'text/plain',
        linkCount: 2,
        untranslatedName: Uint8Array.of(0xff, 0xfe),
        extended: [
          { name: 'a@b', data: octets('xyz') },
          { name: 'c', data: octets('') },
        ],
      },
    ],
  ])('version %i', (version, text, expected) => {
    const attrs = decode(SftpAttrs, hex(text), { version });
    const { acl, ...others } = attrs;
    expect(given({ ...others, ...(acl !== undefined && { acl: given(acl) }) })).toEqual(expected);
    expect(toHex(encode(SftpAttrs, attrs, { version }))).toBe(toHex(hex(text)));
  });

  test('nanoseconds that are left out are zero when another time has them', () => {
    const attrs = { type: 1, accessTime: -1, accessTimeNanoseconds: 500_000_000, modifyTime: 2 };
    const decoded = decode(SftpAttrs, encode(SftpAttrs, attrs, { version: 4 }), { version: 4 });
    expect(given(decoded)).toEqual({ ...attrs, modifyTimeNanoseconds: 0 });
  });

  test('in version 5 valid bits are not written, as the draft says, though asyncssh does', () => {
    expect(toHex(encode(SftpAttrs, { type: 6, attribBits: 1 }, { version: 5 }))).toBe('000002000600000001');
  });

  test.each<[number, SftpAttrs]>([
    [3, { type: 1 }],
    [3, { accessTime: 1 }],
    [3, { owner: 'u', group: 'g' }],
    [4, { uid: 1, gid: 1 }],
    [4, { attribBits: 1 }],
    [5, { attribBits: 1, attribBitsValid: 1 }],
    [5, { changeTime: 1 }],
    [6, { mtime: 1, atime: 1 }],
    [6, { attribBits: 1 }],
    [7, {}],
  ])('version %i refuses to write %j', (version, attrs) => {
    expect(misuse(() => encode(SftpAttrs, attrs, { version }))).toBe(true);
  });
});

describe('messages whose fields depend on the version', () => {
  test('OPEN has flags up to version 4, and access and flags after it', () => {
    const path = octets('f');
    const three = '03 00000001 0000000166 0000001a 00000000';
    expect(toHex(encodeMessage(SftpOpen, { requestId: 1, path, flags: 0x1a, attrs: {} }, { version: 3 }))).toBe(
      toHex(hex(three)),
    );
    const openFlags = SftpOpenFlags5.NOFOLLOW | (2 & SftpOpenFlags5Masks.disposition);
    const six = '03 00000001 0000000166 00000081 00000402 00000000 05';
    const request = { requestId: 1, path, access: 0x81, openFlags, attrs: {} };
    expect(toHex(encodeMessage(SftpOpen, request, { version: 6 }))).toBe(toHex(hex(six)));
    expect(decodeMessage(SftpOpen, hex(six), { version: 6 }).openFlags).toBe(openFlags);
    expect(misuse(() => encodeMessage(SftpOpen, { ...request, flags: 1 }, { version: 6 }))).toBe(true);
    expect(misuse(() => encodeMessage(SftpOpen, { requestId: 1, path, attrs: {} }, { version: 3 }))).toBe(true);
  });

  test('RENAME has flags since version 5', () => {
    const request = { requestId: 1, oldPath: octets('a'), newPath: octets('b') };
    expect(encodeMessage(SftpRename, request, { version: 4 }).length).toBe(15);
    expect(encodeMessage(SftpRename, request, { version: 5 }).length).toBe(19);
  });

  test('NAME has long names up to version 3 and tells its end since version 6', () => {
    const three = hex('68 00000001 00000001 0000000166 000000046c6f6e67 00000000');
    expect(decodeMessage(SftpName, three, { version: 3 }).entries[0]?.longname).toEqual(octets('long'));
    const six = hex('68 00000001 00000001 0000000166 00000000 01 01');
    expect(decodeMessage(SftpName, six, { version: 6 })).toMatchObject({
      entries: [{ longname: undefined, attrs: { type: 1 } }],
      endOfList: true,
    });
  });

  test('DATA tells the end of the file since version 6; before, that is ignored', () => {
    const bytes = hex('67 00000001 00000001 61 01');
    expect(decodeMessage(SftpData, bytes, { version: 6 }).endOfFile).toBe(true);
    expect(decodeMessage(SftpData, bytes, { version: 3 }).endOfFile).toBe(undefined);
    expect(decodeMessage(SftpData, bytes.subarray(0, -1), { version: 6 }).endOfFile).toBe(undefined);
  });

  test('STATUS names unknown principals since version 5, and may lack all its text', () => {
    const bytes = hex('65 00000001 00000010 0000000178 00000000 0000000175 0000000167');
    expect(decodeMessage(SftpStatus, bytes, { version: 5 }).names).toEqual(['u', 'g']);
    expect(decodeMessage(SftpStatus, bytes, { version: 3 }).names).toBe(undefined);
    expect(decodeMessage(SftpStatus, bytes.subarray(0, 9), { version: 5 }).names).toBe(undefined);
    const value = { requestId: 1, code: 16, message: 'x', language: '', names: ['u', 'g'] };
    expect(toHex(encodeMessage(SftpStatus, value, { version: 5 }))).toBe(toHex(bytes));
    expect(misuse(() => encodeMessage(SftpStatus, { ...value, code: 4 }, { version: 5 }))).toBe(true);
    const bare = { requestId: 1, code: 16, names: ['u'] };
    expect(misuse(() => encodeMessage(SftpStatus, bare, { version: 5 }))).toBe(true);
  });

  test('REALPATH composes paths since version 6', () => {
    const bytes = hex('10 00000001 000000012e 03 0000000161 0000000162');
    expect(decodeMessage(SftpRealpath, bytes, { version: 6 })).toMatchObject({
      control: 3,
      compose: [octets('a'), octets('b')],
    });
    expect(decodeMessage(SftpRealpath, bytes.subarray(0, 10), { version: 6 }).control).toBe(undefined);
  });
});

describe('layouts of peers', () => {
  const link = { requestId: 1, targetPath: octets('to'), linkPath: octets('link') };

  test.each([
    ['openssh', '14 00000001 00000002746f 000000046c696e6b'],
    ['draft', '14 00000001 000000046c696e6b 00000002746f'],
  ] as const)('SYMLINK in the order of %s', (layout, text) => {
    expect(toHex(encodeMessage(SftpSymlink, link, { layout }))).toBe(toHex(hex(text)));
    expect(decodeMessage(SftpSymlink, hex(text), { layout })).toEqual(link);
  });

  test('hashes of check-file are one string of octets, or of MINA a string each', () => {
    const head = 'c9 00000001 0000000a636865636b2d66696c65 000000036d6435';
    const request = 'check-file-name';
    const draft = hex(`${head} 0102`);
    expect(decodeMessage(SftpExtendedReply, draft, { request }).body).toMatchObject({ hashes: Uint8Array.of(1, 2) });
    const mina = hex(`${head} 0000000101 0000000102`);
    const reply = decodeMessage(SftpExtendedReply, mina, { request, layout: 'mina' });
    expect(reply.body).toMatchObject({ hashes: undefined, hashList: [Uint8Array.of(1), Uint8Array.of(2)] });
    expect(toHex(encodeMessage(SftpExtendedReply, reply, { request, layout: 'mina' }))).toBe(toHex(mina));
  });
});

describe('extensions', () => {
  test('a reply that nobody declared keeps its octets', () => {
    const bytes = hex('c9 00000001 0102');
    const params = { request: 'x@example.com' };
    const reply = decodeMessage(SftpExtendedReply, bytes, params);
    expect(reply.body).toEqual({ request: undefined, name: 'x@example.com', data: Uint8Array.of(1, 2) });
    expect(toHex(encodeMessage(SftpExtendedReply, reply, params))).toBe(toHex(bytes));
    expect(misuse(() => encodeMessage(SftpExtendedReply, reply, { request: 'y@example.com' }))).toBe(true);
  });

  test('what vendors add is part of the union', () => {
    const body = { request: 'ranges@asyncssh.com', handle: octets('h'), offset: 0, length: 10 } as const;
    const bytes = encodeMessage(SftpExtended, { requestId: 1, body }, { version: 3 });
    expect(decodeMessage(SftpExtended, bytes, { version: 3 }).body).toEqual(body);
  });

  test.each([
    ['newline', '0d0a', { newline: Uint8Array.of(13, 10) }],
    ['newline@vandyke.com', '0a', { newline: Uint8Array.of(10) }],
    ['acl-supported', '00000021', { capabilities: 0x21 }],
    ['versions', '332c36', { versions: ['3', '6'] }],
    [
      'vendor-id',
      '0000000176 0000000170 0000000131 0000000000000007',
      { vendor: 'v', product: 'p', version: '1', build: 7n },
    ],
    ['filename-charset', '7574662d38', { charset: 'utf-8' }],
    [
      'supported2',
      '0000fffd 00000000 00000407 000001ff 00000000 0001 0003 00000000 00000001 000000097465 78742d7365656b',
      { attributeMask: 0xfffd, openBlockVector: 1, blockVector: 3, attributeExtensions: [], extensions: ['text-seek'] },
    ],
    ['supported', '000003fd 00000000 00000007 000001ff 00008000 0000000161', { maxRead: 32768, extensions: ['a'] }],
  ])('VERSION data of %s', (extension, text, expected) => {
    const value = decode(SftpVersionValue, hex(text), { extension });
    expect(value.value).toMatchObject({ extension, ...expected });
    expect(toHex(encode(SftpVersionValue, value, { extension }))).toBe(toHex(hex(text)));
  });

  test('VERSION data of others stays octets', () => {
    const { value } = decode(SftpVersionValue, octets('1'), { extension: 'fsync@openssh.com' });
    expect(value).toEqual({ extension: undefined, name: 'fsync@openssh.com', data: octets('1') });
  });
});
