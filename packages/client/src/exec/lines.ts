/** Splits a byte stream into lines of text. */

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

import { limitExceeded } from '@nacre/core';

import { limits } from '../limits.js';

/** The lines without their ends; a last line without an end counts too. Throws LIMIT_EXCEEDED for an endless line. */
export async function* linesOf(stream: Readable): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const pieces = (rest + decoder.write(chunk)).split('\n');
    rest = pieces.pop() as string;
    if (rest.length > limits.lineBytes) throw limitExceeded('lineBytes', rest.length, limits.lineBytes);
    for (const piece of pieces) yield withoutReturn(piece);
  }
  rest += decoder.end();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
