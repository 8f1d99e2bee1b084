/**
 * When each direction compresses. 'zlib' starts with the keys it was agreed on with (RFC 4253 section 6.2); 'zlib@openssh.com' not
 * before the user is known, so that strangers reach no decompressor (draft-miller-secsh-compression-delayed). Every change of
 * keys starts a fresh state.
 */

import { misuse } from '@nacre/core';
import type { Zlib } from '@nacre/crypto';

import type { TransportLimits } from '../limits.js';
import type { Opener } from '../packet/opener.js';
import type { Sealer } from '../packet/sealer.js';
import { payloadDeflater, payloadInflater } from './payload-codecs.js';

/**
 * SSH_MSG_USERAUTH_SUCCESS (RFC 4252 section 6). The only message of a layer above that the transport knows: the packet after it is
 * compressed in both directions, and may lie in the same read.
 */
export const USERAUTH_SUCCESS = 52;

export interface CompressionOptions {
  /** Undefined when the provider has none; then it is not agreed on either. */
  readonly zlib: Zlib | undefined;
  readonly limits: TransportLimits;
  readonly sealer: Sealer;
  readonly opener: Opener;
}

const DELAYED = 'zlib@openssh.com';

type Method = 'none' | 'zlib' | typeof DELAYED;

export class Compression {
  readonly #options: CompressionOptions;
  #outgoing: Method = 'none';
  #incoming: Method = 'none';
  #userKnown = false;
  /** Our NEWKEYS is out, and the peer's has not come. */
  #betweenKeys = false;

  constructor(options: CompressionOptions) {
    this.#options = options;
  }

  /** Something will be compressed as soon as the user is known. */
  get awaitsUser(): boolean {
    return !this.#userKnown && (this.#outgoing === DELAYED || this.#incoming === DELAYED);
  }

  /** The next packet out is the first under new keys. */
  startOutgoing(method: string): void {
    this.#outgoing = known(method);
    this.#betweenKeys = true;
    this.#installDeflater();
  }

  /** The next packet in is the first under new keys. */
  startIncoming(method: string): void {
    this.#incoming = known(method);
    this.#betweenKeys = false;
    this.#installInflater();
  }

  /** USERAUTH_SUCCESS was the last packet sent, or taken. What was put off starts now. */
  userIsKnown(): void {
    if (this.#userKnown) return;
    this.#userKnown = true;
    if (this.#outgoing === DELAYED) this.#installDeflater();
    // a NEWKEYS that is on its way was sent by a peer that has not seen USERAUTH_SUCCESS
    if (this.#incoming === DELAYED && !this.#betweenKeys) this.#installInflater();
  }

  #installDeflater(): void {
    this.#options.sealer.deflateWith(this.#isOn(this.#outgoing) ? payloadDeflater(this.#zlib) : undefined);
  }

  #installInflater(): void {
    const { opener, limits } = this.#options;
    opener.inflateWith(this.#isOn(this.#incoming) ? payloadInflater(this.#zlib, limits) : undefined);
  }

  get #zlib(): Zlib {
    const { zlib } = this.#options;
    if (zlib === undefined) throw misuse('The crypto provider has no zlib');
    return zlib;
  }

  #isOn(method: Method): boolean {
    return method === 'zlib' || (method === DELAYED && this.#userKnown);
  }
}

function known(method: string): Method {
  if (method === 'none' || method === 'zlib' || method === DELAYED) return method;
  throw misuse(`The compression ${JSON.stringify(method)} is not known`);
}
