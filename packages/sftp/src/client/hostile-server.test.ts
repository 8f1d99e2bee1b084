import { describe, expect, test } from 'vitest';

import { encodeUtf8, isSshError, SshError } from '@nacre/core';

import { extendedReply, frame, message, Peer } from '../../test/support.js';
import { SftpAttrsReply, SftpData, SftpHandle, SftpName, SftpStatus, SftpVersion } from '../generated/index.js';
import { duplexPair, openSftp, type SftpClient, SftpError } from '../index.js';
import { packetBytes, packetRequestId } from '../packet/packet.js';

const HANDLE = encodeUtf8('h');

/** A session with a server that the test plays itself. */
async function fake(): Promise<{ sftp: SftpClient; peer: Peer }> {
  const [near, far] = duplexPair();
  const peer = new Peer(far);
  const opening = openSftp(near);
  opening.catch(() => {});
  await peer.receive();
  peer.send(message(SftpVersion, { version: 3, extensions: [] }));
  return { sftp: await opening, peer };
}

/** The id of the next request. */
async function requestId(peer: Peer): Promise<number> {
  const packet = await peer.receive();
  if (packet === undefined) throw new Error('the client closed the stream');
  return packetRequestId(packet);
}

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.then(undefined, (error: unknown) => error);

const attrs = {};
const name = (text: string) => ({ filename: encodeUtf8(text), longname: encodeUtf8(text), attrs });

describe('[SEC-237] answers that break the protocol end the session with a typed error, and everything that waits settles', () => {
  const cases: [string, (sftp: SftpClient) => Promise<unknown>, (id: number) => Uint8Array][] = [
    ['an unknown id', sftp => sftp.stat('/a'), id => message(SftpAttrsReply, { requestId: id + 7, attrs })],
    ['the wrong type', sftp => sftp.stat('/a'), id => message(SftpHandle, { requestId: id, handle: HANDLE })],
    [
      'OK where a value is due',
      sftp => sftp.stat('/a'),
      id => message(SftpStatus, { requestId: id, code: 0, message: '', language: '' }),
    ],
    [
      'a truncated packet',
      sftp => sftp.stat('/a'),
      id => frame(message(SftpAttrsReply, { requestId: id, attrs: { size: 1 } }).subarray(4, -1)),
    ],
    ['a packet without id', sftp => sftp.stat('/a'), () => frame(Uint8Array.of(101, 0))],
    [
      'a handle of no bytes',
      sftp => sftp.open('/a'),
      id => message(SftpHandle, { requestId: id, handle: new Uint8Array(0) }),
    ],
    [
      'a handle of 257 bytes',
      sftp => sftp.open('/a'),
      id => frame(Uint8Array.of(102, ...u32(id), ...u32(257), ...new Uint8Array(257))),
    ],
    ['no name for realpath', sftp => sftp.realpath('/a'), id => message(SftpName, { requestId: id, entries: [] })],
    [
      'two names for realpath',
      sftp => sftp.realpath('/a'),
      id => message(SftpName, { requestId: id, entries: [name('a'), name('b')] }),
    ],
    [
      'fewer names than counted',
      sftp => sftp.readlink('/a'),
      id => frame(Uint8Array.of(104, ...u32(id), ...u32(0xffffffff))),
    ],
    ['a length of 2^31', sftp => sftp.stat('/a'), () => Uint8Array.of(0x80, 0, 0, 0, 105)],
    ['a length of 0', sftp => sftp.stat('/a'), () => new Uint8Array(4)],
  ];

  test.each(cases)('[SFC-81] %s', async (_name, call, answer) => {
    const { sftp, peer } = await fake();
    const first = settled(call(sftp));
    const second = settled(sftp.stat('/other'));
    const id = await requestId(peer);
    await requestId(peer);
    peer.send(answer(id));
    const errors = [await first, await second];
    expect(errors.every(error => error instanceof SshError && !(error instanceof SftpError))).toBe(true);
    expect(errors.some(error => isSshError(error, 'PROTOCOL_ERROR') || isSshError(error, 'DECODE_ERROR'))).toBe(true);
    await sftp.closed;
    await expect(sftp.stat('/later')).rejects.toBe(sftp.ended);
  });

  test('a second answer to one request', async () => {
    const { sftp, peer } = await fake();
    const call = sftp.stat('/a');
    const id = await requestId(peer);
    const answer = message(SftpAttrsReply, { requestId: id, attrs });
    peer.send(answer);
    await call;
    peer.send(answer);
    await sftp.closed;
    expect(isSshError(sftp.ended, 'PROTOCOL_ERROR')).toBe(true);
  });

  test('more data than was asked for', async () => {
    const { sftp, peer } = await fake();
    const opening = sftp.open('/a');
    peer.send(message(SftpHandle, { requestId: await requestId(peer), handle: HANDLE }));
    const file = await opening;
    const reading = settled(file.read(new Uint8Array(10)));
    peer.send(message(SftpData, { requestId: await requestId(peer), data: new Uint8Array(11) }));
    expect(isSshError(await reading, 'PROTOCOL_ERROR')).toBe(true);
  });

  test.each([0, 2, 4, 0xffffffff])('a server that speaks version %i is refused', async version => {
    const [near, far] = duplexPair();
    const peer = new Peer(far);
    const opening = settled(openSftp(near));
    await peer.receive();
    peer.send(message(SftpVersion, { version, extensions: [] }));
    expect(isSshError(await opening, 'PROTOCOL_ERROR')).toBe(true);
    expect(await peer.receive()).toBe(undefined);
  });

  test('a malformed extension list in VERSION is refused', async () => {
    const [near, far] = duplexPair();
    const peer = new Peer(far);
    const opening = settled(openSftp(near));
    await peer.receive();
    peer.send(frame(Uint8Array.of(2, ...u32(3), ...u32(1000), 1, 2, 3)));
    expect(isSshError(await opening, 'DECODE_ERROR')).toBe(true);
  });
});

function u32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

test('a STATUS without message and language is understood', async () => {
  const { sftp, peer } = await fake();
  const call = settled(sftp.stat('/a'));
  peer.send(frame(Uint8Array.of(101, ...u32(await requestId(peer)), ...u32(3))));
  expect(await call).toMatchObject({ fsCode: 'EACCES', serverMessage: '' });
});

test('a status that nobody knows keeps its number, and the text of the server is made safe', async () => {
  const { sftp, peer } = await fake();
  const call = settled(sftp.stat('/a'));
  const text = `\u001b[2Jred\n\u202e${'x'.repeat(1000)}`;
  peer.send(message(SftpStatus, { requestId: await requestId(peer), code: 4711, message: text, language: '' }));
  const error = (await call) as SftpError;
  expect(error).toMatchObject({ status: 4711, statusName: 'status-4711', fsCode: undefined });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
  expect(error.message).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(error.message.length).toBeLessThan(400);
});

const statuses: [string, number, string | undefined][] = [
  ['SFC-83', 2, 'ENOENT'],
  ['SFC-84', 3, 'EACCES'],
  ['SFC-85', 4, undefined],
  ['SFC-86', 5, 'EINVAL'],
  ['SFC-87', 6, 'ENOTCONN'],
  ['SFC-88', 7, 'ECONNRESET'],
  ['SFC-89', 8, 'ENOSYS'],
  ['SFC-82', 1, 'EOF'],
];
test.each(statuses)(
  '[%s] status %i becomes an error with its number, words and the code %s',
  async (_row, code, fsCode) => {
    const { sftp, peer } = await fake();
    const call = settled(sftp.stat('/a'));
    peer.send(message(SftpStatus, { requestId: await requestId(peer), code, message: 'words', language: 'en' }));
    expect(await call).toMatchObject({
      code: 'SFTP_STATUS',
      status: code,
      fsCode,
      serverMessage: 'words',
      language: 'en',
    });
  },
);

describe('names in a listing that are not names', () => {
  test.each(['../x', '/abs', 'a/b', '', 'a\0b'])('%j fails the listing and nothing else', async text => {
    const { sftp, peer } = await fake();
    const listing = settled(sftp.readdir('/d'));
    peer.send(message(SftpHandle, { requestId: await requestId(peer), handle: HANDLE }));
    peer.send(message(SftpName, { requestId: await requestId(peer), entries: [name('.'), name('..'), name(text)] }));
    peer.send(message(SftpStatus, { requestId: await requestId(peer), code: 0, message: '', language: '' }));
    expect(isSshError(await listing, 'PROTOCOL_ERROR')).toBe(true);
    const call = sftp.stat('/a');
    peer.send(message(SftpAttrsReply, { requestId: await requestId(peer), attrs }));
    await call;
  });
});

test('[SFC-75] all attributes of version 3 are told; a missing mode is read from the line for people', async () => {
  const { sftp, peer } = await fake();
  const call = sftp.stat('/a');
  const extended = [{ name: '__proto__', data: encodeUtf8('x') }];
  const all = { size: 2 ** 40, uid: 1, gid: 2, permissions: 0o104755, atime: 3, mtime: 0xffffffff, extended };
  peer.send(message(SftpAttrsReply, { requestId: await requestId(peer), attrs: all }));
  const stats = await call;
  expect(stats).toMatchObject({
    size: 2 ** 40,
    uid: 1,
    gid: 2,
    mode: 0o104755,
    atimeMs: 3000,
    mtimeMs: 0xffffffff * 1000,
  });
  expect([...stats.extended]).toEqual([['__proto__', encodeUtf8('x')]]);
  const listing = sftp.readdir('/d', { withFileTypes: true });
  peer.send(message(SftpHandle, { requestId: await requestId(peer), handle: HANDLE }));
  const entry = { filename: encodeUtf8('sub'), longname: encodeUtf8('drwxr-xr-x 2 a b 4096 sub'), attrs };
  peer.send(message(SftpName, { requestId: await requestId(peer), entries: [entry] }));
  peer.send(message(SftpStatus, { requestId: await requestId(peer), code: 1, message: '', language: '' }));
  peer.send(message(SftpStatus, { requestId: await requestId(peer), code: 0, message: '', language: '' }));
  expect((await listing)[0]).toMatchObject({ kind: 'directory', stats: { mode: undefined } });
});

test('an endless listing ends at maxDirectoryEntries', async () => {
  const [near, far] = duplexPair();
  const peer = new Peer(far);
  const opening = openSftp(near, { limits: { maxDirectoryEntries: 10 } });
  await peer.receive();
  peer.send(message(SftpVersion, { version: 3, extensions: [] }));
  const sftp = await opening;
  const listing = settled(sftp.readdir('/d'));
  peer.send(message(SftpHandle, { requestId: await requestId(peer), handle: HANDLE }));
  const entries = ['a', 'b', 'c', 'd'].map(name);
  for (let i = 0; i < 3; i++) peer.send(message(SftpName, { requestId: await requestId(peer), entries }));
  peer.send(message(SftpStatus, { requestId: await requestId(peer), code: 0, message: '', language: '' }));
  expect(isSshError(await listing, 'LIMIT_EXCEEDED')).toBe(true);
});

describe('[SEC-239] what limits@openssh.com says is clamped', () => {
  const big = 2n ** 64n - 1n;
  test.each([
    [0n, 32768],
    [1n, 1024],
    [100_000n, 100_000],
    [big, 261_120],
  ])('a limit of %i gives requests of %i bytes', async (limit, size) => {
    const [near, far] = duplexPair();
    const peer = new Peer(far);
    const opening = openSftp(near);
    await peer.receive();
    peer.send(
      message(SftpVersion, { version: 3, extensions: [{ name: 'limits@openssh.com', data: encodeUtf8('1') }] }),
    );
    const limits = { maxPacket: limit, maxRead: limit, maxWrite: limit, maxHandles: limit };
    peer.send(extendedReply(await requestId(peer), { request: 'limits@openssh.com', ...limits }));
    const sftp = await opening;
    const opened = sftp.open('/a');
    peer.send(message(SftpHandle, { requestId: await requestId(peer), handle: HANDLE }));
    const file = await opened;
    settled(file.read(new Uint8Array(500_000)));
    const packet = await peer.receive();
    const request = packet === undefined ? new Uint8Array(0) : packetBytes(packet);
    expect(new DataView(request.buffer, request.byteOffset).getUint32(request.length - 4)).toBe(size);
    peer.duplex.close();
  });
});

describe('abort', () => {
  test('a late answer to an abandoned request is absorbed, and a late handle is closed', async () => {
    const { sftp, peer } = await fake();
    const controller = new AbortController();
    const opening = settled(sftp.open('/a', 'r', { signal: controller.signal }));
    const id = await requestId(peer);
    controller.abort(new Error('enough'));
    expect(isSshError(await opening, 'ABORTED')).toBe(true);
    peer.send(message(SftpHandle, { requestId: id, handle: HANDLE }));
    const closing = await peer.bytes();
    expect(closing[0]).toBe(4);
    expect(closing.subarray(9)).toEqual(HANDLE);
    const call = sftp.stat('/a');
    peer.send(message(SftpAttrsReply, { requestId: (closing[4] as number) + 1, attrs }));
    await call;
  });

  test('a signal that has fired sends nothing; one that fires while a request waits for its turn takes it back', async () => {
    const [near, far] = duplexPair();
    const peer = new Peer(far);
    const opening = openSftp(near, { limits: { maxOutstanding: 1 } });
    await peer.receive();
    peer.send(message(SftpVersion, { version: 3, extensions: [] }));
    const sftp = await opening;
    await expect(sftp.stat('/x', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    const controller = new AbortController();
    const first = sftp.stat('/a');
    const second = settled(sftp.stat('/b', { signal: controller.signal }));
    const third = sftp.stat('/c');
    controller.abort();
    expect(isSshError(await second, 'ABORTED')).toBe(true);
    peer.send(message(SftpAttrsReply, { requestId: await requestId(peer), attrs }));
    await first;
    const next = await peer.bytes();
    expect(new TextDecoder().decode(next.subarray(9))).toBe('/c');
    peer.send(message(SftpAttrsReply, { requestId: next[4] as number, attrs }));
    await third;
  });

  test('settles at once when the server never answers again', async () => {
    const { sftp, peer } = await fake();
    const controller = new AbortController();
    const { signal } = controller;
    const reading = settled(sftp.readFile('/a', { signal }));
    peer.send(message(SftpHandle, { requestId: await requestId(peer), handle: HANDLE }));
    await requestId(peer);
    const listing = settled(sftp.readdir('/d', { signal }));
    peer.send(message(SftpHandle, { requestId: await requestId(peer), handle: HANDLE }));
    await requestId(peer);
    controller.abort();
    expect((await Promise.all([reading, listing])).every(error => isSshError(error, 'ABORTED'))).toBe(true);
    await sftp.end();
  });

  test('aborting the start of a session closes the stream', async () => {
    const [near, far] = duplexPair();
    const controller = new AbortController();
    const opening = settled(openSftp(near, { signal: controller.signal }));
    controller.abort();
    expect(isSshError(await opening, 'ABORTED')).toBe(true);
    const peer = new Peer(far);
    await peer.receive();
    expect(await peer.receive()).toBe(undefined);
  });
});

test('end() with requests that nobody answers settles, and they fail with CONNECTION_LOST', async () => {
  const { sftp } = await fake();
  const call = settled(sftp.stat('/a'));
  await sftp.end();
  expect(isSshError(await call, 'CONNECTION_LOST')).toBe(true);
  await sftp.end();
});
