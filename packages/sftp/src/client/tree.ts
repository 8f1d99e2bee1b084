/** Operations on whole folders that SFTP itself does not have: making and removing paths. */

import { limitExceeded } from '@nacre/core';

import { isFileError, SftpError } from '../errors.js';
import { expandGlob, type GlobFolders } from '../files/glob.js';
import { folderName, joinPath, type RemotePath } from '../files/paths.js';
import type { SftpStats } from '../files/stats.js';
import { Lanes } from '../lanes.js';
import type { SftpClient } from './client.js';
import type { SignalOption } from './file.js';

/** Entries removed at one time: enough to hide the round trip. */
const REMOVALS = 32;

/** Makes `path` and what is missing above it. Returns the first folder that was made, if any. */
export async function makePath(
  client: SftpClient,
  path: string,
  options: SignalOption & { readonly mode?: number | undefined },
): Promise<string | undefined> {
  const { mode, signal } = options;
  try {
    await client.mkdir(path, { mode, signal });
    return path;
  } catch (error) {
    if (!(error instanceof SftpError)) throw error;
    const existing = await statOrUndefined(client, path, options);
    if (existing?.isDirectory()) return undefined;
    const parent = folderName(path);
    if (existing !== undefined || !isFileError(error, 'ENOENT') || parent === path || parent === '.') throw error;
    const first = await makePath(client, parent, options);
    const made = await makePath(client, path, options); // again, because another client may have been faster
    return first ?? made;
  }
}

/** Removes a file, a link or a whole folder. Links are removed, never followed. */
export async function removeTree(client: SftpClient, path: RemotePath, options: SignalOption): Promise<void> {
  const stats = await client.lstat(path, options);
  if (stats.isDirectory()) await removeFolder(client, path, options, 0);
  else await client.unlink(path, options);
}

async function removeFolder(client: SftpClient, path: RemotePath, options: SignalOption, depth: number): Promise<void> {
  const { maxDepth } = client.limits;
  if (depth > maxDepth) throw limitExceeded('maxDepth', depth, maxDepth);
  const folders: RemotePath[] = [];
  const lanes = new Lanes(REMOVALS);
  try {
    for await (const entry of await client.opendir(path, options)) {
      await lanes.room();
      if (entry.isDirectory()) folders.push(entry.path);
      else
        lanes.add(
          entry.kind === 'unknown' ? removeTree(client, entry.path, options) : client.unlink(entry.path, options),
        );
    }
  } finally {
    await lanes.settle();
  }
  await lanes.drain();
  for (const folder of folders) await removeFolder(client, folder, options, depth + 1);
  await client.rmdir(path, options);
}

/** The paths on the server that match a pattern. */
export function globRemote(client: SftpClient, pattern: string, options: SignalOption): Promise<string[]> {
  const folders: GlobFolders = {
    list: async folder => {
      const entries = await client.readdir(folder === '' ? '.' : folder, { ...options, withFileTypes: true });
      return entries.map(entry => ({ name: entry.name, folder: entry.isDirectory() }));
    },
    isFolder: async path => (await statOrUndefined(client, path, options))?.isDirectory() === true,
    exists: async path => {
      try {
        await client.lstat(path, options);
        return true;
      } catch (error) {
        if (isFileError(error, 'ENOENT')) return false;
        throw error;
      }
    },
    join: (folder, name) => joinPath(folder, name) as string,
  };
  return expandGlob(folders, pattern, client.limits.maxDepth);
}

/** The attributes, or undefined when there is nothing of that name. */
export async function statOrUndefined(
  client: SftpClient,
  path: RemotePath,
  options: SignalOption,
): Promise<SftpStats | undefined> {
  try {
    return await client.stat(path, options);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
