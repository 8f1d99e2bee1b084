/** Primitives that must be there because the algorithm that needs them was negotiated. */

import { misuse } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';

/** Throws SshError MISUSE when the provider does not have it. */
export function required<K extends keyof CryptoProvider>(
  crypto: CryptoProvider,
  primitive: K,
): NonNullable<CryptoProvider[K]> {
  const value = crypto[primitive];
  if (value === undefined || value === null) throw misuse(`The crypto provider ${crypto.name} has no ${primitive}`);
  return value;
}
