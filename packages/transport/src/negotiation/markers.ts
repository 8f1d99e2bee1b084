/** What the first KEXINIT of the peer says beside algorithms: strict key exchange and EXT_INFO. */

import { protocolError, SshError } from '@nacre/core';

import { DisconnectReason, type KexInit } from '../generated/index.js';
import type { Context } from '../states/state.js';
import { markersOf } from './kexinit.js';

/** Notes the markers. Throws when the strict rules are broken already, and when the peer lacks them but they are required. */
export function readMarkers({ settings, facts }: Context, theirs: KexInit, sequence: number): void {
  const markers = markersOf(theirs, settings.role === 'client' ? 'server' : 'client');
  facts.strictKex = markers.strictKex;
  facts.peerTakesExtInfo = markers.extInfo;
  if (markers.strictKex && sequence !== 0) {
    throw protocolError('strict KEX violation: KEXINIT was not the first packet');
  }
  if (!markers.strictKex && settings.strictKex === 'require') throw strictKexMissing();
}

function strictKexMissing(): SshError {
  const text = "The peer does not offer strict key exchange (OpenSSH 9.6), which strictKex: 'require' asks for";
  return new SshError('PROTOCOL_ERROR', text, {
    origin: 'peer',
    disconnect: DisconnectReason.keyExchangeFailed,
    details: { strictKex: false },
  });
}
