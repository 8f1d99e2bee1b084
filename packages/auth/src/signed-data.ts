/** What the signature of a publickey request is made over (RFC 4252 section 7, OpenSSH PROTOCOL 3.1), for both sides. */

import { encode } from '@nacre/wire';

import { HostboundSignedData, PublicKeySignedData } from './generated/index.js';

/** The bytes to sign or to verify, owned by the caller. With a host key they are those of the host-bound method. */
export function publicKeySignedData(
  fields: PublicKeySignedData & { readonly serverHostKey?: Uint8Array | undefined },
): Uint8Array {
  const { serverHostKey } = fields;
  if (serverHostKey === undefined) return encode(PublicKeySignedData, fields);
  return encode(HostboundSignedData, { ...fields, serverHostKey });
}

/** The method `publickey` with a signature that holds for one server only. */
export const HOSTBOUND_METHOD = 'publickey-hostbound-v00@openssh.com';
