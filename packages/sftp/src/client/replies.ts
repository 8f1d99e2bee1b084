/** How each kind of answer is decoded (draft-ietf-secsh-filexfer-02 section 7). */

import { protocolError, copyBytes } from '@nacre/core';
import { decodeMessage } from '@nacre/wire';

import {
  SftpAttrsReply,
  SftpData,
  SftpExtendedReply,
  type SftpExtendedReplyBody,
  SftpHandle,
  SftpName,
  type SftpNameEntry,
} from '../generated/index.js';
import { SftpStats } from '../files/stats.js';
import { decodeSftp } from '../packet/messages.js';
import { type Packet, packetBytes, packetHead, packetTail, type Pieces } from '../packet/packet.js';
import type { ReplyKind } from './requests.js';

/** Type, request id and length of a DATA answer. */
const DATA_HEAD = 9;

/** A handle, copied out of the packet because it lives longer. `late` closes one that came after an abort. */
export function handleReply(late: (handle: Uint8Array) => void): ReplyKind<Uint8Array> {
  return {
    number: SftpHandle.number,
    late,
    decode: packet => {
      const { handle } = decodeSftp(SftpHandle, packetBytes(packet));
      if (handle.length === 0) throw protocolError('SFTP handle of no bytes');
      return copyBytes(handle);
    },
  };
}

/** File content of at most `requested` bytes, as views of what arrived; undefined at the end of the file. */
export function dataReply(requested: number): ReplyKind<Pieces | undefined> {
  return {
    number: SftpData.number,
    atEof: { value: undefined },
    decode: packet => {
      const head = packetHead(packet, DATA_HEAD);
      const data = packetTail(packet, DATA_HEAD);
      const length = head.length < DATA_HEAD ? -1 : new DataView(head.buffer, head.byteOffset).getUint32(5);
      if (length !== data.length) throw protocolError(`SFTP data of ${length} bytes in a packet with ${data.length}`);
      if (length > requested) throw protocolError(`SFTP data of ${length} bytes, ${requested} were asked for`);
      return data;
    },
  };
}

export const ATTRS_REPLY: ReplyKind<SftpStats> = {
  number: SftpAttrsReply.number,
  decode: packet => new SftpStats(decodeSftp(SftpAttrsReply, packetBytes(packet)).attrs),
};

/** Names of a folder; undefined after the last. */
export const NAMES_REPLY: ReplyKind<readonly SftpNameEntry[] | undefined> = {
  number: SftpName.number,
  atEof: { value: undefined },
  decode: decodeNames,
};

/** The one name that REALPATH and READLINK answer with. */
export const NAME_REPLY: ReplyKind<Uint8Array> = {
  number: SftpName.number,
  decode: packet => {
    const entries = decodeNames(packet);
    const [entry] = entries;
    if (entry === undefined || entries.length !== 1)
      throw protocolError(`SFTP answer with ${entries.length} names, not 1`);
    return copyBytes(entry.filename);
  },
};

/** No request has this name, so that a reply to it is not decoded further. */
const UNDECODED = '';

/** The octets of a reply to EXTENDED, whose layout only the caller knows. */
export const EXTENDED_REPLY: ReplyKind<Uint8Array> = {
  number: SftpExtendedReply.number,
  decode: packet => {
    const { body } = decodeMessage(SftpExtendedReply, packetBytes(packet), { request: UNDECODED });
    if (body.request !== undefined) throw new TypeError('there is a request without a name');
    return body.data;
  },
};

type Replied = NonNullable<SftpExtendedReplyBody['request']>;

/** The reply to an EXTENDED request that the spec declares. */
export function extendedReply<N extends Replied>(
  request: N,
): ReplyKind<Extract<SftpExtendedReplyBody, { readonly request: N }>> {
  return {
    number: SftpExtendedReply.number,
    decode: packet => {
      const { body } = decodeMessage(SftpExtendedReply, packetBytes(packet), { request });
      return body as Extract<SftpExtendedReplyBody, { readonly request: N }>;
    },
  };
}

function decodeNames(packet: Packet): readonly SftpNameEntry[] {
  return decodeSftp(SftpName, packetBytes(packet)).entries;
}
