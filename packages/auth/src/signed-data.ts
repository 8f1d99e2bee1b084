/** What the signature of a publickey request is made over (RFC 4252 section 7), for both sides. */

import { encode } from '@nacre/wire';

import { PublicKeySignedData } from './generated/index.js';

/** The bytes to sign or to verify, owned by the caller. */
export function publicKeySignedData(fields: PublicKeySignedData): Uint8Array {
  return encode(PublicKeySignedData, fields);
}
