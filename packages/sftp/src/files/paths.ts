/** Paths on an SFTP server: '/'-separated octets, UTF-8 by agreement. Says nothing of local paths. */

import { concatBytes, decodeUtf8, decodeUtf8Lossy, encodeUtf8, misuse, copyBytes } from '@nacre/core';

/** Text, or the exact octets for names that are not UTF-8. */
export type RemotePath = string | Uint8Array;

const SLASH = 0x2f;

/** The octets of a path. Throws misuse for a NUL, which no server can have in a name. */
export function pathBytes(path: RemotePath): Uint8Array {
  const bytes = typeof path === 'string' ? encodeUtf8(path) : path;
  if (bytes.includes(0)) throw misuse('a path cannot hold a NUL');
  return bytes;
}

/** The path as text for people and errors. */
export function pathText(path: RemotePath): string {
  return typeof path === 'string' ? path : decodeUtf8Lossy(path);
}

/** The text of octets from the server, or the octets themselves when they are not UTF-8. */
export function pathFromBytes(bytes: Uint8Array): RemotePath {
  return decodeUtf8(bytes) ?? copyBytes(bytes);
}

export function joinPath(folder: RemotePath, name: RemotePath): RemotePath {
  if (typeof folder === 'string' && typeof name === 'string') {
    if (folder === '') return name;
    return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
  }
  const start = pathBytes(folder);
  const separator = start.length === 0 || start[start.length - 1] === SLASH ? [] : [new Uint8Array([SLASH])];
  return concatBytes(start, ...separator, pathBytes(name));
}

/** The last component, without trailing slashes: '' for '/' and ''. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** The path without its last component: '.' for a bare name, '/' for what lies in the root. */
export function folderName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const at = trimmed.lastIndexOf('/');
  if (at < 0) return '.';
  return trimmed.slice(0, at).replace(/\/+$/, '') || '/';
}

/** True for octets that can be one name in a folder: no '/', no NUL, and neither '', '.' nor '..'. */
export function isEntryName(name: Uint8Array): boolean {
  if (name.length === 0 || name.includes(SLASH) || name.includes(0)) return false;
  return !isDots(name);
}

/** True for '.' and '..'. */
export function isDots(name: Uint8Array): boolean {
  return (name.length === 1 || name.length === 2) && name.every(byte => byte === 0x2e);
}

/** `path` as seen from `start`, absolute, without '.', '..' and empty components; '..' at the root stays there. */
export function normalizePath(path: string, start = '/'): string {
  const components: string[] = [];
  for (const component of (path.startsWith('/') ? path : `${start}/${path}`).split('/')) {
    if (component === '' || component === '.') continue;
    if (component === '..') components.pop();
    else components.push(component);
  }
  return `/${components.join('/')}`;
}
