/** The standard streams of a child process as a byte stream, for peers that speak SFTP over stdio. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';

import type { ByteDuplex } from '@nacre/core';

export function childDuplex(child: ChildProcessWithoutNullStreams): ByteDuplex {
  const chunks = child.stdout[Symbol.asyncIterator]();
  child.stdin.on('error', () => {}); // told by `write` too
  return {
    read: async () => {
      const { value, done } = await chunks.next();
      return done === true ? undefined : (value as Uint8Array);
    },
    write: (...parts) => {
      let last: Promise<void> | undefined;
      for (const part of parts) {
        last = new Promise((resolve, reject) => {
          child.stdin.write(part, error => (error ? reject(error) : resolve()));
        });
        last.catch(() => {});
      }
      return last;
    },
    end: async () => {
      child.stdin.end();
    },
    close: () => {
      child.stdin.destroy();
      child.kill();
    },
  };
}
