/** What a tapped peer hashes, signs or takes as a nonce: the structures of the spec that are never sent. */

import type { Recorded } from '../save.js';
import { strings } from '../save.js';
import { kexFamily } from './kex-family.js';
import type { TapLine } from './session.js';

export interface DigestVector extends Pick<Recorded, 'of' | 'params' | 'notes' | 'origin' | 'disagreement'> {
  readonly area: string;
  readonly kind: string;
  /** A signature by the peer was verified over the octets. */
  readonly signed?: boolean;
  readonly what: string;
}

const EXCHANGES: Readonly<Record<string, string>> = {
  dh: 'DhExchangeHashInput',
  gex: 'GexExchangeHashInput',
  ecdh: 'EcdhExchangeHashInput',
  rsa: 'RsaExchangeHashInput',
  'gss-dh': 'DhExchangeHashInput',
  'gss-gex': 'GexExchangeHashInput',
  'gss-ecdh': 'EcdhExchangeHashInput',
};
const SIGNED: Readonly<Record<string, string>> = {
  publickey: 'PublicKeySignedData',
  'publickey-hostbound-v00@openssh.com': 'HostboundSignedData',
  hostbased: 'HostbasedSignedData',
  'gssapi-with-mic': 'GssapiMicData',
  'gssapi-keyex': 'GssapiKeyexMicData',
};
const PLAIN: Readonly<Record<string, readonly [of: string, what: string]>> = {
  mac: ['MacInput', 'octets under a MAC'],
  packet: ['BinaryPacket', 'packet before encryption, with its MAC'],
  'gcm-nonce': ['GcmNonce', 'nonce of aes256-gcm'],
  'chacha-nonce': ['ChachaNonce', 'nonce of chacha20-poly1305'],
};
/** Sizes of the old and the new request for a group: one number, or three. */
const OLD_REQUEST = 4;

export function digestVector(line: TapLine, bytes: Buffer): DigestVector | undefined {
  const { digest, kex = '', length = 0, valid } = line;
  const area = 'transport';
  const params = { hashLength: length, layout: 'mpint' };
  switch (digest) {
    case 'exchange':
      return exchange(kex, bytes);
    case 'key':
      return {
        of: 'KeyDerivationInput',
        area,
        kind: 'KeyDerivationInput',
        origin: 'peer',
        params,
        what: 'key derivation',
      };
    case 'extension':
      return {
        of: 'KeyExtensionInput',
        area,
        kind: 'KeyExtensionInput',
        origin: 'peer',
        params,
        what: 'key derivation',
      };
    case 'verified':
      return valid === true ? signed(bytes, true) : undefined;
    case 'mic':
      return signed(bytes, false);
    default: {
      const [of, what] = PLAIN[digest ?? ''] ?? [];
      return of === undefined || what === undefined ? undefined : { of, area, kind: of, origin: 'peer', what };
    }
  }
}

function exchange(method: string, bytes: Buffer): DigestVector | undefined {
  const family = kexFamily(method) ?? '';
  const of = EXCHANGES[family];
  if (of === undefined) return undefined;
  const hostKeyEnd = [...strings(bytes)].slice(0, 5).reduce((sum, part) => sum + 4 + part.length, 0);
  // After the sizes a prime of at least 1024 bits follows, whose length is below 2000: so are sizes only in the old form.
  const old = family === 'gex' && bytes.readUInt32BE(hostKeyEnd + OLD_REQUEST) < 1024;
  const name = old ? 'GexOldExchangeHashInput' : of;
  const notes = 'The connection came about with this hash, so the other side had the same octets.';
  const kind = family.startsWith('gss') ? `${name}-gss` : name;
  return { of: name, area: 'transport', kind, origin: 'peer', notes, what: `hash of ${method}` };
}

/** Session id, message number, user, service and method stand first in all; the proof of host keys has a label first. */
function signed(bytes: Buffer, verified: boolean): DigestVector | undefined {
  if (bytes.length < 4 || bytes.readUInt32BE(0) > 64) return undefined; // an exchange hash
  const [first] = strings(bytes);
  if (String(first).startsWith('hostkeys-prove')) {
    const notes = 'Put together by PROTOCOL section 2.5: the label is the name of the request.';
    const of = 'HostKeysProveSignedData';
    return {
      of,
      area: 'connection',
      kind: of,
      origin: 'hand',
      disagreement: 14,
      notes,
      signed: true,
      what: 'proof of a host key',
    };
  }
  const [, , method] = strings(bytes, 4 + (first?.length ?? 0) + 1);
  const of = SIGNED[String(method)];
  if (of === undefined) return undefined;
  return { of, area: 'auth', kind: of, origin: 'peer', signed: verified, what: `MIC of ${method}` };
}
