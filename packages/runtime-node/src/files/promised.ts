/** The calls of node:fs on file descriptors as promises: without the objects that FileHandle makes for each call. */

import * as fs from 'node:fs';

const IOV_MAX = 1024; // pieces that one writev takes on Linux

type Callback<T> = (error: NodeJS.ErrnoException | null, value: T) => void;

function promised<T>(call: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error) reject(error);
      else resolve(value);
    });
  });
}

export function openFd(path: string, flags: number, mode?: number): Promise<number> {
  return promised<number>(done => fs.open(path, flags, mode, done));
}

export function closeFd(fd: number): Promise<void> {
  return promised<void>(done => fs.close(fd, error => done(error ?? null, undefined)));
}

export function statFd(fd: number): Promise<fs.Stats> {
  return promised<fs.Stats>(done => fs.fstat(fd, done));
}

/** Fills `buffer` from `position`; fewer bytes only at the end of the file. */
export async function readFd(fd: number, position: number, buffer: Uint8Array): Promise<number> {
  let done = 0;
  while (done < buffer.length) {
    const count = await promised<number>(cb => fs.read(fd, buffer, done, buffer.length - done, position + done, cb));
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** Writes all pieces back to back from `position`; null goes on where the descriptor stands. */
export async function writeFd(fd: number, position: number | null, pieces: readonly Uint8Array[]): Promise<void> {
  let left = pieces.filter(piece => piece.length > 0);
  let at = position;
  while (left.length > 0) {
    const batch = left.slice(0, IOV_MAX);
    let written = await promised<number>(done => fs.writev(fd, batch, at, done));
    if (at !== null) at += written;
    let whole = 0;
    while (whole < batch.length && written >= (batch[whole] as Uint8Array).length) {
      written -= (batch[whole] as Uint8Array).length;
      whole++;
    }
    left = left.slice(whole);
    if (written > 0) left[0] = (left[0] as Uint8Array).subarray(written);
  }
}

export function truncateFd(fd: number, size: number): Promise<void> {
  return promised<void>(done => fs.ftruncate(fd, size, error => done(error, undefined)));
}

export function chmodFd(fd: number, mode: number): Promise<void> {
  return promised<void>(done => fs.fchmod(fd, mode, error => done(error, undefined)));
}

export function chownFd(fd: number, uid: number, gid: number): Promise<void> {
  return promised<void>(done => fs.fchown(fd, uid, gid, error => done(error, undefined)));
}

/** Times in seconds since 1970. */
export function utimesFd(fd: number, atime: number, mtime: number): Promise<void> {
  return promised<void>(done => fs.futimes(fd, atime, mtime, error => done(error, undefined)));
}

export function syncFd(fd: number): Promise<void> {
  return promised<void>(done => fs.fsync(fd, error => done(error, undefined)));
}
