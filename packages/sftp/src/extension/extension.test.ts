import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';
import type { MemberDef } from '@nacre/wire';

import { fileError } from '../errors.js';
import { memoryFiles } from '../memory/memory-files.js';
import type { OperationContext } from '../server/operations.js';
import { sftpExtension, type SftpServerExtension } from './extension.js';
import { serveExtension, servedExtensions } from './serve-extension.js';

const size: MemberDef<string, void, number> = {
  name: 'Size',
  union: 'SftpExtendedRequest',
  key: 'size@acme.example',
  write: (writer, value) => writer.utf8('Size.path', value, 64),
  read: reader => reader.utf8('Size.path', 64),
  reply: {
    name: 'SizeReply',
    write: (writer, value) => writer.u32('SizeReply.size', value),
    read: reader => reader.u32('SizeReply.size'),
  },
};

const touch: MemberDef<string> = {
  name: 'Touch',
  union: 'SftpExtendedRequest',
  key: 'touch@acme.example',
  write: (writer, value) => writer.utf8('Touch.path', value, 64),
  read: reader => reader.utf8('Touch.path', 64),
};

const context = {
  files: memoryFiles(),
  settings: { home: '/home', limits: { maxPath: 100 } },
} as unknown as OperationContext;

const REQUEST = Uint8Array.of(0, 0, 0, 1, ...encodeUtf8('x'));

function serve(extension: SftpServerExtension, data = REQUEST, name = size.key as string) {
  return serveExtension(servedExtensions([extension]), { name, data }, context);
}

describe('an extension of a server', () => {
  test('answers with its reply, or with success alone', async () => {
    const answer = await serve(sftpExtension(size, path => path.length));
    const body = { request: undefined, name: size.key, data: Uint8Array.of(0, 0, 0, 1) };
    expect(answer).toEqual({ type: 'extended', body });
    const done = await serve(
      sftpExtension(touch, () => {}),
      REQUEST,
      'touch@acme.example',
    );
    expect(done).toMatchObject({ type: 'status', code: 0 });
  });

  test('sees paths as all other requests do', async () => {
    const paths: string[] = [];
    await serve(sftpExtension(size, (_, { path }) => paths.push(path(encodeUtf8('../a')))));
    expect(paths).toEqual(['/a']);
  });

  test('that is not there is unsupported', async () => {
    const answer = await serve(
      sftpExtension(size, () => 1),
      REQUEST,
      'other@acme.example',
    );
    expect(answer).toMatchObject({ type: 'status', code: 8 });
  });

  test('rejects with what its handler throws, and for a malformed request', async () => {
    const refusing = () => {
      throw fileError('EACCES', 'size');
    };
    await expect(serve(sftpExtension(size, refusing))).rejects.toMatchObject({ fsCode: 'EACCES' });
    await expect(
      serve(
        sftpExtension(size, () => 1),
        Uint8Array.of(0),
      ),
    ).rejects.toMatchObject({
      code: 'DECODE_ERROR',
    });
  });

  test('is misuse when it is of another union, or there are two of one name', () => {
    const other = sftpExtension({ ...touch, union: 'GlobalRequestBody' }, () => {});
    expect(() => servedExtensions([other])).toThrow(/is no SFTP extension/);
    const touching = sftpExtension(touch, () => {});
    expect(() => servedExtensions([touching, touching])).toThrow(/Two SFTP extensions/);
  });
});
