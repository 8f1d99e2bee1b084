/** Lists of algorithm names as callers write them: arrays, or text in OpenSSH's syntax (ssh_config(5), Ciphers). */

import { misuse } from '@nacre/core';
import {
  type AlgorithmCategory,
  availableAlgorithms,
  type CryptoProvider,
  offeredAlgorithms,
  whyUnavailable,
} from '@nacre/crypto';

import type { Role } from '../events.js';

/** Names of algorithms, best first. */
export type AlgorithmLists = { readonly [category in AlgorithmCategory]: readonly string[] };

/**
 * An array of names, best first; or text: 'a,b' replaces the defaults, '+a,b' adds at the end, '^a,b' puts in front, '-a,b' takes
 * away. In text `*` and `?` are wildcards over the names that this runtime can do, and `default` stands for the defaults.
 */
export type AlgorithmChoice = readonly string[] | string;

export type AlgorithmChoices = { readonly [category in AlgorithmCategory]?: AlgorithmChoice | undefined };

/**
 * The list that `choice` means; the defaults of the role when it is undefined. Throws SshError MISUSE for a name that is not known or
 * that `crypto` cannot do, with the reason, for a wildcard that matches nothing, and for a list that is left empty.
 */
export function readAlgorithms(
  category: AlgorithmCategory,
  choice: AlgorithmChoice | undefined,
  role: Role,
  crypto: CryptoProvider,
): readonly string[] {
  const defaults = offeredAlgorithms(category, role, crypto);
  const names = choice === undefined ? defaults : checked(category, chosen(category, choice, defaults, crypto), crypto);
  // with an AEAD cipher no MAC is needed, so only that list may be empty
  if (names.length === 0 && category !== 'mac')
    throw misuse(`There is no ${category} algorithm to offer`, { category });
  return [...new Set(names)];
}

function checked(category: AlgorithmCategory, names: readonly string[], crypto: CryptoProvider): readonly string[] {
  for (const name of names) {
    const reason = whyUnavailable(category, name, crypto);
    if (reason !== undefined) throw misuse(reason, { category, name });
  }
  return names;
}

function chosen(
  category: AlgorithmCategory,
  choice: AlgorithmChoice,
  defaults: readonly string[],
  crypto: CryptoProvider,
): readonly string[] {
  if (typeof choice !== 'string') return choice;
  const operator = /^[-+^]/.exec(choice)?.[0];
  const items = (operator === undefined ? choice : choice.slice(1)).split(',').map(item => item.trim());
  if (items.includes('')) throw misuse(`algorithms.${category} has an empty name: ${JSON.stringify(choice)}`);
  if (operator === '-') return defaults.filter(name => !items.some(item => matches(item, name)));
  const available = availableAlgorithms(category, crypto);
  const names = items.flatMap(item => (item === 'default' ? defaults : expanded(category, item, available)));
  if (operator === '+') return [...defaults, ...names];
  return operator === '^' ? [...names, ...defaults] : names;
}

function expanded(category: AlgorithmCategory, item: string, available: readonly string[]): readonly string[] {
  if (!/[*?]/.test(item)) return [item];
  const names = available.filter(name => matches(item, name));
  if (names.length === 0) throw misuse(`No ${category} algorithm matches ${JSON.stringify(item)}`, { category });
  return names;
}

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}
