/** The answers of the server as values; `serve.ts` puts the request id in and sends them. */

import { encodeUtf8 } from '@nacre/core';

import type { SftpAttrs, SftpExtendedReplyBody, SftpNameEntry } from '../generated/index.js';
import type { SftpServerLimits } from '../limits.js';
import { wireAttributes } from './attributes.js';
import type { FileAttributes } from './file-system.js';
import { OK, type StatusAnswer } from './status.js';

export type Answer =
  | ({ readonly type: 'status' } & StatusAnswer)
  | { readonly type: 'handle'; readonly handle: Uint8Array }
  /** `release` is called when the data has been sent. */
  | { readonly type: 'data'; readonly data: Uint8Array; readonly release: () => void }
  | { readonly type: 'names'; readonly entries: readonly SftpNameEntry[] }
  | { readonly type: 'attributes'; readonly attrs: SftpAttrs }
  | { readonly type: 'extended'; readonly body: SftpExtendedReplyBody };

export const OK_ANSWER: Answer = { type: 'status', ...OK };

export function statusAnswer(status: StatusAnswer): Extract<Answer, { type: 'status' }> {
  return { type: 'status', ...status };
}

export function handleAnswer(handle: Uint8Array): Answer {
  return { type: 'handle', handle };
}

export function attributesAnswer(attributes: FileAttributes): Answer {
  return { type: 'attributes', attrs: wireAttributes(attributes) };
}

/** The answer to REALPATH and READLINK: one name and no attributes (section 6.11). */
export function nameAnswer(name: string): Answer {
  const filename = encodeUtf8(name);
  return { type: 'names', entries: [{ filename, longname: filename, attrs: {} }] };
}

export function limitsAnswer(limits: SftpServerLimits): Answer {
  const body = {
    request: 'limits@openssh.com',
    maxPacket: BigInt(limits.maxPacket),
    maxRead: BigInt(limits.maxRead),
    maxWrite: BigInt(limits.maxRead), // both are bounded by the packet
    maxHandles: BigInt(limits.maxHandles),
  } as const;
  return { type: 'extended', body };
}
