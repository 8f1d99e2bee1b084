/** Every generated codec is a target. */

import { codecTarget } from '../codec/codec-target.js';
import { loadDictionaries } from '../codec/dictionary.js';
import type { CodecTarget } from '../generated/rules.js';
import { codecTargets } from '../generated/targets.js';
import type { FuzzTarget } from '../target.js';

const dictionaries = loadDictionaries();

export const codecs: readonly FuzzTarget[] = [...byName()].map(([name, variants]) =>
  codecTarget(name, variants, dictionaries.get(variants[0]?.package ?? '') ?? []),
);

/** 'codec/SftpName', with the package behind it where two packages have one of that name. */
function byName(): ReadonlyMap<string, readonly CodecTarget[]> {
  const groups = new Map<string, CodecTarget[]>();
  for (const codec of codecTargets) {
    const shared = codecTargets.some(other => other.name === codec.name && other.package !== codec.package);
    const name = `codec/${codec.name}${shared ? `@${codec.package}` : ''}`;
    groups.set(name, [...(groups.get(name) ?? []), codec]);
  }
  return groups;
}
