/** A stream of bytes in both directions, as the protocols above a channel (SFTP, SCP, agent) see it. */

export interface ByteDuplex {
  /**
   * The next chunk as it comes, or undefined after the peer's end. The caller owns the bytes.
   * Reading is what lets the peer send more. Only one read may wait at a time.
   */
  read(): Promise<Uint8Array | undefined>;
  /**
   * Sends the parts back to back. The result settles when the bytes may be reused and more may be sent:
   * undefined means at once. Calls keep their order without waiting for each other.
   */
  write(...parts: readonly Uint8Array[]): Promise<void> | undefined;
  /** Sends end of file; reading goes on. */
  end(): Promise<void>;
  /** Gives up both directions at once. */
  close(error?: unknown): void;
}
