/** Encodes and decodes SFTP messages as this package speaks them: version 3, and SYMLINK in OpenSSH's order. */

import { decodeMessage, encodeMessage, type MessageDef } from '@nacre/wire';

/** The version spoken here. */
export const SFTP_VERSION = 3;

/** What layouts depend on. */
export const SFTP_PARAMETERS = { version: SFTP_VERSION, layout: 'openssh' } as const;

/** A message whose layout depends on nothing else. */
export type SftpMessage<T> =
  | MessageDef<T>
  | MessageDef<T, { readonly version: number }>
  | MessageDef<T, { readonly layout: 'openssh' | 'draft' }>;

export function encodeSftp<T>(message: SftpMessage<T>, value: T): Uint8Array {
  return encodeMessage(withParameters(message), value, SFTP_PARAMETERS);
}

/** Byte fields are views of `payload`. Throws DecodeError. */
export function decodeSftp<T>(message: SftpMessage<T>, payload: Uint8Array): T {
  return decodeMessage(withParameters(message), payload, SFTP_PARAMETERS);
}

/** The same definition: all of its kinds find what they look at in the parameters. */
export function withParameters<T>(message: SftpMessage<T>): MessageDef<T, typeof SFTP_PARAMETERS> {
  return message as MessageDef<T, typeof SFTP_PARAMETERS>;
}
