/** The limits of the server, each with its reason. */

export const limits = {
  /** Milliseconds until a client must be logged in; OpenSSH gives 120 s, but a person needs far less. */
  loginGrace: 60_000,
  /** Failed attempts of all methods, as OpenSSH's MaxAuthTries. */
  authTries: 6,
  /** Session channels open at one time on one connection, as OpenSSH's MaxSessions. */
  sessions: 10,
  /** Connections that are not logged in yet; more are dropped at once, so that silent sockets cannot pile up. */
  startups: 100,
  /** Environment variables that one session may set, accepted or not. */
  environmentVariables: 128,
  /** Bytes of all accepted variables of a session: far from the system's limit for a new process. */
  environmentBytes: 64 * 1024,
  /** Signals held for a handler that does not listen yet. */
  earlySignals: 16,
  /** A file with more than this is no authorized_keys file. */
  authorizedKeysBytes: 1024 * 1024,
  /** A moduli file: OpenSSH's own has half a megabyte. */
  moduliBytes: 8 * 1024 * 1024,
  /** Milliseconds between TERM and KILL for a command whose client has gone. */
  killDelay: 2_000,
} as const;

/** The limits that the owner of a server may change. */
export interface ServerLimits {
  readonly loginGrace: number;
  readonly authTries: number;
  readonly sessions: number;
  readonly startups: number;
}
