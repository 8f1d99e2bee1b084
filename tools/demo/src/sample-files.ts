/** The files that the demo moves: a tree of small ones and a large one, all of random bytes, with their hashes. */

import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const SMALL_FILES = 200;
const FOLDERS = 20;
const LARGEST_SMALL = 32 * 1024;
const BLOCK = 1024 * 1024;

/** SHA-256 in hexadecimal by path below the folder, with slashes. */
export type Hashes = ReadonlyMap<string, string>;

/** Makes `folder` with 200 files in 20 folders; sizes from 0 up. Returns how many bytes that is. */
export async function makeTree(folder: string): Promise<number> {
  let bytes = 0;
  for (let i = 0; i < SMALL_FILES; i++) {
    const parent = join(folder, `folder-${String(i % FOLDERS).padStart(2, '0')}`);
    await mkdir(parent, { recursive: true });
    const content = randomFillSync(Buffer.alloc(Math.floor((LARGEST_SMALL * i) / (SMALL_FILES - 1))));
    await writeFile(join(parent, `file-${String(i).padStart(3, '0')}.bin`), content);
    bytes += content.length;
  }
  return bytes;
}

export async function makeLargeFile(path: string, bytes: number, signal: AbortSignal): Promise<void> {
  await using file = await open(path, 'wx');
  const block = Buffer.alloc(BLOCK);
  for (let left = bytes; left > 0; left -= BLOCK) {
    signal.throwIfAborted();
    await file.write(randomFillSync(block), 0, Math.min(left, BLOCK));
  }
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: BLOCK }), hash);
  return hash.digest('hex');
}

export async function hashTree(folder: string): Promise<Hashes> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const hashes = new Map<string, string>();
  for (const file of files.sort()) hashes.set(relative(folder, file).split(sep).join('/'), await hashFile(file));
  return hashes;
}

/** How many files of `sent` came back the same; `received` must have no others. */
export function countEqual(sent: Hashes, received: Hashes): number {
  if ([...received.keys()].some(path => !sent.has(path))) return 0;
  return [...sent].filter(([path, hash]) => received.get(path) === hash).length;
}
