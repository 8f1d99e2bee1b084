/** Writes OpenSSH private keys (PROTOCOL.key), plain or encrypted with a passphrase. */

import { encodeUtf8, misuse, type RandomSource, randomBytes, zeroize } from '@nacre/core';
import type { CryptoProvider } from '@nacre/crypto';
import { encode, WireWriter } from '@nacre/wire';

import { requirePrimitive } from '../errors.js';
import { OpensshPrivateKey, OpensshPrivateSection } from '../generated/index.js';
import { addArmour } from './armour.js';
import { chooseSealing } from './encryption.js';
import { type PrivateKey, secretOf } from './private-key.js';

export interface ExportPrivateKeyOptions {
  readonly crypto: CryptoProvider;
  /** For the salt and the check numbers; the provider's own when left out. */
  readonly random?: RandomSource;
  /**
   * With one, the key is encrypted with aes256-ctr and bcrypt; without, it is not encrypted. Bytes stay the caller's.
   */
  readonly passphrase?: string | Uint8Array;
  /** Rounds of bcrypt: default 24, at most 2048. */
  readonly rounds?: number;
  /** Default: the comment that the key has. */
  readonly comment?: string;
}

/**
 * The text of a key file, which is for its owner's eyes only. Rejects with SshError: KEY_PASSPHRASE for an empty
 * passphrase, MISUSE for a disposed key, UNSUPPORTED when the provider lacks a primitive.
 */
export async function exportPrivateKey(key: PrivateKey, options: ExportPrivateKeyOptions): Promise<string> {
  const { crypto, rounds } = options;
  if (rounds !== undefined && options.passphrase === undefined) throw misuse('rounds need a passphrase');
  const random = options.random ?? requirePrimitive(crypto, 'random', 'Writing a private key');
  const sealing = chooseSealing({ crypto, random, passphrase: options.passphrase, rounds });
  const comment = encodeUtf8(options.comment ?? key.publicKey.comment);
  const check = new DataView(randomBytes(random, 4).buffer).getUint32(0);
  const section = { check1: check, keys: [{ key: secretOf(key), comment }] };
  const writer = new WireWriter();
  OpensshPrivateSection.write(writer, section, { blockSize: sealing.blockBytes, keyCount: 1 });
  const plaintext = writer.finish();
  try {
    const sealed = await sealing.seal(plaintext);
    return addArmour(encode(OpensshPrivateKey, { ...sealed, publicKeys: [key.publicKey.blob] }));
  } finally {
    zeroize(plaintext);
    writer.reset({ erase: true });
  }
}
