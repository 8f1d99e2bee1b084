/** The facts of a connection at its start, and what of them the owner gets to see. */

import type { TransportInfo } from '../events.js';
import { noExtensions } from '../extensions/peer-extensions.js';
import type { Context, Facts } from './state.js';

export function newFacts(): Facts {
  return {
    remoteVersion: undefined,
    sendsOn: false,
    sessionId: undefined,
    hostKey: undefined,
    negotiated: undefined,
    strictKex: false,
    peerTakesExtInfo: false,
    established: false,
    rekeys: 0,
    idleRekeys: 0,
    extInfos: 0,
    extensions: noExtensions,
    extInfoRenewed: false,
    pendingPings: 0,
    requestedServices: [],
    serviceAccepted: false,
    authenticated: false,
  };
}

/** Undefined before the first key exchange is done. */
export function infoOf({ settings, facts, outbound, opener }: Context): TransportInfo | undefined {
  const { remoteVersion, negotiated, hostKey } = facts;
  if (remoteVersion === undefined || negotiated === undefined || hostKey === undefined) return undefined;
  return {
    localVersion: settings.version.text,
    remoteVersion: remoteVersion.text,
    kex: negotiated.kex,
    hostKeyAlgorithm: negotiated.hostKey,
    hostKey: new Uint8Array(hostKey),
    cipher: negotiated.cipher,
    mac: negotiated.mac,
    compression: negotiated.compression,
    strictKex: facts.strictKex,
    bytesIn: opener.totalBytes,
    bytesOut: outbound.sealer.totalBytes,
    packetsIn: opener.totalPackets,
    packetsOut: outbound.sealer.totalPackets,
    rekeys: facts.rekeys,
  };
}
