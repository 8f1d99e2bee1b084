/** What every decoder and engine must do with any input at all: succeed, or fail with an error of ours that blames the peer. */

import { isSshError } from '@nacre/core';

/** Runs `action`; any error but one that blames the input is a fault. */
export function contained<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isSshError(error) && error.origin === 'peer') return undefined;
    throw error;
  }
}

/** The same for parsers of files that the user names: there the input is the caller's own. */
export async function containedParse<T>(action: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (isSshError(error) && error.code !== 'MISUSE') return undefined;
    throw error;
  }
}
