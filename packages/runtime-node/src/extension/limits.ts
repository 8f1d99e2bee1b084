/** The limits of what extensions may hold, each with its reason. */

export const limits = {
  /** Handlers of one connection that have not settled; more than any peer needs that waits for replies now and then. */
  extensionCalls: 1024,
  /** Messages that wait for the handler of an earlier one. */
  extensionMessages: 1024,
  /** Bytes of these messages, so that large ones cannot fill the memory. */
  extensionMessageBytes: 8 * 1024 * 1024,
} as const;
