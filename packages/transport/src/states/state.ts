/** What a state of the transport is, and what states may use. The states themselves are in files of their own. */

import type { OutputQueue } from '@nacre/core';
import type { MessageTable } from '@nacre/wire';

import type { Compression } from '../compression/compression.js';
import type { TransportEffect, TransportEvent } from '../events.js';
import type { Exchanges } from '../exchanges.js';
import type { PeerExtensions } from '../extensions/peer-extensions.js';
import type { KexInit } from '../generated/index.js';
import type { Version } from '../identification/version.js';
import type { KexMethod, KexStart } from '../kex/method.js';
import type { Negotiated } from '../negotiation/negotiate.js';
import type { Settings } from '../options.js';
import type { Opener } from '../packet/opener.js';
import type { Outbound } from '../packet/outbound.js';

/** Named for what it waits for. */
export interface State {
  readonly name: string;
  /** The messages it takes. What happens to others is one rule for all states: see judge.ts. */
  readonly table: MessageTable;
  /** Between the peer's KEXINIT and its NEWKEYS. */
  readonly exchanging: boolean;
  /** Nothing more is read in this state. */
  readonly paused: boolean;
  /** Handles a message of its table and gives the next state. Throws SshError for a fault of the peer. */
  handle(payload: Uint8Array, sequence: number): State;
}

/** Our half of a running key exchange. */
export interface OwnProposal {
  readonly init: KexInit;
  /** The payload as sent: it enters the exchange hash. */
  readonly payload: Uint8Array;
  /** Client: what was sent along with our KEXINIT, on a guess. */
  guess?: KexStart;
  /** What has to be erased if the exchange does not come to its end. */
  secrets?: { erase(): void };
}

/** What both sides have agreed on for the exchange that runs. */
export interface Agreement {
  readonly own: OwnProposal;
  /** The peer's KEXINIT as it came. */
  readonly peerPayload: Uint8Array;
  readonly negotiated: Negotiated;
  readonly method: KexMethod;
  /** The peer's next key exchange packet was sent on a wrong guess. */
  readonly dropNext: boolean;
  /** The packet that we sent on a guess counts. */
  readonly ownGuessHolds: boolean;
}

/** What holds for the whole connection. Changes as it goes on. */
export interface Facts {
  remoteVersion: Version | undefined;
  /** The peer sends data in the middle of a key exchange. */
  sendsOn: boolean;
  sessionId: Uint8Array | undefined;
  hostKey: Uint8Array | undefined;
  negotiated: Negotiated | undefined;
  strictKex: boolean;
  peerTakesExtInfo: boolean;
  /** The first exchange is done in both directions. */
  established: boolean;
  rekeys: number;
  /** Key exchanges the peer asked for since a message of the layers above travelled. */
  idleRekeys: number;
  /** EXT_INFO messages that came. */
  extInfos: number;
  /** What they announced. */
  extensions: PeerExtensions;
  /** Server: the second EXT_INFO went out. */
  extInfoRenewed: boolean;
  /** PINGs of ours without PONG. */
  pendingPings: number;
  /** Client: asked for and not answered yet. */
  readonly requestedServices: string[];
  serviceAccepted: boolean;
  authenticated: boolean;
}

export interface Context {
  readonly settings: Settings;
  readonly facts: Facts;
  readonly outputs: OutputQueue<TransportEvent, TransportEffect>;
  readonly outbound: Outbound;
  readonly opener: Opener;
  readonly compression: Compression;
  readonly exchanges: Exchanges;
  /** Goes on with the peer's KEXINIT. */
  answerKexInit(payload: Uint8Array, sequence: number): State;
  /** The exchange is done in both directions: tells the owner. */
  completeExchange(): void;
  /** Puts a question. Nothing is read until the answer; `next` then gives the state that follows. A refusal ends the connection. */
  ask<Answer>(effect: TransportEffect, next: (answer: Answer) => State): State;
  trace(
    level: 'debug' | 'info' | 'warn',
    name: string,
    fields?: Readonly<Record<string, string | number | boolean>>,
  ): void;
}
