/** The host key algorithms that a client asks for first. The lists themselves are the transport's business. */

import type { CryptoProvider } from '@nacre/crypto';
import { type AlgorithmChoices, readAlgorithms } from '@nacre/transport';

/**
 * The caller's choices. Host key algorithms in `preferred` come first when the caller chose none, so that a server with several keys
 * shows one that is known.
 */
export function preferringKnown(
  choices: AlgorithmChoices,
  preferred: readonly string[],
  crypto: CryptoProvider,
): AlgorithmChoices {
  if (choices.hostKey !== undefined) return choices;
  const names = readAlgorithms('hostKey', undefined, 'client', crypto);
  const first = preferred.filter(name => names.includes(name));
  return { ...choices, hostKey: [...first, ...names.filter(name => !first.includes(name))] };
}
