/** What differs between families of methods: the messages 30 and 31, the input of the exchange hash, the encoding of K. */

import { decodeMessage, encode, encodeMessage, type MessageTable, WireWriter } from '@nacre/wire';

import {
  EcdhExchangeHashInput,
  EcdhInit,
  EcdhReply,
  HybridExchangeHashInput,
  HybridInit,
  HybridReply,
  sshEcdhMessages,
  sshHybridMessages,
} from '../generated/index.js';
import type { KexFamilyName } from './method.js';

/** The server's answer. */
export interface Reply {
  readonly hostKey: Uint8Array;
  readonly share: Uint8Array;
  readonly signature: Uint8Array;
}

/** Everything that the exchange hash covers (RFC 4253 section 8). */
export interface Transcript {
  readonly clientVersion: Uint8Array;
  readonly serverVersion: Uint8Array;
  readonly clientKexInit: Uint8Array;
  readonly serverKexInit: Uint8Array;
  readonly hostKey: Uint8Array;
  readonly clientShare: Uint8Array;
  readonly serverShare: Uint8Array;
}

export interface KexFamily {
  readonly messages: MessageTable;
  encodeInit(share: Uint8Array): Uint8Array;
  /** The client's share: a view of the payload. Throws DecodeError. */
  decodeInit(payload: Uint8Array): Uint8Array;
  encodeReply(reply: Reply): Uint8Array;
  /** Views of the payload. Throws DecodeError. */
  decodeReply(payload: Uint8Array): Reply;
  /** The octets whose hash is H. Secret: erase them. */
  hashInput(transcript: Transcript, secret: Uint8Array): Uint8Array;
  /** K as it enters key derivation. Secret: erase it. */
  encodeSecret(secret: Uint8Array): Uint8Array;
}

export const kexFamilies: { readonly [name in KexFamilyName]: KexFamily } = {
  ecdh: {
    messages: sshEcdhMessages,
    encodeInit: clientPublic => encodeMessage(EcdhInit, { clientPublic }),
    decodeInit: payload => decodeMessage(EcdhInit, payload).clientPublic,
    encodeReply: ({ hostKey, share, signature }) =>
      encodeMessage(EcdhReply, { hostKey, serverPublic: share, signature }),
    decodeReply: payload => {
      const { hostKey, serverPublic, signature } = decodeMessage(EcdhReply, payload);
      return { hostKey, share: serverPublic, signature };
    },
    hashInput: ({ clientShare, serverShare, ...common }, sharedSecret) =>
      encode(EcdhExchangeHashInput, { ...common, clientPublic: clientShare, serverPublic: serverShare, sharedSecret }),
    encodeSecret: secret => written(writer => writer.mpint('sharedSecret', secret, SECRET_BITS)),
  },
  hybrid: {
    messages: sshHybridMessages,
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
    encodeSecret: secret => written(writer => writer.bytes('sharedSecret', secret, SECRET_BITS / 8)),
  },
};

const SECRET_BITS = 16384; // no method comes near

function written(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  const bytes = writer.finish();
  writer.reset({ erase: true });
  return bytes;
}
