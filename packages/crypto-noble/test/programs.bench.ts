/**
 * What the WebAssembly programs gain: `npx vitest bench --run --project unit packages/crypto-noble`. Only ratios count. The figures in
 * docs/performance.md come from here.
 */

import { createCipheriv, createHmac, randomFillSync } from 'node:crypto';

import { bench, describe } from 'vitest';

import { concatBytes } from '@nacre/core';
import type { CbcMaker } from '@nacre/crypto';

import { chachaPoly } from '../src/chachapoly/chachapoly.js';
import { poly1305, portablePoly1305 } from '../src/poly1305/poly1305.js';
import { chacha20 } from '../src/symmetric/chacha20.js';
import { expandKey } from '../src/umac/key.js';
import { portableHash } from '../src/umac/portable.js';
import { umac } from '../src/umac/umac.js';

const SIZES = [64, 1024, 32_768] as const;
const KEY = random(64);
const NONCE = random(8);

describe.each(SIZES)('Poly1305 of %i bytes', size => {
  const [key, data] = [random(32), random(size)];
  bench('WebAssembly', () => void poly1305(key, data));
  bench('@noble/ciphers', () => void portablePoly1305(key, [data]));
});

const counter = new DataView(new ArrayBuffer(8));
/** Another one each time, as for packets: each needs a block of AES, or half of one. */
function nextNonce(): Uint8Array {
  counter.setUint32(4, counter.getUint32(4) + 1);
  return new Uint8Array(counter.buffer);
}

describe.each(SIZES)('UMAC of %i bytes', size => {
  const data = random(size);
  const key = KEY.subarray(0, 16);
  const macs = { 64: umac(nativeCbc, key, 8), 128: umac(nativeCbc, key, 16) };
  const expanded = expandKey(nativeCbc, key, 2);
  bench('UMAC-64 in WebAssembly', () => void macs[64].compute(nextNonce(), data));
  bench('UMAC-128 in WebAssembly', () => void macs[128].compute(nextNonce(), data));
  bench('UHASH-64 in TypeScript', () => void portableHash(expanded, 2, [data]));
  bench('HMAC-SHA-256 of node:crypto', () => void createHmac('sha256', KEY).update(data).digest());
});

describe.each(SIZES)('chacha20-poly1305@openssh.com, opening a packet of %i bytes', size => {
  const packet = random(4 + size);
  const [alone, mixed] = [chachaPoly(KEY), chachaPoly(KEY, nativeChaCha20)];
  if (alone === undefined || mixed === undefined) throw new Error('this host has no vectors');
  const sealed = concatBytes(...alone.seal(1, packet));
  for (const [name, cipher] of [
    ['one operation', alone],
    ['one operation, native from 6 KiB on', mixed],
  ] as const) {
    bench(name, () => {
      cipher.readLength(1, sealed);
      cipher.open(1, sealed);
    });
  }
  bench('native ChaCha20, and Poly1305', () => openBySteps(nativeChaCha20, sealed));
  bench('ChaCha20 of @noble/ciphers, and Poly1305', () => openBySteps(chacha20, sealed));
});

function nativeCbc(...[, key, iv]: Parameters<CbcMaker>): ReturnType<CbcMaker> {
  return createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
}

/** What the transport does without the one operation, less its own work. */
function openBySteps(cipher: typeof chacha20, sealed: Uint8Array): void {
  cipher(KEY.subarray(32), NONCE, 0, sealed.subarray(0, 4));
  const polyKey = cipher(KEY.subarray(0, 32), NONCE, 0, new Uint8Array(32));
  poly1305(polyKey, sealed.subarray(0, -16));
  cipher(KEY.subarray(0, 32), NONCE, 1, sealed.subarray(4, -16));
}

function nativeChaCha20(key: Uint8Array, nonce: Uint8Array, counter: number, data: Uint8Array): Uint8Array {
  const iv = new Uint8Array(16);
  iv[0] = counter;
  iv.set(nonce, 8);
  return createCipheriv('chacha20', key, iv).update(data);
}

function random(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}
