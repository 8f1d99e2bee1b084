/**
 * Holds a folder inside of a root so that names in it cannot be led elsewhere while they are used. On Linux a folder is
 * held by a descriptor, and names are looked up in it through /proc/self/fd, as openat(2) would; on other systems its
 * real path is compared with the root, which leaves a moment between check and use to those who can change the tree.
 */

import { closeSync, constants, existsSync, readlinkSync } from 'node:fs';
import { readlink, realpath } from 'node:fs/promises';

import { fileError } from '@nacre/sftp';

import { openFd, statFd } from './promised.js';

const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_RDONLY } = constants;

/** Linux only, and not among Node's constants: a descriptor that names a file without opening it. */
export const O_PATH = 0o10000000;

/** Links followed on the way to one file, as Linux does. */
export const MAX_LINKS = 40;

/** A folder that is inside of the root. `base` stays valid until `release`. */
export interface Anchor {
  /** Put '/name' behind it to reach a name in the folder. */
  readonly base: string;
  /** Where it is below the root, without links. */
  readonly components: readonly string[];
  release(): void;
}

/** The root, by its real path. */
export interface Root {
  readonly path: string;
  /** True when folders are held by descriptors. */
  readonly held: boolean;
}

export async function openRoot(path: string): Promise<Root> {
  return { path: await realpath(path), held: process.platform === 'linux' && existsSync('/proc/self/fd') };
}

/** Holds the folder of these components. Links that stay inside are followed; what leads out does not exist. */
export async function anchorFolder(root: Root, components: readonly string[]): Promise<Anchor> {
  if (!root.held) return anchorByPath(root, components);
  return (await anchorDirectly(root, components)) ?? (await anchorStepwise(root, components, 0));
}

/**
 * The components that a link leads to from a folder, or undefined when it leads out of the root. Absolute targets are
 * paths of the host.
 */
export function linkComponents(root: Root, folder: readonly string[], target: string): string[] | undefined {
  const below = target.startsWith('/') ? componentsBelow(root, target) : [...folder, ...target.split('/')];
  if (below === undefined) return undefined;
  const result: string[] = [];
  for (const component of below) {
    if (component === '' || component === '.') continue;
    if (component !== '..') result.push(component);
    else if (result.pop() === undefined) return undefined;
  }
  return result;
}

/** The usual case in two steps: the folder is opened, and must then be exactly where its name says. */
async function anchorDirectly(root: Root, components: readonly string[]): Promise<Anchor | undefined> {
  const path = hostPath(root, components);
  let anchor: Anchor | undefined;
  try {
    anchor = heldAnchor(await openFd(path, O_PATH | O_DIRECTORY), components);
    if (readlinkSync(anchor.base) === path) return anchor;
  } catch {
    // whatever was wrong, the careful way finds out without looking outside of the root
  }
  anchor?.release();
  return undefined;
}

/** Component by component from the root, never following a link but reading where it leads. */
async function anchorStepwise(root: Root, components: readonly string[], links: number): Promise<Anchor> {
  let anchor = heldAnchor(await openFd(root.path, O_PATH | O_DIRECTORY), []);
  try {
    for (const [index, name] of components.entries()) {
      const path = `${anchor.base}/${name}`;
      const next = heldAnchor(await openFd(path, O_PATH | O_NOFOLLOW), [...anchor.components, name]);
      const step = await lookAt(next, path);
      if (step.kind === 'link') {
        const target = links < MAX_LINKS ? linkComponents(root, anchor.components, step.target) : undefined;
        if (target === undefined) throw fileError('ENOENT', 'lookup');
        return await anchorStepwise(root, [...target, ...components.slice(index + 1)], links + 1);
      }
      anchor.release();
      anchor = next;
    }
    return heldAnchor(await openFd(anchor.base, O_RDONLY | O_DIRECTORY | O_PATH), anchor.components);
  } finally {
    anchor.release();
  }
}

async function lookAt(next: Anchor, path: string): Promise<{ kind: 'folder' } | { kind: 'link'; target: string }> {
  try {
    const stats = await statFd(fdOf(next));
    if (stats.isDirectory()) return { kind: 'folder' };
    if (!stats.isSymbolicLink()) throw fileError('ENOTDIR', 'lookup');
    const target = await readlink(path);
    next.release();
    return { kind: 'link', target };
  } catch (error) {
    next.release();
    throw error;
  }
}

/** Without descriptors: the real path must be inside, links may lead to it. */
async function anchorByPath(root: Root, components: readonly string[]): Promise<Anchor> {
  const real = await realpath(hostPath(root, components)).catch(() => undefined);
  const below = real === undefined ? undefined : componentsBelow(root, real);
  if (real === undefined || below === undefined) throw fileError('ENOENT', 'lookup');
  return { base: real, components: below, release: () => {} };
}

function componentsBelow(root: Root, path: string): string[] | undefined {
  const normal = path.replaceAll('\\', process.platform === 'win32' ? '/' : '\\');
  const prefix = root.path.replaceAll('\\', process.platform === 'win32' ? '/' : '\\').replace(/\/$/, '');
  if (normal !== prefix && !normal.startsWith(`${prefix}/`)) return undefined;
  return normal
    .slice(prefix.length)
    .split('/')
    .filter(component => component !== '');
}

function hostPath(root: Root, components: readonly string[]): string {
  return components.length === 0 ? root.path : `${root.path === '/' ? '' : root.path}/${components.join('/')}`;
}

const PROC = '/proc/self/fd/';

function heldAnchor(fd: number, components: readonly string[]): Anchor {
  let open = true;
  const release = (): void => {
    if (open) closeSync(fd); // nothing is written through an O_PATH descriptor, so closing it never waits
    open = false;
  };
  return { base: `${PROC}${fd}`, components, release };
}

function fdOf(anchor: Anchor): number {
  return Number(anchor.base.slice(PROC.length));
}
