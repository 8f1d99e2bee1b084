/** Payloads of single packets through the zlib streams of a direction (RFC 4253 section 6.2), with its limits and faults. */

import { concatBytes, isSshError, protocolError, SshError, zeroize } from '@nacre/core';
import type { Deflater, Inflater, Zlib } from '@nacre/crypto';

import { DisconnectReason } from '../generated/index.js';
import type { TransportLimits } from '../limits.js';
import type { PayloadInflater } from '../packet/opener.js';
import type { PayloadDeflater } from '../packet/sealer.js';

export function payloadDeflater(zlib: Zlib): PayloadDeflater {
  return new ZlibDeflater(zlib.deflater());
}

/** `limits` give the names of the limits in errors. */
export function payloadInflater(zlib: Zlib, limits: TransportLimits): PayloadInflater {
  return new ZlibInflater(zlib.inflater(), limits);
}

class ZlibDeflater implements PayloadDeflater {
  readonly #stream: Deflater;

  constructor(stream: Deflater) {
    this.#stream = stream;
  }

  deflate(parts: readonly Uint8Array[]): Uint8Array {
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return this.#stream.compress(only);
    const payload = concatBytes(...parts);
    const compressed = this.#stream.compress(payload);
    zeroize(payload);
    return compressed;
  }

  close(): void {
    this.#stream.close();
  }
}

class ZlibInflater implements PayloadInflater {
  readonly #stream: Inflater;
  readonly #limits: TransportLimits;

  constructor(stream: Inflater, limits: TransportLimits) {
    this.#stream = stream;
    this.#limits = limits;
  }

  inflate(payload: Uint8Array, maxLength: number): Uint8Array {
    const plain = this.#inflated(payload, maxLength);
    if (plain.length === 0) throw protocolError('A compressed packet has no payload');
    return plain;
  }

  close(): void {
    this.#stream.close();
  }

  #inflated(payload: Uint8Array, maxLength: number): Uint8Array {
    try {
      return this.#stream.decompress(payload, maxLength);
    } catch (error) {
      if (isSshError(error, 'LIMIT_EXCEEDED')) throw this.#tooLong(maxLength);
      if (isSshError(error))
        throw compressionError('PROTOCOL_ERROR', `A packet cannot be decompressed: ${error.message}`);
      throw error;
    }
  }

  #tooLong(maxLength: number): SshError {
    const limit = maxLength === this.#limits.packetBytes ? 'packetBytes' : 'packetBytesBeforeAuth';
    const message = `${limit}: a packet decompresses to more than the limit of ${maxLength} bytes`;
    return compressionError('LIMIT_EXCEEDED', message, { limit, maximum: maxLength });
  }
}

function compressionError(
  code: 'LIMIT_EXCEEDED' | 'PROTOCOL_ERROR',
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): SshError {
  return new SshError(code, message, { origin: 'peer', disconnect: DisconnectReason.compressionError, details });
}
