/**
 * What happens to a message: one rule for all states and phases, after RFC 4253 sections 7.1, 11.4 and 12 and the strict
 * key exchange rules of OpenSSH PROTOCOL section 1.10 (draft-miller-sshm-strict-kex).
 */

import { Debug, Disconnect, Ignore, Unimplemented } from '../generated/index.js';

export type Phase =
  | 'first exchange' // of a peer that does not follow the strict rules, or before that is known
  | 'first exchange, strict'
  | 'later exchange' // between the peer's KEXINIT and its NEWKEYS
  | 'open';

export type Verdict =
  | 'state' // the state takes it
  | 'generic' // DISCONNECT, IGNORE, DEBUG, UNIMPLEMENTED
  | 'upper' // goes to the layers above
  | 'unimplemented' // is answered with UNIMPLEMENTED
  | 'protocol error'
  | 'strict violation';

export interface Situation {
  readonly phase: Phase;
  /** The state's table has the number. */
  readonly accepted: boolean;
  readonly serviceAccepted: boolean;
  /** The peer is one that sends data in the middle of an exchange: see identification/quirks.ts. */
  readonly sendsOn?: boolean;
}

export function judge(number: number, { phase, accepted, serviceAccepted, sendsOn }: Situation): Verdict {
  if (number === Disconnect.number) return 'generic';
  if (accepted) return 'state';
  if (phase === 'first exchange, strict') return 'strict violation';
  if (number === Ignore.number || number === Unimplemented.number || number === Debug.number) return 'generic';
  if (phase === 'first exchange') return 'protocol error';
  if (number === 0 || (number > LAST_KNOWN_GENERIC && number < FIRST_NEGOTIATION)) return 'unimplemented';
  if (phase === 'later exchange' && sendsOn && serviceAccepted && number >= FIRST_UPPER && number < FIRST_RESERVED)
    return 'upper';
  // nothing above the transport may come in the middle of an exchange, known here or not
  if (phase === 'later exchange' || number < FIRST_UPPER) return 'protocol error';
  if (number >= FIRST_RESERVED && number < FIRST_LOCAL) return 'unimplemented';
  if (serviceAccepted) return 'upper';
  // nobody above is there yet to refuse it
  return number < FIRST_RESERVED ? 'protocol error' : 'unimplemented';
}

// ranges of RFC 4250 section 4.1.1
const LAST_KNOWN_GENERIC = 7;
const FIRST_NEGOTIATION = 20;
const FIRST_UPPER = 50;
const FIRST_RESERVED = 128;
const FIRST_LOCAL = 192;
