/** Finds the name that a client's path means, in a folder that is held, and opens it without following links unseen. */

import { constants } from 'node:fs';
import { lstat, readlink, realpath } from 'node:fs/promises';

import { fileError } from '@nacre/sftp';

import { type Anchor, anchorFolder, linkComponents, MAX_LINKS, O_PATH, type Root } from './anchor.js';
import { closeFd, openFd, statFd } from './promised.js';

const { O_NOFOLLOW = 0 } = constants;

/** A name in a held folder. Links at its end have not been followed. */
export interface Place {
  /** What to give to node:fs; only with calls that do not follow a link at the end. */
  readonly host: string;
  /** Where it is below the root, without links above the name. */
  readonly components: readonly string[];
  /** Where a link at this place leads, or undefined when that is outside of the root. */
  linkTarget(): Promise<string[] | undefined>;
}

/** Runs `work` with the place of a path, which must not be the root itself. */
export async function withPlace<R>(root: Root, path: string, work: (place: Place) => Promise<R>): Promise<R> {
  const components = componentsOf(path);
  const name = components.pop();
  if (name === undefined) throw fileError('EBUSY', 'lookup', path);
  return withName(root, components, name, work);
}

/**
 * Opens what a path leads to, following links one by one as long as they stay inside. `flags` as for open(2); the
 * descriptor is the caller's.
 */
export async function openTarget(root: Root, path: string, flags: number, mode?: number): Promise<number> {
  let components = componentsOf(path);
  for (let links = 0; links <= MAX_LINKS; links++) {
    const name = components.at(-1);
    if (name === undefined) return openRootItself(root, flags);
    const opened = await withName(root, components.slice(0, -1), name, place => openOrFollow(root, place, flags, mode));
    if (typeof opened === 'number') return opened;
    components = opened;
  }
  throw fileError('ELOOP', 'open', path);
}

/** Runs `work` with a path of node:fs that leads to the very file that the client's path leads to. */
export async function withTarget<R>(root: Root, path: string, work: (host: string) => Promise<R>): Promise<R> {
  if (!root.held) return withResolved(root, path, MAX_LINKS, work);
  const fd = await openTarget(root, path, O_PATH);
  try {
    return await work(`/proc/self/fd/${fd}`);
  } finally {
    await closeFd(fd);
  }
}

/** The path without links, as the client sees it. The last component need not exist. */
export async function resolvePath(root: Root, path: string): Promise<string> {
  let components = componentsOf(path);
  for (let links = 0; links <= MAX_LINKS; links++) {
    const name = components.at(-1);
    if (name === undefined) return '/';
    const target = await withName(root, components.slice(0, -1), name, async place => {
      const stats = await lstat(place.host).catch(() => undefined);
      if (!stats?.isSymbolicLink()) return { end: `/${place.components.join('/')}` };
      return { next: await place.linkTarget() };
    });
    if (target.end !== undefined) return target.end;
    if (target.next === undefined) throw fileError('ENOENT', 'realpath', path);
    components = target.next;
  }
  throw fileError('ELOOP', 'realpath', path);
}

/** The components of a path that is absolute and normal, as the server gives it. */
export function componentsOf(path: string): string[] {
  const components = path.split('/').filter(component => component !== '');
  for (const component of components) {
    const bad = component === '..' || component === '.' || component.includes('\0');
    if (bad || (process.platform === 'win32' && /[\\:]/.test(component))) throw fileError('ENOENT', 'lookup', path);
  }
  return components;
}

async function withName<R>(
  root: Root,
  folder: readonly string[],
  name: string,
  work: (place: Place) => Promise<R>,
): Promise<R> {
  const anchor = await anchorFolder(root, folder);
  try {
    return await work(placeIn(root, anchor, name));
  } finally {
    anchor.release();
  }
}

function placeIn(root: Root, anchor: Anchor, name: string): Place {
  const host = `${anchor.base}/${name}`;
  return {
    host,
    components: [...anchor.components, name],
    linkTarget: async () => linkComponents(root, anchor.components, await readlink(host)),
  };
}

/** The descriptor, or where the link that was found leads. */
async function openOrFollow(
  root: Root,
  place: Place,
  flags: number,
  mode: number | undefined,
): Promise<number | string[]> {
  try {
    const fd = await openFd(place.host, flags | O_NOFOLLOW, mode);
    if ((flags & O_PATH) !== 0 && (await statFd(fd)).isSymbolicLink()) await closeFd(fd);
    else return await verified(root, place, fd);
  } catch (error) {
    // O_NOFOLLOW answers ELOOP for a link, and ENOTDIR when a folder was asked for.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ELOOP' && code !== 'ENOTDIR') throw error;
    if (!(await lstat(place.host)).isSymbolicLink()) throw error;
  }
  const target = await place.linkTarget();
  if (target === undefined) throw fileError('ENOENT', 'open');
  return target;
}

/** Where folders are not held, what was opened must still be what the path leads to, inside of the root. */
async function verified(root: Root, place: Place, fd: number): Promise<number> {
  if (root.held) return fd;
  try {
    const real = await realpath(place.host);
    const [opened, named] = await Promise.all([statFd(fd), lstat(real)]);
    const inside = linkComponents(root, [], real) !== undefined;
    if (inside && opened.dev === named.dev && opened.ino === named.ino) return fd;
  } catch {
    // gone or moved meanwhile: refused as any other change
  }
  await closeFd(fd);
  throw fileError('ENOENT', 'open');
}

async function openRootItself(root: Root, flags: number): Promise<number> {
  return openFd(root.path, flags & ~(constants.O_CREAT | constants.O_EXCL | constants.O_TRUNC));
}

async function withResolved<R>(
  root: Root,
  path: string,
  links: number,
  work: (host: string) => Promise<R>,
): Promise<R> {
  const components = componentsOf(path);
  const name = components.pop();
  if (name === undefined) return work(root.path);
  const next = await withName(root, components, name, async place => {
    if (!(await lstat(place.host)).isSymbolicLink()) return { result: await work(place.host) };
    return { target: await place.linkTarget() };
  });
  if ('result' in next) return next.result;
  if (next.target === undefined || links === 0) throw fileError('ENOENT', 'lookup', path);
  return withResolved(root, `/${next.target.join('/')}`, links - 1, work);
}
