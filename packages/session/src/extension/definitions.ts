/** Checks that a definition is of the kind that it is used for. */

import { misuse } from '@nacre/core';
import type { AnyMessage } from '@nacre/wire';

import type { AnyMember } from './handlers.js';

/** Names in the spec of the unions that extensions add members to. */
export const UNIONS = {
  globalRequest: 'GlobalRequestBody',
  channelRequest: 'ChannelRequestBody',
  channelOpen: 'ChannelOpenBody',
  sftpRequest: 'SftpExtendedRequest',
} as const;

/** Local extensions (RFC 4250 section 4.1.1), less PING and PONG of OpenSSH, which the transport answers itself. */
const FIRST_OWN = 194;
const LAST_OWN = 255;

/** Throws MISUSE unless the message has a number that extensions may use. */
export function requireOwnNumber({ name, space, number, context }: AnyMessage): void {
  if (space !== 'ssh') throw misuse(`${name}: a message of the space ${space} cannot be sent beside those of SSH`);
  if (context !== undefined) throw misuse(`${name}: a message of the context ${context} has no number of its own`);
  if (number < FIRST_OWN || number > LAST_OWN) {
    throw misuse(`${name}: extensions may use the numbers ${FIRST_OWN} to ${LAST_OWN}, not ${number}`);
  }
}

/** The name of the member on the wire. Throws MISUSE when it belongs to another union. */
export function requireMember({ name, union, key }: AnyMember, wanted: string): string {
  if (union !== wanted) throw misuse(`${name} is a member of ${union}, not of ${wanted}`);
  if (typeof key !== 'string') throw misuse(`${name} has the number ${key} in place of a name`);
  return key;
}
