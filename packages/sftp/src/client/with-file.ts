/** The life of a remote file that is open for one piece of work. */

import type { SftpFile } from './file.js';

/**
 * Opens a file for `work` and closes it again. After success the answer to closing belongs to the result, because some
 * servers write only then; after a failure or an abort nobody waits for it, since the server may never answer.
 */
export async function withFile<R>(opening: Promise<SftpFile>, work: (file: SftpFile) => Promise<R>): Promise<R> {
  const file = await opening;
  let result: R;
  try {
    result = await work(file);
  } catch (error) {
    file.close().catch(() => {}); // the failure of `work` explains more
    throw error;
  }
  await file.close();
  return result;
}
