/** Copies a folder to a server: `node copy-folder.js folder user@host[:port] remote-folder`. Uses your keys in ~/.ssh. */

import { fileURLToPath } from 'node:url';

import { connect } from '@nacre/client';

/** @param {string[]} words */
export async function main(words, options = {}, output = process.stdout) {
  const [local, target, remote] = words;
  if (local === undefined || target === undefined || remote === undefined) {
    throw new Error('Usage: copy-folder.js folder user@host[:port] remote-folder');
  }
  const ssh = await connect(target, options);
  try {
    const sftp = await ssh.sftp();
    const { files, bytes } = await sftp.put(local, remote, { recursive: true, preserve: true });
    output.write(`${files} files, ${bytes} bytes\n`);
    for (const name of await sftp.readdir(remote)) output.write(`${name}\n`);
  } finally {
    await ssh.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
