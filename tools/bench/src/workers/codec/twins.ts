/** Hand-written codecs of the hot messages over DataView, as fast as one would write them: what the generated ones are measured against. */

import type { ChannelData, ChannelExtendedData, ChannelWindowAdjust } from '@nacre/connection/messages';
import type { SftpData, SftpRead, SftpWrite } from '@nacre/sftp/messages';

const TWO_32 = 0x1_0000_0000;

/** A decoder gets the view that its caller keeps for the buffer: a new one for each packet would cost more than the rest. */
export type TwinDecoder<T> = (bytes: Uint8Array, view: DataView) => T;

export function encodeWindowAdjust(value: ChannelWindowAdjust): Uint8Array {
  const bytes = new Uint8Array(9);
  const view = new DataView(bytes.buffer);
  bytes[0] = 93;
  view.setUint32(1, value.recipientChannel);
  view.setUint32(5, value.bytesToAdd);
  return bytes;
}

export function decodeWindowAdjust(bytes: Uint8Array, view: DataView): ChannelWindowAdjust {
  if (bytes.length !== 9) throw new RangeError('length');
  return { recipientChannel: view.getUint32(1), bytesToAdd: view.getUint32(5) };
}

export function encodeChannelData({ recipientChannel, data }: ChannelData): Uint8Array {
  const bytes = new Uint8Array(9 + data.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 94;
  view.setUint32(1, recipientChannel);
  view.setUint32(5, data.length);
  bytes.set(data, 9);
  return bytes;
}

export function decodeChannelData(bytes: Uint8Array, view: DataView): ChannelData {
  if (bytes.length < 9) throw new RangeError('length');
  const length = view.getUint32(5);
  if (length !== bytes.length - 9) throw new RangeError('length');
  return { recipientChannel: view.getUint32(1), data: bytes.subarray(9, 9 + length) };
}

export function encodeExtendedData({ recipientChannel, dataType, data }: ChannelExtendedData): Uint8Array {
  const bytes = new Uint8Array(13 + data.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 95;
  view.setUint32(1, recipientChannel);
  view.setUint32(5, dataType);
  view.setUint32(9, data.length);
  bytes.set(data, 13);
  return bytes;
}

export function decodeExtendedData(bytes: Uint8Array, view: DataView): ChannelExtendedData {
  if (bytes.length < 13) throw new RangeError('length');
  const length = view.getUint32(9);
  if (length !== bytes.length - 13) throw new RangeError('length');
  return {
    recipientChannel: view.getUint32(1),
    dataType: view.getUint32(5),
    data: bytes.subarray(13, 13 + length),
  };
}

export function encodeRead({ requestId, handle, offset, length }: SftpRead): Uint8Array {
  const bytes = new Uint8Array(21 + handle.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 5;
  view.setUint32(1, requestId);
  view.setUint32(5, handle.length);
  bytes.set(handle, 9);
  const at = 9 + handle.length;
  view.setUint32(at, offset / TWO_32);
  view.setUint32(at + 4, offset);
  view.setUint32(at + 8, length);
  return bytes;
}

export function decodeRead(bytes: Uint8Array, view: DataView): SftpRead {
  if (bytes.length < 9) throw new RangeError('length');
  const size = view.getUint32(5);
  if (size > 256 || bytes.length < 21 + size) throw new RangeError('length');
  const at = 9 + size;
  return {
    requestId: view.getUint32(1),
    handle: bytes.subarray(9, at),
    offset: view.getUint32(at) * TWO_32 + view.getUint32(at + 4),
    length: view.getUint32(at + 8),
  };
}

export function encodeWrite({ requestId, handle, offset, data }: SftpWrite): Uint8Array {
  const bytes = new Uint8Array(21 + handle.length + data.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 6;
  view.setUint32(1, requestId);
  view.setUint32(5, handle.length);
  bytes.set(handle, 9);
  const at = 9 + handle.length;
  view.setUint32(at, offset / TWO_32);
  view.setUint32(at + 4, offset);
  view.setUint32(at + 8, data.length);
  bytes.set(data, at + 12);
  return bytes;
}

export function decodeWrite(bytes: Uint8Array, view: DataView): SftpWrite {
  if (bytes.length < 9) throw new RangeError('length');
  const size = view.getUint32(5);
  if (size > 256 || bytes.length < 21 + size) throw new RangeError('length');
  const at = 9 + size;
  const length = view.getUint32(at + 8);
  if (length > bytes.length - at - 12) throw new RangeError('length');
  return {
    requestId: view.getUint32(1),
    handle: bytes.subarray(9, at),
    offset: view.getUint32(at) * TWO_32 + view.getUint32(at + 4),
    data: bytes.subarray(at + 12, at + 12 + length),
  };
}

export function encodeData({ requestId, data }: Pick<SftpData, 'requestId' | 'data'>): Uint8Array {
  const bytes = new Uint8Array(9 + data.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 103;
  view.setUint32(1, requestId);
  view.setUint32(5, data.length);
  bytes.set(data, 9);
  return bytes;
}

export function decodeData(bytes: Uint8Array, view: DataView): Pick<SftpData, 'requestId' | 'data'> {
  if (bytes.length < 9) throw new RangeError('length');
  const length = view.getUint32(5);
  if (length > bytes.length - 9) throw new RangeError('length');
  return { requestId: view.getUint32(1), data: bytes.subarray(9, 9 + length) };
}

export interface TwinStatus {
  readonly requestId: number;
  readonly code: number;
  readonly message: string;
  readonly language: string;
}

/** Status texts are US-ASCII in practice; the twin takes that for granted. */
export function encodeStatus({ requestId, code, message, language }: TwinStatus): Uint8Array {
  const bytes = new Uint8Array(17 + message.length + language.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 101;
  view.setUint32(1, requestId);
  view.setUint32(5, code);
  writeAscii(bytes, view, 9, message);
  writeAscii(bytes, view, 13 + message.length, language);
  return bytes;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

export function decodeStatus(bytes: Uint8Array, view: DataView): TwinStatus {
  if (bytes.length < 17) throw new RangeError('length');
  const size = view.getUint32(9);
  if (size > bytes.length - 17) throw new RangeError('length');
  const at = 13 + size;
  const tag = view.getUint32(at);
  if (tag > bytes.length - at - 4) throw new RangeError('length');
  return {
    requestId: view.getUint32(1),
    code: view.getUint32(5),
    message: decoder.decode(bytes.subarray(13, at)),
    language: decoder.decode(bytes.subarray(at + 4, at + 4 + tag)),
  };
}

function writeAscii(bytes: Uint8Array, view: DataView, at: number, text: string): void {
  view.setUint32(at, text.length);
  for (let i = 0; i < text.length; i++) bytes[at + 4 + i] = text.charCodeAt(i);
}
