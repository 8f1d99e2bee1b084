/** The protocol layers of one connection, as the options of the server want them. */

import { randomBytes } from 'node:crypto';

import { monotonicClock } from '@nacre/runtime-node';
import { ServerSession } from '@nacre/session';

import { methodsOf } from './auth/checks.js';
import type { Settings } from './options.js';

/** Of this process: makes the answer times of unknown users look like those of known ones, unpredictably. */
const delaySecret = /*@__PURE__*/ randomBytes(32);

/** Throws MISUSE for options that cannot work. */
export function newSession<A>(settings: Settings<A>): ServerSession {
  const { hostKeys, protocol, groups, trace, banner, auth, limits, userKeyAlgorithms, extensions } = settings;
  return new ServerSession({
    transport: {
      ...protocol,
      role: 'server',
      hostKeys: hostKeys.map(key => ({ blob: key.publicKey.blob, algorithms: key.algorithms })),
      userKeyAlgorithms,
      ...(groups && { groups }),
      now: monotonicClock.now(),
    },
    auth: {
      methods: methodsOf(auth),
      userKeyAlgorithms,
      delaySecret,
      limits: { authTries: limits.authTries },
      ...(typeof auth.userKeyAlgorithms === 'function' && { askUserKeyAlgorithms: true }),
      ...(banner !== undefined && { banner }),
      ...(trace && { trace }),
    },
    ...(limits.connection && { connection: { limits: limits.connection } }),
    ...(extensions && { extensions }),
  });
}
