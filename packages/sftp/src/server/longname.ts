/** The line that READDIR gives for people, as `ls -l` prints it. Programs should not read it, but some do. */

import { sanitizeText } from '@nacre/core';

import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../files/stats.js';
import type { FileAttributes } from './file-system.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 86_400;

/** Half a year: `ls` shows the time of day for younger files, the year for older ones. */
const RECENT = 182 * DAY;

/** `now` in seconds since 1970; without it every line shows the year. Times are UTC. */
export function longname(name: string, attributes: FileAttributes, now?: number): string {
  const { mode = 0, nlink = 1, uid = 0, gid = 0, size = 0, mtime = 0 } = attributes;
  const columns = [
    modeText(mode),
    String(nlink).padStart(4),
    String(uid).padEnd(8),
    String(gid).padEnd(8),
    String(size).padStart(8),
    timeText(Math.floor(mtime), now),
  ];
  return `${columns.join(' ')} ${sanitizeText(name, 4096)}`;
}

/** Ten letters: the type and three groups of permissions. */
export function modeText(mode: number): string {
  const triple = (shift: number, special: boolean, letter: string): string => {
    const bits = mode >> shift;
    const last = special ? (bits & 1 ? letter : letter.toUpperCase()) : bits & 1 ? 'x' : '-';
    return (bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-') + last;
  };
  const groups = triple(6, (mode & 0o4000) !== 0, 's') + triple(3, (mode & 0o2000) !== 0, 's');
  return typeLetter(mode) + groups + triple(0, (mode & 0o1000) !== 0, 't');
}

function typeLetter(mode: number): string {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return 'd';
    case S_IFLNK:
      return 'l';
    case S_IFREG:
    case 0:
      return '-';
    default:
      return '?';
  }
}

function timeText(seconds: number, now: number | undefined): string {
  const { year, month, day } = civilDate(Math.floor(seconds / DAY));
  const date = `${MONTHS[month - 1]} ${String(day).padStart(2)}`;
  if (now === undefined || seconds > now + DAY || seconds < now - RECENT) return `${date} ${String(year).padStart(5)}`;
  const minutes = Math.floor((((seconds % DAY) + DAY) % DAY) / 60);
  const clock = [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':');
  return `${date} ${clock}`;
}

/** The Gregorian date of a day counted from 1970-01-01, with years that begin in March so that leap days come last. */
function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}
