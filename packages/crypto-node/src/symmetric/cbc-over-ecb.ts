/** CBC mode put together from single blocks (SP 800-38A section 6.2): Deno has AES with 192-bit keys in ECB and CTR mode only. */

import { createCipheriv, createDecipheriv } from 'node:crypto';

import type { CipherDirection, StreamCipher } from '@nacre/crypto';

const BLOCK = 16;

/** Takes whole blocks. A block at a time when it encrypts: each needs the one before. */
export function aesCbcOverEcb(direction: CipherDirection, key: Uint8Array, iv: Uint8Array): StreamCipher {
  const create = direction === 'encrypt' ? createCipheriv : createDecipheriv;
  const blocks = create(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false);
  const chain = Uint8Array.from(iv);
  return {
    update: direction === 'encrypt' ? data => encrypt(blocks, chain, data) : data => decrypt(blocks, chain, data),
  };
}

function encrypt(blocks: StreamCipher, chain: Uint8Array, data: Uint8Array): Uint8Array {
  const result = new Uint8Array(data.length);
  for (let start = 0; start < data.length; start += BLOCK) {
    xorInto(chain, data.subarray(start, start + BLOCK));
    chain.set(blocks.update(chain));
    result.set(chain, start);
  }
  return result;
}

function decrypt(blocks: StreamCipher, chain: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length === 0) return new Uint8Array(0);
  const result = Uint8Array.from(blocks.update(data));
  xorInto(result.subarray(0, BLOCK), chain);
  xorInto(result.subarray(BLOCK), data);
  chain.set(data.subarray(-BLOCK));
  return result;
}

function xorInto(target: Uint8Array, source: Uint8Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) ^ (source[i] as number);
}
