/** When key exchanges start, how long they may take, and how long their keys may be used (RFC 4253 section 9). */

import { protocolError, type SshError } from '@nacre/core';
import { encodeMessage } from '@nacre/wire';

import type { Compression } from './compression/compression.js';
import { timedOut } from './errors.js';
import { KexInit } from './generated/index.js';
import { ownKexInit } from './negotiation/kexinit.js';
import type { Settings } from './options.js';
import type { Opener } from './packet/opener.js';
import type { Outbound } from './packet/outbound.js';
import { cipherBytes } from './rekey-limits.js';
import type { Facts, OwnProposal } from './states/state.js';
import { Timers } from './timers.js';

export interface ExchangesOptions {
  readonly settings: Settings;
  readonly facts: Facts;
  readonly outbound: Outbound;
  readonly opener: Opener;
  readonly compression: Compression;
  /** The driver's time, if it is known. */
  readonly now: number | undefined;
}

export class Exchanges {
  readonly #options: ExchangesOptions;
  readonly #timers: Timers<'key-exchange' | 'key-age' | 'idle-rekeys'>;
  #current: OwnProposal | undefined;
  /** Bytes that the present keys of each direction may protect. */
  #sealBytes = Number.POSITIVE_INFINITY;
  #openBytes = Number.POSITIVE_INFINITY;
  #postponed = false;

  constructor(options: ExchangesOptions) {
    this.#options = options;
    this.#timers = new Timers(options.now ?? 0);
    this.#timers.start('key-exchange', options.settings.limits.kexMilliseconds);
    if (options.now !== undefined) this.#timers.tick(options.now);
  }

  /** Our half of the exchange that runs: our KEXINIT is out, and not both directions have new keys. */
  get current(): OwnProposal | undefined {
    return this.#current;
  }

  /** Sends our KEXINIT and holds everything else back, unless that was done already. */
  begin(): OwnProposal {
    if (this.#current !== undefined) return this.#current;
    const { settings, facts, outbound } = this.#options;
    const init = ownKexInit(settings, { first: !facts.established });
    const payload = encodeMessage(KexInit, init);
    this.#current = { init, payload };
    outbound.hold();
    outbound.sendNow([payload]);
    // the first exchange shares its time with the identification
    if (facts.established) this.#timers.start('key-exchange', settings.limits.kexMilliseconds);
    return this.#current;
  }

  /** Both directions have new keys. */
  complete(): void {
    const { facts } = this.#options;
    if (facts.established) facts.rekeys += 1;
    facts.established = true;
    this.#current = undefined;
    this.#timers.stop('key-exchange');
    this.#startKeyLife();
  }

  /** Starts a later exchange, unless one runs. */
  request(): void {
    const { facts, settings, compression } = this.#options;
    if (!facts.established || this.#current !== undefined) return;
    // our KEXINIT could meet the server's USERAUTH_SUCCESS, after which it would be taken as compressed
    this.#postponed = settings.role === 'client' && compression.awaitsUser;
    if (!this.#postponed) this.begin();
  }

  /** Starts the exchange that had to wait until the user is known, if one was asked for. */
  requestPostponed(): void {
    if (this.#postponed) this.request();
  }

  /** Starts an exchange when the keys of either direction have done their work, but not before authentication: see RekeyLimits. */
  requestIfDue(): void {
    const { facts, opener, outbound, settings } = this.#options;
    if (!facts.authenticated) return;
    const { sealer } = outbound;
    const { packets } = settings.rekey;
    if (sealer.keyBytes >= this.#sealBytes || opener.keyBytes >= this.#openBytes) this.request();
    else if (sealer.keyPackets >= packets || opener.keyPackets >= packets) this.request();
  }

  /** The peer asks for an exchange. Throws when it does so too often. */
  countRequestOfPeer(): void {
    const { facts, settings } = this.#options;
    if (!facts.established || this.#current !== undefined) return;
    const { idleRekeys, idleRekeyMilliseconds } = settings.limits;
    facts.idleRekeys += 1;
    if (facts.idleRekeys > idleRekeys) throw protocolError('The peer asks for new keys again and again');
    if (!this.#timers.has('idle-rekeys')) this.#timers.start('idle-rekeys', idleRekeyMilliseconds);
  }

  nextTimeout(): number | undefined {
    return this.#timers.next();
  }

  /** Returns the error that ends the connection when time for an exchange is up. `phase` tells what was going on. */
  tick(now: number, phase: string): SshError | undefined {
    for (const timer of this.#timers.tick(now)) {
      if (timer === 'key-exchange') return timedOut(phase, this.#options.settings.limits.kexMilliseconds);
      if (timer === 'key-age') this.#keysAreOld();
      else this.#options.facts.idleRekeys = 0;
    }
    return undefined;
  }

  #startKeyLife(): void {
    const { facts, settings } = this.#options;
    const { bytes, milliseconds } = settings.rekey;
    if (milliseconds !== Number.POSITIVE_INFINITY) this.#timers.start('key-age', milliseconds);
    if (facts.negotiated === undefined) return;
    const { clientToServer, serverToClient } = facts.negotiated.cipher;
    const [own, peer] =
      settings.role === 'client' ? [clientToServer, serverToClient] : [serverToClient, clientToServer];
    this.#sealBytes = Math.min(bytes, cipherBytes(own));
    this.#openBytes = Math.min(bytes, cipherBytes(peer));
  }

  #keysAreOld(): void {
    const { facts, settings } = this.#options;
    if (facts.authenticated) this.request();
    else this.#timers.start('key-age', settings.rekey.milliseconds);
  }

  /** Nothing is waited for any more; private keys of a half-done exchange are erased. */
  stop(): void {
    this.#timers.stopAll();
    this.#current?.secrets?.erase();
  }
}
