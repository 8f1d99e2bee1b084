/**
 * The packet opener under every kind of protection: noise, packets that were sealed well and then changed, and authentic packets
 * that lie about lengths; in chunks of any size. Input is drawn without fast-check, which would take most of the time.
 */

import { concatBytes, equalBytes, isSshError } from '@nacre/core';
import { availableAlgorithms } from '@nacre/crypto';
import { type DirectionKeys, Input, Opener, Sealer, type SealProtection, type Suite, suiteFor } from '@nacre/transport';

import { SeededNumbers } from '../codec/random.js';
import type { Failure, FuzzTarget, Outcome, RunOptions } from '../target.js';
import { crypto } from './fixtures.js';

/** Small, so that what is read on to the longest packet costs little. */
const MAX_LENGTH = 600;
const LONGEST_TAG = 64;
/** Sealing is the dear part, and changes are what finds faults. */
const RUNS_PER_SESSION = 16;
const REFUSALS = new Set(['MAC_MISMATCH', 'PROTOCOL_ERROR']);
const CLEAR = 'no cipher';

/** What arrives. Payloads that come out must be those of `sent`, in order, unless a packet of the sealer's is missing at the end. */
interface PacketsInput {
  readonly kind: string;
  /** What was sealed honestly; undefined when a packet may be authentic and wrong, or nothing is authentic. */
  readonly sent: readonly Uint8Array[] | undefined;
  /** Nothing was changed after sealing. */
  readonly intact: boolean;
  readonly octets: Uint8Array;
  /** Lengths of the chunks; the rest is the last one. */
  readonly chunks: readonly number[];
}

export const packets: FuzzTarget = {
  name: 'transport/opener',
  sharesRuns: false,
  replay: async input => checkPackets(input as PacketsInput),
  run: async options => runPackets(options),
};

function runPackets({ runs, seed, progress }: RunOptions): Outcome {
  const random = new SeededNumbers(seed, packets.name);
  for (let done = 0; done < runs; done += RUNS_PER_SESSION) {
    const size = Math.min(RUNS_PER_SESSION, runs - done);
    const failure = withoutStacks(() => firstFailure(new Session(random), size));
    progress(size);
    if (failure !== undefined) return { runs: done + size, failure };
  }
  return { runs };
}

function firstFailure(session: Session, runs: number): Failure | undefined {
  for (let run = 0; run < runs; run++) {
    const input = session.draw();
    try {
      checkPackets(input);
    } catch (error) {
      return { error, input, hex: Buffer.from(input.octets).toString('hex'), variant: input.kind };
    }
  }
  return undefined;
}

/** Most runs end with an error of ours, whose stack nobody reads and which takes long to take down. */
function withoutStacks<T>(action: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return action();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Throws when the opener does what it should not. */
export function checkPackets({ kind, sent, intact, octets, chunks }: PacketsInput): void {
  const opener = new Opener({ maxLength: MAX_LENGTH });
  const suite = suites.get(kind);
  if (suite !== undefined) opener.install(suite.open(crypto, keysOf(suite)), { resetSequence: true });
  const opened: Uint8Array[] = [];
  const input = new Input(
    {
      paused: false,
      get needed() {
        return opener.needed;
      },
      take(bytes, from) {
        const used = opener.open(bytes, from);
        if (used > 0) opened.push(opener.payload);
        return used;
      },
    },
    octets.length,
  );
  const error = feed(input, opener, octets, chunks);
  if (error !== undefined && !(isSshError(error) && REFUSALS.has(error.code))) throw error;
  for (const [at, payload] of opened.entries()) {
    if (payload.length === 0 || payload.length > MAX_LENGTH) throw new Error(`a payload of ${payload.length} bytes`);
    if (sent !== undefined && !equalBytes(payload, sent[at] ?? NOTHING)) throw new Error('a payload that was not sent');
  }
  if (sent !== undefined && intact && (error !== undefined || opened.length < sent.length))
    throw new Error(`good packets were refused: ${String(error)}`);
}

/** Gives all chunks; the error that ended it, if one did. */
function feed(input: Input, opener: Opener, octets: Uint8Array, chunks: readonly number[]): unknown {
  let at = 0;
  for (const length of [...chunks, octets.length]) {
    try {
      input.receive(octets.slice(at, at + length));
    } catch (error) {
      return error;
    }
    at += length;
    if (opener.needed > 4 + MAX_LENGTH + LONGEST_TAG) throw new Error(`the opener waits for ${opener.needed} bytes`);
    if (input.length >= opener.needed) throw new Error('bytes that suffice are held');
    if (at >= octets.length) break;
  }
  return undefined;
}

const NOTHING = new Uint8Array(0);

/** Every cipher, and with every MAC those that need one. */
const suites: ReadonlyMap<string, Suite> = new Map(
  availableAlgorithms('cipher', crypto).flatMap(cipher => {
    const macs = /gcm|poly1305/.test(cipher) ? [undefined] : availableAlgorithms('mac', crypto);
    return macs.map((mac): [string, Suite] => [mac === undefined ? cipher : `${cipher} ${mac}`, suiteFor(cipher, mac)]);
  }),
);
const kinds: readonly string[] = [CLEAR, ...suites.keys()];

function keysOf({ ivBytes, keyBytes, macKeyBytes }: Suite): DirectionKeys {
  return {
    iv: new Uint8Array(ivBytes).fill(1),
    key: Uint8Array.from({ length: keyBytes }, (_, i) => i), // three different keys for 3DES
    macKey: new Uint8Array(macKeyBytes).fill(3),
  };
}

/** A kind of protection, and packets that were sealed with it once and change in many ways. */
class Session {
  readonly #random: SeededNumbers;
  readonly #kind: string;
  readonly #sent: readonly Uint8Array[];
  readonly #sealed: readonly Uint8Array[];
  readonly #lies: Uint8Array | undefined;

  constructor(random: SeededNumbers) {
    this.#random = random;
    this.#kind = random.pick(kinds) ?? CLEAR;
    const suite = suites.get(this.#kind);
    const sealer = new Sealer({ random: { fill: bytes => bytes.fill(7) }, maxPayload: MAX_LENGTH });
    if (suite !== undefined) sealer.install(suite.seal(crypto, keysOf(suite)), { resetSequence: true });
    this.#sent = Array.from({ length: 1 + random.below(3) }, () => noise(random, 1 + random.below(120)));
    this.#sealed = this.#sent.map(payload => concatBytes(...sealer.seal([payload])));
    if (suite !== undefined && random.below(3) === 0) this.#lies = lies(random, suite.seal(crypto, keysOf(suite)));
  }

  draw(): PacketsInput {
    const random = this.#random;
    const chunks = Array.from({ length: random.below(8) }, () => 1 + random.below(random.below(4) === 0 ? 200 : 12));
    const common = { kind: this.#kind, chunks };
    const authentic = this.#kind !== CLEAR;
    const way = random.below(8);
    if (way === 0) {
      const sent = authentic ? [] : undefined;
      return { ...common, sent, intact: false, octets: noise(random, random.below(900)) };
    }
    if (way === 1 && this.#lies !== undefined) return { ...common, sent: undefined, intact: false, octets: this.#lies };
    if (way === 2) return { ...common, sent: this.#sent, intact: true, octets: concatBytes(...this.#sealed) };
    const octets = changed(random, this.#sealed);
    return { ...common, sent: authentic ? this.#sent : undefined, intact: false, octets };
  }
}

/** Packets with authentic tags over any length and padding. */
function lies(random: SeededNumbers, protection: SealProtection): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let sequence = 0; sequence < 2; sequence++) {
    const blocks = 1 + random.below(5);
    const packet = noise(random, blocks * protection.blockBytes + (protection.padsLength ? 0 : 4));
    const right = packet.length - 4;
    writeU32(packet, 0, random.pick([right, right, right, 0, 1, 4, 5, 12, right + 1, MAX_LENGTH, random.u32()]) ?? 0);
    packet[4] = random.pick([0, 3, 4, right - 1, right, 255, random.below(256)]) ?? 0;
    parts.push(...protection.seal(sequence, packet));
  }
  return concatBytes(...parts, noise(random, random.below(900)));
}

/** Good packets, with a few changes. */
function changed(random: SeededNumbers, sealed: readonly Uint8Array[]): Uint8Array {
  const order = [...sealed];
  if (random.below(6) === 0) order.push(order[random.below(order.length)] ?? NOTHING);
  if (random.below(6) === 0) order.reverse();
  let octets = concatBytes(...order);
  for (let left = random.below(3); left >= 0; left--) octets = changeOnce(random, octets);
  return random.below(2) === 0 ? octets : concatBytes(octets, noise(random, random.below(900)));
}

function changeOnce(random: SeededNumbers, octets: Uint8Array): Uint8Array {
  const at = random.below(random.below(2) === 0 ? octets.length : Math.min(octets.length, 8));
  switch (random.below(4)) {
    case 0:
      return octets.subarray(0, at);
    case 1:
      return concatBytes(octets.subarray(0, at), noise(random, 1 + random.below(20)), octets.subarray(at));
    case 2:
      if (at + 4 <= octets.length) writeU32(octets, at, random.pick([0, 1, 12, 28, MAX_LENGTH, random.u32()]) ?? 0);
      return octets;
    default:
      if (octets.length > 0) octets[at] = (octets[at] as number) ^ (1 << random.below(8));
      return octets;
  }
}

function noise(random: SeededNumbers, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 4) {
    const word = random.u32();
    for (let i = 0; i < 4 && at + i < length; i++) bytes[at + i] = word >>> (8 * i);
  }
  return bytes;
}

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = value >>> (24 - 8 * i);
}
