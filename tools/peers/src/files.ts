/** Trees of files for transfers, and their hashes. */

import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Writes `count` files of up to `maxBytes` in nested folders: empty ones, odd sizes and names beyond ASCII among them. */
export async function makeTree(folder: string, count: number, maxBytes = 40_000): Promise<void> {
  for (let i = 0; i < count; i++) {
    const name = i % 17 === 0 ? `dätei mit räumen ${i}.txt` : `file-${i}.bin`;
    const path = join(folder, `dir-${i % 7}`, i % 3 === 0 ? 'inner' : '.', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, randomFillSync(Buffer.alloc(i % 13 === 0 ? 0 : (i * 7919) % maxBytes)));
  }
}

/** Writes one file of random bytes. */
export async function makeFile(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  const block = randomFillSync(Buffer.alloc(1024 * 1024));
  for (let written = 0; written < bytes; written += block.length) {
    block.writeUInt32BE(written >>> 10, 0); // so that no two blocks are the same
    await file.write(block, 0, Math.min(block.length, bytes - written));
  }
  await file.close();
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** Path and hash of every file below `folder`, sorted. */
export async function hashTree(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const lines = await Promise.all(files.map(async file => `${relative(folder, file)} ${await hashFile(file)}`));
  return lines.sort();
}
