/** What the peer's KEXINIT sets going, at the start and later: negotiation, then each role's part (RFC 4253 section 7.1). */

import { SshError } from '@nacre/core';
import { decodeMessage } from '@nacre/wire';

import { DisconnectReason, KexInit } from '../generated/index.js';
import { kexMethod } from '../kex/methods.js';
import { readMarkers } from '../negotiation/markers.js';
import { guessHolds, isOpenToTerrapin, type Negotiated, negotiate } from '../negotiation/negotiate.js';
import { exchangeAsClient } from './exchange/client.js';
import { exchangeAsServer } from './exchange/server.js';
import type { Context, State } from './state.js';

export function answerKexInit(context: Context, payload: Uint8Array, sequence: number): State {
  const { settings, facts } = context;
  const theirs = decodeMessage(KexInit, payload);
  if (!facts.established) readMarkers(context, theirs, sequence);
  context.exchanges.countRequestOfPeer();
  const own = context.exchanges.begin();
  const proposals = { role: settings.role, ours: settings.algorithms, theirs };
  const negotiated = negotiate(proposals);
  checkTerrapin(context, negotiated);
  const method = kexMethod(negotiated.kex, settings.crypto, settings.random);
  if (!method.postQuantum && !facts.established) context.trace('warn', 'kex-not-post-quantum', { kex: method.name });
  context.trace('debug', 'negotiated', {
    kex: negotiated.kex,
    hostKey: negotiated.hostKey,
    cipherClientToServer: negotiated.cipher.clientToServer,
    cipherServerToClient: negotiated.cipher.serverToClient,
    strictKex: facts.strictKex,
  });
  const holds = guessHolds(proposals);
  const agreement = {
    own,
    peerPayload: payload,
    negotiated,
    method,
    dropNext: theirs.firstKexPacketFollows && !holds,
    ownGuessHolds: own.init.firstKexPacketFollows && holds,
  };
  return settings.role === 'client' ? exchangeAsClient(context, agreement) : exchangeAsServer(context, agreement);
}

function checkTerrapin(context: Context, negotiated: Negotiated): void {
  if (context.facts.strictKex || !isOpenToTerrapin(negotiated)) return;
  if (context.settings.terrapinPolicy === 'refuse') {
    const cipher = `${negotiated.cipher.clientToServer} and ${negotiated.cipher.serverToClient}`;
    throw new SshError(
      'PROTOCOL_ERROR',
      `The peer lacks strict key exchange, without which ${cipher} is open to the Terrapin attack`,
      {
        origin: 'peer',
        disconnect: DisconnectReason.keyExchangeFailed,
      },
    );
  }
  context.trace('warn', 'terrapin', { ...negotiated.cipher });
}
