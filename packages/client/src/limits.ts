/** The limits and waiting times of the client, each with its reason. */

export const limits = {
  /** Name lookup and TCP handshake, in milliseconds. */
  connectTimeout: 10_000,
  /** From the first byte to the end of the first key exchange, host key check included. A person may have to answer it. */
  handshakeTimeout: 20_000,
  /** User authentication. A person may have to type a password. */
  authTimeout: 60_000,
  /** Collected output of a command, per stream: beyond this a program should read the stream. */
  maxBuffer: 100 * 1024 * 1024,
  /** A line that `for await (const line of job)` has to hold. */
  lineBytes: 16 * 1024 * 1024,
  /** Known hosts files of large sites have some megabytes. */
  knownHostsFileBytes: 16 * 1024 * 1024,
  /** Password prompts answered before giving up; the server has its own limit, usually 6. */
  passwordAttempts: 3,
} as const;
