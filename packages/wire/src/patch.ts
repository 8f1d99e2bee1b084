/** Rewriting of a number in an encoded message, so that forwarding it needs no decoding. */

import { misuse } from '@nacre/core';

import { getU32, isUnsigned, putU16, putU32, putU64 } from './primitives/octets.js';

/** Where a number stands in every payload of a message. */
export interface PatchSite {
  /** `Message.field` as declared in the spec. */
  readonly field: string;
  readonly number: number;
  readonly tagBits: 8 | 32;
  /** From the start of the payload, which starts with the message's number. */
  readonly offset: number;
  readonly bits: 8 | 16 | 32 | 64;
}

/** Writes `value` into `payload`; another message, one cut short and a value that does not fit are misuse. */
export function patchInteger(site: PatchSite, payload: Uint8Array, value: number): void {
  const { field, offset, bits } = site;
  if (!isUnsigned(value, bits)) throw misuse(`${field} must be an integer of ${bits} bits, not ${value}`, { field });
  if (payload.length < offset + bits / 8) throw misuse(`${field} is not in ${payload.length} bytes`, { field });
  const number = site.tagBits === 32 ? getU32(payload, 0) : payload[0];
  if (number !== site.number) throw misuse(`${field} is not in the message ${number}`, { field });
  if (bits === 8) payload[offset] = value;
  else if (bits === 16) putU16(payload, offset, value);
  else if (bits === 32) putU32(payload, offset, value);
  else putU64(payload, offset, value);
}
