/** Which authentication methods a server offers to a user, without trying any. */

import type { AuthReport } from '@nacre/auth';
import { isSshError } from '@nacre/core';

import { connect } from '../connect/connect.js';
import type { ConnectOptions } from '../connect/options.js';

/**
 * The names of the methods that the server lists when asked for `none`, in its order; ['none'] when it lets the user in at once. No
 * credential is used, whatever the options say. The host key is checked as `connect` does it, because the answer is worth no more than
 * who gives it. Rejects as `connect` does, but not with AUTH_FAILED.
 */
export async function fetchAuthMethods(
  target: string | ConnectOptions,
  options: Omit<Partial<ConnectOptions>, 'host'> = {},
): Promise<readonly string[]> {
  const nothing = { identities: [], password: undefined, keepalive: false } as const;
  try {
    const client =
      typeof target === 'string'
        ? await connect(target, { ...options, ...nothing })
        : await connect({ ...target, ...options, ...nothing });
    await client.close();
    return ['none'];
  } catch (error) {
    if (!isSshError(error, 'AUTH_FAILED')) throw error;
    return (error.details['report'] as AuthReport).methods;
  }
}
