/** Trust in host keys by fingerprint, for programs that know their servers. */

import { misuse } from '@nacre/core';

import { type HostKeyPolicy, type HostKeyRequest, unknownHostKey } from './policy.js';

const SHA256_FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** Accepts keys with one of these fingerprints, in the form of `ssh-keygen -l`: 'SHA256:...'. Throws MISUSE for other text. */
export function pinned(...fingerprints: readonly string[]): HostKeyPolicy {
  const accepted = new Set(fingerprints.map(checkedFingerprint));
  if (accepted.size === 0) throw misuse('pinned() needs at least one fingerprint');
  const verify = (request: HostKeyRequest) => {
    if (accepted.has(request.fingerprint)) return;
    throw unknownHostKey(request, `it is none of the pinned ones (${[...accepted].join(', ')})`, {
      pinned: [...accepted],
    });
  };
  return { load: () => ({ preferredAlgorithms: [], verify }) };
}

function checkedFingerprint(text: string): string {
  const bare = text.replace(/=$/, '');
  if (!SHA256_FINGERPRINT.test(bare)) throw misuse(`Not a fingerprint of the form SHA256:...: ${JSON.stringify(text)}`);
  return bare;
}
