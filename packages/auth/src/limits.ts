/** The named limits of both sides of user authentication, each with its default and the reason for it. */

import { misuse } from '@nacre/core';

export interface ClientAuthLimits {
  /** Keys and passwords that are tried before we give up, whatever the server says. */
  readonly attempts: number;
  /** Times that one password credential is asked for its password. */
  readonly passwordAttempts: number;
  /** Bytes of all banners together. */
  readonly bannerBytes: number;
  /** Answers after success that nothing waited for. */
  readonly surplusReplies: number;
}

export interface ServerAuthLimits {
  /** Failures of all methods together after which the connection ends. */
  readonly authTries: number;
  /** USERAUTH_REQUESTs of any kind and outcome. */
  readonly requests: number;
  /** Keys that were accepted in a probe, which is not counted as a failure. */
  readonly probes: number;
  /** Bytes of a user name; longer ones are refused as unknown users are. */
  readonly userBytes: number;
}

/** What one banner counts beyond its text, so that empty ones are not free. */
export const BANNER_OVERHEAD = 64;

export const defaultClientAuthLimits: ClientAuthLimits = {
  attempts: 20, // servers give up after about six; this ends a server that answers "partial success" forever
  passwordAttempts: 3, // as ssh(1) asks
  bannerBytes: 64 * 1024, // some pages of text; a banner is shown to people
  surplusReplies: 20, // one for each attempt
};

export const defaultServerAuthLimits: ServerAuthLimits = {
  authTries: 6, // OpenSSH's MaxAuthTries: an agent with a handful of keys still gets in
  requests: 128, // far more than an honest client sends, also with probes
  probes: 15, // more accepted keys than anybody holds
  userBytes: 256, // longest name of any account system in use
};

export function clientAuthLimits(changes: Partial<ClientAuthLimits> = {}): ClientAuthLimits {
  return checked({ ...defaultClientAuthLimits, ...changes });
}

export function serverAuthLimits(changes: Partial<ServerAuthLimits> = {}): ServerAuthLimits {
  return checked({ ...defaultServerAuthLimits, ...changes });
}

function checked<T extends object>(limits: T): T {
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isInteger(value) || value < 1) throw misuse(`limits.${name} must be a positive integer, not ${value}`);
  }
  return limits;
}
