/** All fuzz targets, in the order in which they run. */

import type { FuzzTarget } from '../target.js';
import { auth } from './auth.js';
import { codecs } from './codecs.js';
import { connection } from './connection.js';
import { kex } from './kex/kex.js';
import { keys } from './keys.js';
import { packets } from './packets.js';
import { sftp } from './sftp.js';
import { transport } from './transport.js';

export const targets: readonly FuzzTarget[] = [
  ...codecs,
  ...keys,
  ...transport,
  ...kex,
  packets,
  ...auth,
  ...connection,
  ...sftp,
];
