import { describe, expect, test } from 'vitest';

import { encodeUtf8 } from '@nacre/core';

import { frame, message, Peer } from '../../test/support.js';
import { SftpVersion } from '../generated/index.js';
import { duplexPair, isFileError, openSftp, type SftpClient } from '../index.js';
import { packetRequestId } from '../packet/packet.js';

/** A session with a server that the test plays itself. */
async function fake(): Promise<{
  readonly sftp: SftpClient;
  answer(type: number, ...rest: readonly Uint8Array[]): Promise<void>;
}> {
  const [near, far] = duplexPair();
  const peer = new Peer(far);
  const opening = openSftp(near);
  await peer.receive();
  peer.send(message(SftpVersion, { version: 3, extensions: [] }));
  const answer = async (type: number, ...rest: readonly Uint8Array[]) => {
    const request = await peer.receive();
    if (request === undefined) throw new Error('the client closed the stream');
    peer.send(frame(Uint8Array.of(type, ...u32(packetRequestId(request)), ...rest.flatMap(bytes => [...bytes]))));
  };
  return { sftp: await opening, answer };
}

const u32 = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const string = (text: string) => Uint8Array.of(...u32(text.length), ...encodeUtf8(text));
const STATUS = 101;
const ATTRS = 105;

describe('[PRO-22] STATUS without its texts', () => {
  test.each([
    ['neither text', []],
    ['no language', [string('gone')]],
  ])('%s', async (_, texts) => {
    const { sftp, answer } = await fake();
    const failing = sftp.stat('/missing').then(undefined, (error: unknown) => error);
    await answer(STATUS, u32(2), ...texts);
    expect(isFileError(await failing, 'ENOENT')).toBe(true);
    const done = sftp.mkdir('/made');
    await answer(STATUS, u32(0), ...texts);
    await done;
    expect(await Promise.race([sftp.closed, 'open'])).toBe('open');
  });
});

describe('[PRO-21] attributes with the bit of a modification time, which version 3 does not have', () => {
  const MODIFYTIME = 0x20;

  test('the bit is passed over, and the fields behind it are read as if it were not there', async () => {
    const { sftp, answer } = await fake();
    const stat = sftp.stat('/file');
    await answer(ATTRS, u32(0x0d | MODIFYTIME), u32(0), u32(1234), u32(0o100644), u32(1000), u32(2000));
    const { size, mtimeMs, mode } = await stat;
    expect({ size, mtimeMs, mode }).toEqual({ size: 1234, mtimeMs: 2_000_000, mode: 0o100644 });
  });
});
