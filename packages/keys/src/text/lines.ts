/** Lines and fields of OpenSSH text files: only space and tab separate, only LF and CRLF end a line. */

import { limitExceeded } from '@nacre/core';

import { limits } from '../limits.js';

export interface Line {
  /** Counted from 1, as editors do. */
  readonly number: number;
  /** Without its end and without spaces and tabs around it. */
  readonly text: string;
}

/** The lines of a file that are neither empty nor comments. Throws LIMIT_EXCEEDED for a file beyond all reason. */
export function* significantLines(text: string): Generator<Line> {
  if (text.length > limits.fileChars) throw limitExceeded('fileChars', text.length, limits.fileChars, 'local');
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const raw = text.slice(start, end < 0 ? text.length : end);
    const line = trimBlanks(raw.endsWith('\r') ? raw.slice(0, -1) : raw);
    number++;
    if (line !== '' && !line.startsWith('#')) yield { number, text: line };
    start += raw.length + 1;
  }
}

/** Why a line cannot be trusted to mean what it shows, or undefined. */
export function lineFault(line: string): string | undefined {
  if (line.length > limits.lineChars) return `the line has ${line.length} characters, limit ${limits.lineChars}`;
  return hasControl(line) ? 'the line has control characters' : undefined;
}

/** The first field and what follows the blanks after it. */
export function takeField(text: string): readonly [field: string, rest: string] {
  let end = 0;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end++;
  let next = end;
  while (next < text.length && isBlank(text.charCodeAt(next))) next++;
  return [text.slice(0, end), text.slice(next)];
}

/** True when `text` has a C0 control character other than tab, or DEL. */
export function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 && code !== 9) || code === 0x7f) return true;
  }
  return false;
}

/** Not `trim()`: that also takes Unicode spaces away, which are part of a field here. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 9;
}
