/** All fuzz targets, in the order in which they run. */

import type { FuzzTarget } from '../target.js';
import { auth } from './auth.js';
import { codecs } from './codecs.js';
import { connection } from './connection.js';
import { keys } from './keys.js';
import { sftp } from './sftp.js';
import { transport } from './transport.js';

export const targets: readonly FuzzTarget[] = [...codecs, ...keys, ...transport, ...auth, ...connection, ...sftp];
