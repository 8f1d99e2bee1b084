/** What every parser must do with any text at all: succeed, or fail with an error of ours that says so. */

import { isSshError } from '@nacre/core';

/** Runs `action`; any error but one of ours, or one that blames the caller of the API, is a fault. */
export async function containedParse<T>(action: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (isSshError(error) && error.code !== 'MISUSE') return undefined;
    throw error;
  }
}
