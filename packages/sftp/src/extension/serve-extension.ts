/** Runs a server's extensions: finds the one that a request names, decodes the request and encodes the answer. */

import { misuse } from '@nacre/core';
import { type Codec, decode, encode } from '@nacre/wire';

import { type Answer, OK_ANSWER, statusAnswer } from '../server/answers.js';
import { type OperationContext, pathOf } from '../server/operations.js';
import { UNSUPPORTED } from '../server/status.js';
import { SFTP_REQUEST_UNION, type SftpExtensionContext, type SftpServerExtension } from './extension.js';

/** Extensions by name. */
export type ServedExtensions = ReadonlyMap<string, SftpServerExtension>;

/** Throws MISUSE for what is no SFTP extension, and for two with one name. */
export function servedExtensions(extensions: readonly SftpServerExtension[] = []): ServedExtensions {
  const served = new Map<string, SftpServerExtension>();
  for (const extension of extensions) {
    const { name, union, key } = extension.definition;
    if (union !== SFTP_REQUEST_UNION || typeof key !== 'string') {
      throw misuse(`${name} is no SFTP extension: it belongs to ${union}`);
    }
    if (served.has(key)) throw misuse(`Two SFTP extensions have the name ${key}`);
    served.set(key, extension);
  }
  return served;
}

/** The answer to a request that this package does not know. Rejects with what refuses it. */
export async function serveExtension(
  extensions: ServedExtensions,
  request: { readonly name: string; readonly data: Uint8Array },
  context: OperationContext,
): Promise<Answer> {
  const extension = extensions.get(request.name);
  if (extension === undefined) return statusAnswer(UNSUPPORTED);
  const { definition } = extension;
  const value = decode(definition as Codec<unknown>, request.data);
  const reply = await extension.run(value as never, contextOf(context));
  if (definition.reply === undefined) return OK_ANSWER;
  const data = encode(definition.reply as Codec<unknown>, reply);
  return { type: 'extended', body: { request: undefined, name: request.name, data } };
}

function contextOf(context: OperationContext): SftpExtensionContext {
  return {
    files: context.files,
    path: octets => pathOf(context, octets),
    file: handle => context.handles.file(handle).file,
  };
}
