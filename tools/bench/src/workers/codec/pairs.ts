/** The hot messages with a value of each, and for each the generated codec beside the one by hand. */

import { decodeMessage, encodeMessage, type MessageDef } from '@nacre/wire';
import { ChannelData, ChannelExtendedData, ChannelWindowAdjust } from '@nacre/connection/messages';
import { SftpData, SftpRead, SftpStatus, SftpWrite } from '@nacre/sftp/messages';

import * as twins from './twins.js';

/** Work to be measured; the number that it gives keeps it from being optimised away. */
export type Work = () => number;

/** What is compared for one message and direction. */
export interface Pair {
  readonly nacre: Work;
  readonly byHand: Work;
}

/** Small enough that the codec is measured, and not how fast memory is given and copied. */
const DATA = new Uint8Array(1024).fill(7);
const HANDLE = new Uint8Array(4).fill(1);
const VERSION = { version: 3 };

export const PAIRS: Readonly<Record<string, () => Pair>> = {
  ...pairs(
    ChannelWindowAdjust,
    undefined,
    { recipientChannel: 3, bytesToAdd: 0x20_0000 },
    {
      encode: twins.encodeWindowAdjust,
      decode: twins.decodeWindowAdjust,
      look: value => value.recipientChannel,
    },
  ),
  ...pairs(
    ChannelData,
    undefined,
    { recipientChannel: 3, data: DATA },
    {
      encode: twins.encodeChannelData,
      decode: twins.decodeChannelData,
      look: value => value.recipientChannel + value.data.length,
    },
  ),
  ...pairs(
    ChannelExtendedData,
    undefined,
    { recipientChannel: 3, dataType: 1, data: DATA },
    {
      encode: twins.encodeExtendedData,
      decode: twins.decodeExtendedData,
      look: value => value.recipientChannel + value.data.length,
    },
  ),
  ...pairs(
    SftpRead,
    undefined,
    { requestId: 9, handle: HANDLE, offset: 0x1_2345_6789, length: 0x8000 },
    {
      encode: twins.encodeRead,
      decode: twins.decodeRead,
      look: value => value.offset + value.handle.length,
    },
  ),
  ...pairs(
    SftpWrite,
    undefined,
    { requestId: 9, handle: HANDLE, offset: 0x1_2345_6789, data: DATA },
    {
      encode: twins.encodeWrite,
      decode: twins.decodeWrite,
      look: value => value.offset + value.data.length,
    },
  ),
  ...pairs(
    SftpData,
    VERSION,
    { requestId: 9, data: DATA },
    {
      encode: twins.encodeData,
      decode: twins.decodeData,
      look: value => value.requestId + value.data.length,
    },
  ),
  ...pairs(
    SftpStatus,
    VERSION,
    { requestId: 9, code: 0, message: 'Success', language: '' },
    {
      encode: twins.encodeStatus,
      decode: twins.decodeStatus,
      look: value => value.requestId + value.code,
    },
  ),
};

interface Twin<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: twins.TwinDecoder<T>;
  /** Looks at what was decoded. */
  readonly look: (value: T) => number;
}

/** What was decoded last. A value that nobody keeps would never be made, and its twin neither. */
const kept: unknown[] = [undefined];

function keep<T>(value: T): T {
  kept[0] = value;
  return value;
}

function pairs<T, P, V extends T>(
  message: MessageDef<T, P>,
  params: P,
  value: V,
  twin: Twin<V>,
): Record<string, () => Pair> {
  const bytes = encodeMessage(message, value, params);
  const look = twin.look as (decoded: T) => number;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    [`${message.name} encode`]: () => {
      if (!Buffer.from(bytes).equals(twin.encode(value))) throw new Error(`${message.name}: not the same octets`);
      return {
        nacre: () => encodeMessage(message, value, params).length,
        byHand: () => twin.encode(value).length,
      };
    },
    [`${message.name} decode`]: () => ({
      nacre: () => look(keep(decodeMessage(message, bytes, params))),
      byHand: () => twin.look(keep(twin.decode(bytes, view))),
    }),
  };
}
