/** An SFTP client with Node streams. Everything else is that of `@nacre/sftp`. */

import type { Readable, Writable } from 'node:stream';

import { type RemotePath, SftpClient } from '@nacre/sftp';

import { createReadStream, type ReadStreamOptions } from './read-stream.js';
import { createWriteStream, type WriteStreamOptions } from './write-stream.js';

/** Made by `client.sftp()`. Names and options are those of node:fs/promises. */
export class NodeSftp extends SftpClient {
  /** The content of a file, read ahead with many requests in flight. Errors come as 'error', as with `fs.createReadStream`. */
  createReadStream(path: RemotePath, options: ReadStreamOptions = {}): Readable {
    return createReadStream(this, path, options);
  }

  /** Writes a file with many requests in flight; 'finish' comes when the server has it all and the file is closed. */
  createWriteStream(path: RemotePath, options: WriteStreamOptions = {}): Writable {
    return createWriteStream(this, path, options);
  }
}
