/** Algorithm lists as callers write them: arrays, or text in OpenSSH's syntax. What exists is the transport's business. */

import { misuse } from '@nacre/core';
import { type AlgorithmCategory, availableAlgorithms, type CryptoProvider } from '@nacre/crypto';
import { type AlgorithmLists, defaultAlgorithms } from '@nacre/transport';

/**
 * Names, best first; or OpenSSH's text: 'a,b' replaces the defaults, '+a,b' adds at the end, '^a,b' puts in front, '-a,b'
 * takes away, with `*` and `?` as wildcards.
 */
export type AlgorithmChoice = readonly string[] | string;

export type AlgorithmChoices = { readonly [category in AlgorithmCategory]?: AlgorithmChoice | undefined };

/**
 * The lists for a transport. Host key algorithms in `preferred` come first when the caller chose none, so that a server
 * with several keys shows one that is known.
 */
export function algorithmLists(
  choices: AlgorithmChoices,
  preferred: readonly string[],
  crypto: CryptoProvider,
): Partial<AlgorithmLists> {
  const lists: { -readonly [category in AlgorithmCategory]?: readonly string[] } = {};
  for (const category of ['kex', 'hostKey', 'cipher', 'mac', 'compression'] as const) {
    const choice = choices[category];
    if (choice !== undefined) lists[category] = chosen(category, choice, crypto);
  }
  lists.hostKey ??= preferredFirst(defaultList('hostKey', crypto), preferred);
  return lists;
}

function defaultList(category: AlgorithmCategory, crypto: CryptoProvider): readonly string[] {
  const available = availableAlgorithms(category, crypto);
  return defaultAlgorithms[category].filter(name => available.includes(name));
}

function chosen(category: AlgorithmCategory, choice: AlgorithmChoice, crypto: CryptoProvider): readonly string[] {
  if (typeof choice !== 'string') return choice;
  const operator = /^[-+^]/.exec(choice)?.[0];
  const names = (operator === undefined ? choice : choice.slice(1)).split(',').map(name => name.trim());
  if (names.some(name => name === ''))
    throw misuse(`algorithms.${category} has an empty name: ${JSON.stringify(choice)}`);
  const defaults = defaultList(category, crypto);
  if (operator === '+') return [...new Set([...defaults, ...names])];
  if (operator === '^') return [...new Set([...names, ...defaults])];
  if (operator === '-') return defaults.filter(name => !names.some(pattern => matches(pattern, name)));
  return names;
}

function preferredFirst(names: readonly string[], preferred: readonly string[]): readonly string[] {
  const first = preferred.filter(name => names.includes(name));
  return [...first, ...names.filter(name => !first.includes(name))];
}

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}
