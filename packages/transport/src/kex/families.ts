/** What differs between families of methods: their messages, the input of the exchange hash, the encoding of K. */

import {
  type Codec,
  decodeMessage,
  encode,
  encodeMessage,
  type MessageTable,
  messageTable,
  WireWriter,
} from '@nacre/wire';
import type { ModpGroup } from '@nacre/crypto';

import {
  DhExchangeHashInput,
  DhInit,
  DhReply,
  EcdhExchangeHashInput,
  EcdhInit,
  EcdhReply,
  GexExchangeHashInput,
  GexInit,
  GexOldExchangeHashInput,
  GexReply,
  HybridExchangeHashInput,
  HybridInit,
  HybridReply,
  RsaExchangeHashInput,
} from '../generated/index.js';
import type { GroupRequest } from './groups/request.js';

/** The server's answer to a share. */
export interface Reply {
  readonly hostKey: Uint8Array;
  readonly share: Uint8Array;
  readonly signature: Uint8Array;
}

/** Everything that the exchange hash covers beside the group (RFC 4253 section 8). */
export interface Transcript {
  readonly clientVersion: Uint8Array;
  readonly serverVersion: Uint8Array;
  readonly clientKexInit: Uint8Array;
  readonly serverKexInit: Uint8Array;
  readonly hostKey: Uint8Array;
  readonly clientShare: Uint8Array;
  readonly serverShare: Uint8Array;
}

/** How a family makes H, and K as key derivation takes it. Both results are secret: erase them. */
export interface ExchangeHash {
  /** The octets whose hash is H. */
  hashInput(transcript: Transcript, secret: Uint8Array): Uint8Array;
  encodeSecret(secret: Uint8Array): Uint8Array;
}

/** A family in which the client sends one share and the server answers with another and its signature. */
export interface KexFamily extends ExchangeHash {
  /** What the server awaits, and what the client awaits. */
  readonly initTable: MessageTable;
  readonly replyTable: MessageTable;
  encodeInit(share: Uint8Array): Uint8Array;
  /** The client's share: a view of the payload. Throws DecodeError. */
  decodeInit(payload: Uint8Array): Uint8Array;
  encodeReply(reply: Reply): Uint8Array;
  /** Views of the payload. Throws DecodeError. */
  decodeReply(payload: Uint8Array): Reply;
}

/** K is a number. */
const asNumber = (secret: Uint8Array): Uint8Array =>
  written(writer => writer.mpint('sharedSecret', secret, SECRET_BITS));

/** K is a string of the hash's length, since it is no number but a hash (RFC 10042). */
const asString = (secret: Uint8Array): Uint8Array =>
  written(writer => writer.bytes('sharedSecret', secret, SECRET_BITS / 8));

const ecdh: KexFamily = {
  initTable: /*@__PURE__*/ messageTable('ssh', 'expect ECDH share', [EcdhInit]),
  replyTable: /*@__PURE__*/ messageTable('ssh', 'expect ECDH reply', [EcdhReply]),
  encodeInit: clientPublic => encodeMessage(EcdhInit, { clientPublic }),
  decodeInit: payload => decodeMessage(EcdhInit, payload).clientPublic,
  encodeReply: ({ hostKey, share, signature }) => encodeMessage(EcdhReply, { hostKey, serverPublic: share, signature }),
  decodeReply: payload => {
    const { hostKey, serverPublic, signature } = decodeMessage(EcdhReply, payload);
    return { hostKey, share: serverPublic, signature };
  },
  hashInput: withPublicKeys(EcdhExchangeHashInput),
  encodeSecret: asNumber,
};

const hybrid: KexFamily = {
  initTable: /*@__PURE__*/ messageTable('ssh', 'expect hybrid share', [HybridInit]),
  replyTable: /*@__PURE__*/ messageTable('ssh', 'expect hybrid reply', [HybridReply]),
  encodeInit: clientInit => encodeMessage(HybridInit, { clientInit }),
  decodeInit: payload => decodeMessage(HybridInit, payload).clientInit,
  encodeReply: ({ hostKey, share, signature }) =>
    encodeMessage(HybridReply, { hostKey, serverReply: share, signature }),
  decodeReply: payload => {
    const { hostKey, serverReply, signature } = decodeMessage(HybridReply, payload);
    return { hostKey, share: serverReply, signature };
  },
  hashInput: ({ clientShare, serverShare, ...common }, sharedSecret) =>
    encode(HybridExchangeHashInput, { ...common, clientInit: clientShare, serverReply: serverShare, sharedSecret }),
  encodeSecret: asString,
};

/** Groups that both sides know: shares are numbers, so that leading zeros do not travel. */
const dh: KexFamily = {
  initTable: /*@__PURE__*/ messageTable('ssh', 'expect DH share', [DhInit]),
  replyTable: /*@__PURE__*/ messageTable('ssh', 'expect DH reply', [DhReply]),
  encodeInit: clientPublic => encodeMessage(DhInit, { clientPublic }),
  decodeInit: payload => decodeMessage(DhInit, payload).clientPublic,
  encodeReply: ({ hostKey, share, signature }) => encodeMessage(DhReply, { hostKey, serverPublic: share, signature }),
  decodeReply: payload => {
    const { hostKey, serverPublic, signature } = decodeMessage(DhReply, payload);
    return { hostKey, share: serverPublic, signature };
  },
  hashInput: withPublicKeys(DhExchangeHashInput),
  encodeSecret: asNumber,
};

export const kexFamilies = { ecdh, hybrid, dh } as const;

/** The second half of a group exchange: H covers the sizes that were asked for and the group (RFC 4419 sections 3 and 5). */
export function groupFamily(request: GroupRequest, { p, g }: ModpGroup): KexFamily {
  return {
    initTable: gexInitTable,
    replyTable: gexReplyTable,
    encodeInit: clientPublic => encodeMessage(GexInit, { clientPublic }),
    decodeInit: payload => decodeMessage(GexInit, payload).clientPublic,
    encodeReply: ({ hostKey, share, signature }) =>
      encodeMessage(GexReply, { hostKey, serverPublic: share, signature }),
    decodeReply: payload => {
      const { hostKey, serverPublic, signature } = decodeMessage(GexReply, payload);
      return { hostKey, share: serverPublic, signature };
    },
    hashInput: ({ clientShare, serverShare, ...common }, sharedSecret) => {
      const numbers = { prime: p, generator: g, clientPublic: clientShare, serverPublic: serverShare, sharedSecret };
      if (request.form === 'old') return encode(GexOldExchangeHashInput, { ...common, bits: request.bits, ...numbers });
      const { minBits, bits, maxBits } = request;
      return encode(GexExchangeHashInput, { ...common, minBits, bits, maxBits, ...numbers });
    },
    encodeSecret: asNumber,
  };
}

const gexInitTable = /*@__PURE__*/ messageTable('ssh', 'expect group exchange share', [GexInit]);
const gexReplyTable = /*@__PURE__*/ messageTable('ssh', 'expect group exchange reply', [GexReply]);

/** RFC 4432 section 4: the client's share is the encrypted secret, the server's the transient key. */
export const rsaExchangeHash: ExchangeHash = {
  hashInput: ({ clientShare, serverShare, ...common }, sharedSecret) =>
    encode(RsaExchangeHashInput, {
      ...common,
      transientKey: serverShare,
      encryptedSecret: clientShare,
      sharedSecret,
    }),
  encodeSecret: asNumber,
};

interface PublicKeysHashInput extends Omit<Transcript, 'clientShare' | 'serverShare'> {
  readonly clientPublic: Uint8Array;
  readonly serverPublic: Uint8Array;
  readonly sharedSecret: Uint8Array;
}

function withPublicKeys(input: Codec<PublicKeysHashInput>): ExchangeHash['hashInput'] {
  return ({ clientShare, serverShare, ...common }, sharedSecret) =>
    encode(input, { ...common, clientPublic: clientShare, serverPublic: serverShare, sharedSecret });
}

/** Twice what a group of 8192 bits gives; the messages themselves allow no larger one. */
const SECRET_BITS = 16384;

function written(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  const bytes = writer.finish();
  writer.reset({ erase: true });
  return bytes;
}
