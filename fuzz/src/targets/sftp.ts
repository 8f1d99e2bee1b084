/** The SFTP client and server over a stream on which the peer says anything. */

import fc from 'fast-check';

import { concatBytes, isSshError, toSshError } from '@nacre/core';
import { duplexPair, memoryFiles, openSftp, serveSftp } from '@nacre/sftp';
import { seededRandom } from '@nacre/testkit';

import { type FuzzTarget, target } from '../target.js';
import { hostileBytes } from './bytes.js';
import { payloadsOf } from './payloads.js';

const packets = fc.array(
  fc.oneof({ weight: 9, arbitrary: payloadsOf('sftp', ['sftp']).map(framed) }, { weight: 1, arbitrary: hostileBytes }),
  { maxLength: 10 },
);
const INIT = Uint8Array.of(0, 0, 0, 5, 1, 0, 0, 0, 3);
const VERSION = Uint8Array.of(0, 0, 0, 5, 2, 0, 0, 0, 3);

export const sftp: readonly FuzzTarget[] = [
  target({
    name: 'sftp/server',
    input: packets,
    check: async list => {
      const [near, far] = duplexPair();
      const served = settled(serveSftp(far, memoryFiles(), { random: seededRandom(4) }));
      await settled(near.write(concatBytes(INIT, ...list)) ?? Promise.resolve());
      await settled(near.end());
      await settled(readAll(near));
      await served;
    },
  }),
  target({
    name: 'sftp/client',
    input: packets,
    check: async list => {
      const [near, far] = duplexPair();
      await settled(far.write(concatBytes(VERSION, ...list)) ?? Promise.resolve());
      await settled(far.end());
      const sftpClient = await settled(openSftp(near));
      if (sftpClient === undefined) return;
      await settled(Promise.all([sftpClient.stat('/a'), sftpClient.readFile('/b'), sftpClient.readdir('/')]));
      await settled(sftpClient.end());
    },
  }),
];

/** Waits for what may fail, but only with an error of ours. */
async function settled<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isSshError(error)) return undefined;
    throw toSshError(error, 'MISUSE', 'an error that is not ours got out', 'local');
  }
}

async function readAll(stream: { read(): Promise<Uint8Array | undefined> }): Promise<void> {
  while ((await stream.read()) !== undefined);
}

/** Payloads of this space come with their frame already; others get one. */
function framed(packet: Uint8Array): Uint8Array {
  const length = packet.length >= 4 ? new DataView(packet.buffer, packet.byteOffset).getUint32(0) : -1;
  if (length === packet.length - 4) return packet;
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, packet.length);
  return concatBytes(head, packet);
}
