/** What a compliance case is, and the assertions that cases share. Registering cases with a test runner is the test's part. */

import assert from 'node:assert/strict';

import { concatBytes, fromHex, isSshError, toHex } from '@nacre/core';
import type { StreamCipher } from '@nacre/crypto';

export interface ComplianceCase {
  /** The rule, with its source. */
  readonly name: string;
  /** Throws, or rejects, when the rule does not hold. */
  readonly run: () => void | Promise<void>;
}

export function same(actual: Uint8Array, expected: Uint8Array | string): void {
  assert.equal(
    toHex(actual),
    typeof expected === 'string' ? expected.replace(/\s+/g, '').toLowerCase() : toHex(expected),
  );
}

export function different(a: Uint8Array, b: Uint8Array): void {
  assert.notEqual(toHex(a), toHex(b));
}

/** The peer is to blame, and the connection ends with SSH_DISCONNECT_KEY_EXCHANGE_FAILED. */
export async function rejectsPeerKey(work: () => unknown): Promise<void> {
  await assert.rejects(
    async () => work(),
    error => isSshError(error, 'PROTOCOL_ERROR') && error.disconnect === 3,
  );
}

export async function rejectsMisuse(work: () => unknown): Promise<void> {
  await assert.rejects(
    async () => work(),
    error => isSshError(error, 'MISUSE'),
  );
}

/** `length` bytes that are all different enough to show a shift by one. */
export function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
}

export function repeat(byte: number, count: number): Uint8Array {
  return new Uint8Array(count).fill(byte);
}

/** A copy with one bit turned. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}

/** What the cipher makes of `data` when it comes `size` bytes at a time. */
export function inPieces(cipher: StreamCipher, data: Uint8Array, size: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let i = 0; i < data.length; i += size) parts.push(Uint8Array.from(cipher.update(data.subarray(i, i + size))));
  return concatBytes(...parts);
}

export { fromHex as hex };
