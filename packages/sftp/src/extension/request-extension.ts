/** Sends the request of an extension to a server and decodes its answer. */

import { type AbortSignalLike, misuse } from '@nacre/core';
import { type Codec, decode, encode, type MemberDef } from '@nacre/wire';

import { EXTENDED_REPLY } from '../client/replies.js';
import { type Requests, STATUS_REPLY } from '../client/requests.js';
import { SftpExtended } from '../generated/index.js';
import { SFTP_REQUEST_UNION, type SftpExtensionResult } from './extension.js';

/** Rejects with SftpError when the server refuses; `isFileError(error, 'ENOSYS')` when it does not know the extension. */
export async function requestExtension<T, R>(
  requests: Requests,
  definition: MemberDef<T, void, R>,
  value: T,
  options: { readonly signal?: AbortSignalLike | undefined },
): Promise<SftpExtensionResult<R>> {
  const { key, union, name, reply } = definition;
  if (union !== SFTP_REQUEST_UNION || typeof key !== 'string') {
    throw misuse(`${name} is no SFTP extension: it belongs to ${union}`);
  }
  const body = { request: undefined, name: key, data: encode(definition, value) } as const;
  const context = { syscall: key, signal: options.signal };
  if (reply === undefined) {
    await requests.request(SftpExtended, { body }, STATUS_REPLY, context);
    return undefined as SftpExtensionResult<R>;
  }
  const data = await requests.request(SftpExtended, { body }, EXTENDED_REPLY, context);
  return decode(reply as Codec<R>, data) as SftpExtensionResult<R>;
}
