/** The primitives that a crypto provider may have. SSH constructions are built over them elsewhere, once. */

import type { MaybePromise, RandomSource } from '@nacre/core';

export type HashName = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** A hash function. */
export interface Hash {
  readonly name: HashName;
  /** Bytes of a digest. */
  readonly size: number;
  /** Digest of the parts back to back. */
  digest(...parts: readonly Uint8Array[]): Uint8Array;
}

/** A keyed MAC; one object serves any number of messages. */
export interface Mac {
  readonly size: number;
  compute(...parts: readonly Uint8Array[]): Uint8Array;
}

/** A keyed UMAC (RFC 4418); one object serves any number of messages, each with a nonce of its own. */
export interface Umac {
  /** Bytes of a tag: 8 or 16. */
  readonly size: number;
  /** The tag of the parts back to back under an 8-byte nonce. The parts together have at most 2^24 bytes. */
  compute(nonce: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** Erases the key. It cannot be used afterwards. */
  erase?(): void;
}

/** A cipher that keeps its state from call to call. The result may not share memory with the input. */
export interface StreamCipher {
  update(data: Uint8Array): Uint8Array;
}

/** An AEAD cipher with a 12-byte nonce and a 16-byte tag; one object per key. */
export interface Aead {
  seal(
    nonce: Uint8Array,
    aad: Uint8Array,
    plaintext: Uint8Array,
  ): { readonly ciphertext: Uint8Array; readonly tag: Uint8Array };
  /** The plain text, or undefined when the tag does not match; nothing of it leaves before the check. */
  open(nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array | undefined;
}

export interface KeyPair {
  readonly publicKey: Uint8Array;
  /** Secret; whoever generated it zeroes it. A Kem's is in a format of the provider's own. */
  readonly privateKey: Uint8Array;
}

/**
 * Diffie-Hellman over a curve. Public keys are in their SSH form (X25519: 32 bytes; X448: 56; others: uncompressed point), private
 * keys the scalar (X25519: 32 bytes; X448: 56; others: big-endian).
 */
export interface KeyAgreement {
  readonly publicKeySize: number;
  readonly secretSize: number;
  generate(): MaybePromise<KeyPair>;
  /**
   * The shared secret (X25519: 32 bytes; X448: 56; others: the x coordinate, of fixed length).
   * Rejects with SshError PROTOCOL_ERROR (disconnect 3) for a wrong length, a point that is not on the curve or not
   * uncompressed, or an all-zero result.
   */
  agree(privateKey: Uint8Array, peerPublicKey: Uint8Array): MaybePromise<Uint8Array>;
}

/** A group of integers modulo a safe prime, both big-endian without leading zeros. */
export interface ModpGroup {
  readonly p: Uint8Array;
  readonly g: Uint8Array;
}

/**
 * Diffie-Hellman modulo a prime (RFC 4253 section 8). Numbers are big-endian; what is made here has no leading zeros. Whether a
 * group is good enough is the caller's policy.
 */
export interface Modp {
  /** A pair whose private number has at least `bits` bits: twice the strength that is wanted, never more than p has. */
  generate(group: ModpGroup, bits: number): MaybePromise<KeyPair>;
  /** The shared number. Rejects with SshError PROTOCOL_ERROR (disconnect 3) unless the peer's number is in [2, p - 2]. */
  agree(group: ModpGroup, privateKey: Uint8Array, peerPublicKey: Uint8Array): MaybePromise<Uint8Array>;
}

/**
 * Key encapsulation: ML-KEM (FIPS 203), or Streamlined NTRU Prime. Shared secrets have 32 bytes. A ciphertext of the right length
 * never fails: a wrong one gives another secret.
 */
export interface Kem {
  readonly publicKeySize: number;
  readonly ciphertextSize: number;
  generate(): MaybePromise<KeyPair>;
  /** Rejects with SshError PROTOCOL_ERROR (disconnect 3) when the public key fails its check (FIPS 203 section 7.2). */
  encapsulate(
    publicKey: Uint8Array,
  ): MaybePromise<{ readonly ciphertext: Uint8Array; readonly sharedSecret: Uint8Array }>;
  /** Rejects with SshError PROTOCOL_ERROR (disconnect 3) for a ciphertext of a wrong length. */
  decapsulate(privateKey: Uint8Array, ciphertext: Uint8Array): MaybePromise<Uint8Array>;
}

/** A KEM of FIPS 203. */
export interface MlKem extends Kem {
  /** The pair that belongs to the 64-byte seed d || z (FIPS 203 section 7.1): for keys kept as seeds, and known answers. */
  fromSeed(seed: Uint8Array): MaybePromise<KeyPair>;
}

/**
 * Ed25519 or Ed448 without a context (RFC 8032). Private keys are the seed (32 or 57 bytes, as long as public keys), signatures are
 * twice as long. Verifying anything malformed gives false.
 */
export interface EdDsa {
  generate(): MaybePromise<KeyPair>;
  publicKey(seed: Uint8Array): MaybePromise<Uint8Array>;
  sign(seed: Uint8Array, data: Uint8Array): MaybePromise<Uint8Array>;
  verify(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): MaybePromise<boolean>;
}

/** An ECDSA signature as its two numbers, big-endian; made without leading zeros, read with or without. */
export interface EcdsaNumbers {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
}

/**
 * ECDSA over one curve, with the hash that SSH prescribes for it (RFC 5656 section 6.2.1). Public keys are uncompressed
 * points, private keys the scalar, big-endian. Verifying with a point that is not on the curve gives false.
 */
export interface Ecdsa {
  generate(): MaybePromise<KeyPair>;
  publicKey(scalar: Uint8Array): MaybePromise<Uint8Array>;
  sign(scalar: Uint8Array, data: Uint8Array): MaybePromise<EcdsaNumbers>;
  verify(publicKey: Uint8Array, data: Uint8Array, signature: EcdsaNumbers): MaybePromise<boolean>;
}

/** The numbers of a DSA public key, big-endian without leading zeros. */
export interface DsaPublicNumbers {
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  readonly g: Uint8Array;
  readonly y: Uint8Array;
}

/** DSA with SHA-1 (FIPS 186-2), for old equipment: 160-bit q. New keys are not made. */
export interface Dsa {
  /** `x` is the private number. Rejects with SshError SIGNATURE_INVALID when the key's numbers do not belong together. */
  sign(key: DsaPublicNumbers & { readonly x: Uint8Array }, data: Uint8Array): MaybePromise<EcdsaNumbers>;
  /** Anything malformed gives false. */
  verify(key: DsaPublicNumbers, data: Uint8Array, signature: EcdsaNumbers): MaybePromise<boolean>;
}

/** The numbers of an RSA public key, big-endian without leading zeros. */
export interface RsaPublicNumbers {
  readonly n: Uint8Array;
  readonly e: Uint8Array;
}

/** The numbers of an RSA private key. */
export interface RsaPrivateNumbers extends RsaPublicNumbers {
  readonly d: Uint8Array;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  readonly iqmp: Uint8Array;
}

/** RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2). Which sizes of key are acceptable is the caller's policy. */
export interface Rsa {
  /** A new key with the public exponent 65537. Rejects with SshError MISUSE unless `bits` is within the limits and a multiple of 16. */
  generate(bits: number): MaybePromise<RsaPrivateNumbers>;
  /** As long as the modulus. Rejects with SshError SIGNATURE_INVALID when the key's numbers do not belong together. */
  sign(key: RsaPrivateNumbers, hash: HashName, data: Uint8Array): MaybePromise<Uint8Array>;
  /** `signature` is as long as the modulus, or the answer is false. */
  verify(key: RsaPublicNumbers, hash: HashName, data: Uint8Array, signature: Uint8Array): MaybePromise<boolean>;
}

/** RSAES-OAEP with MGF1 of the same hash and an empty label (RFC 8017 section 7.1), for RFC 4432. */
export interface RsaOaep {
  /** As long as the modulus. Rejects with SshError MISUSE for a message that is too long for the key. */
  encrypt(key: RsaPublicNumbers, hash: HashName, message: Uint8Array): MaybePromise<Uint8Array>;
  /** Rejects with SshError PROTOCOL_ERROR (disconnect 3) for whatever does not decrypt, always with the same words. */
  decrypt(key: RsaPrivateNumbers, hash: HashName, ciphertext: Uint8Array): MaybePromise<Uint8Array>;
}

/** One direction of a zlib stream (RFC 1950) that lasts as long as the keys of a connection and is flushed after every packet. */
export interface Deflater {
  /** The compressed packet, of at least one byte, with a partial or sync flush at its end. The result belongs to the caller. */
  compress(data: Uint8Array): Uint8Array;
  /** Releases what the runtime holds. */
  close(): void;
}

export interface Inflater {
  /**
   * The packet, at most `maxLength` bytes: inflating stops there, so that little more is ever held. Throws SshError LIMIT_EXCEEDED
   * (peer) beyond it and PROTOCOL_ERROR for no data, for data that is no zlib stream, and for data after the end of one; after
   * either it takes nothing more. Where a packet was cut cannot be told from a flush: then what could be read is the result.
   */
  decompress(data: Uint8Array, maxLength: number): Uint8Array;
  close(): void;
}

export interface Zlib {
  deflater(): Deflater;
  inflater(): Inflater;
}

/**
 * chacha20-poly1305@openssh.com (OpenSSH PROTOCOL.chacha20poly1305) as one operation on packets, with the sequence number as nonce.
 * Results are fresh memory.
 */
export interface PacketCipher {
  /** The longest packet, with length and tag, that it takes. */
  readonly maxBytes: number;
  /** The packet length in the first four bytes of a sealed packet, not to be trusted before `open`. */
  readLength(sequence: number, sealed: Uint8Array): number;
  /** The sealed packet, in parts, of a plain one, which begins with its length. */
  seal(sequence: number, packet: Uint8Array): readonly Uint8Array[];
  /** The plain body without its length, or undefined when the tag does not match; nothing of it leaves before the check. */
  open(sequence: number, sealed: Uint8Array): Uint8Array | undefined;
  /** Erases the key. It cannot be used afterwards. */
  erase(): void;
}

export type CipherDirection = 'encrypt' | 'decrypt';

/** Makes a block cipher in CBC mode. No padding: the caller passes whole blocks. */
export type CbcMaker = (direction: CipherDirection, key: Uint8Array, iv: Uint8Array) => StreamCipher;

/**
 * What a provider can do. A primitive that it does not have is undefined. Symmetric work is synchronous.
 * Keys, nonces and counters are copied: the caller may erase or reuse its arrays as soon as the call returns.
 * Arguments of a wrong length throw SshError MISUSE, except those that come from the peer.
 */
export interface CryptoProvider {
  /** For traces: 'node', 'noble', 'node+noble'. */
  readonly name: string;
  readonly random?: RandomSource | undefined;
  readonly hashes: { readonly [name in HashName]?: Hash | undefined };
  /** Makes an HMAC; undefined when the hash is missing. */
  readonly hmac?: ((hash: HashName, key: Uint8Array) => Mac) | undefined;
  /** Key of 16, 24 or 32 bytes and a 16-byte counter block. Encryption and decryption are the same. */
  readonly aesCtr?: ((key: Uint8Array, counter: Uint8Array) => StreamCipher) | undefined;
  readonly aesCbc?: CbcMaker | undefined;
  /** Key of 24 bytes, iv of 8. Like all after it here, for old equipment only. */
  readonly tripleDesCbc?: CbcMaker | undefined;
  /** Key of 16 bytes, iv of 8. */
  readonly blowfishCbc?: CbcMaker | undefined;
  /** Key of 16 bytes, iv of 8. */
  readonly cast128Cbc?: CbcMaker | undefined;
  /** Key of 16 bytes, iv of 16. */
  readonly seedCbc?: CbcMaker | undefined;
  /** RC4: key of 16 or 32 bytes. */
  readonly arcfour?: ((key: Uint8Array) => StreamCipher) | undefined;
  readonly aesGcm?: ((key: Uint8Array) => Aead) | undefined;
  /**
   * The original ChaCha20 with a 64-bit nonce and a 64-bit block counter: XORs `data` with the key stream from block `counter` on.
   */
  readonly chacha20?:
    | ((key: Uint8Array, nonce: Uint8Array, counter: number, data: Uint8Array) => Uint8Array)
    | undefined;
  /** One-time authenticator: 32-byte key, 16-byte result over the parts back to back. */
  readonly poly1305?: ((key: Uint8Array, ...parts: readonly Uint8Array[]) => Uint8Array) | undefined;
  /**
   * The cipher of whole packets for a 64-byte key, if this host can do it faster than `chacha20` and `poly1305`. `bulk` is the
   * provider's own `chacha20`, to be used where that is the faster one.
   */
  readonly chachaPoly?: ((key: Uint8Array, bulk?: CryptoProvider['chacha20']) => PacketCipher | undefined) | undefined;
  /**
   * UMAC with a 16-byte key and tags of 8 or 16 bytes, over the AES that the caller gives: `aesCbc` of the same, merged provider, so
   * that it is native where there is one. (Single blocks are what UMAC needs. A CBC encryptor does one in a third of the time in
   * which a cipher in CTR mode is made for it.)
   */
  readonly umac?: ((aesCbc: CbcMaker, key: Uint8Array, size: 8 | 16) => Umac) | undefined;
  readonly x25519?: KeyAgreement | undefined;
  readonly x448?: KeyAgreement | undefined;
  readonly ecdhP256?: KeyAgreement | undefined;
  readonly ecdhP384?: KeyAgreement | undefined;
  readonly ecdhP521?: KeyAgreement | undefined;
  readonly ecdhSecp256k1?: KeyAgreement | undefined;
  readonly modp?: Modp | undefined;
  readonly mlkem768?: MlKem | undefined;
  readonly mlkem1024?: MlKem | undefined;
  readonly sntrup761?: Kem | undefined;
  readonly ed25519?: EdDsa | undefined;
  readonly ed448?: EdDsa | undefined;
  readonly ecdsaP256?: Ecdsa | undefined;
  readonly ecdsaP384?: Ecdsa | undefined;
  readonly ecdsaP521?: Ecdsa | undefined;
  readonly ecdsaSecp256k1?: Ecdsa | undefined;
  readonly dsa?: Dsa | undefined;
  readonly rsa?: Rsa | undefined;
  readonly rsaOaep?: RsaOaep | undefined;
  /** Not cryptography, but likewise native on some hosts and portable on others. */
  readonly zlib?: Zlib | undefined;
  /** The key derivation of encrypted OpenSSH private keys. Yields to other work; rounds are limited by the caller. */
  readonly bcryptPbkdf?:
    | ((passphrase: Uint8Array, salt: Uint8Array, rounds: number, length: number) => Promise<Uint8Array>)
    | undefined;
}

/** A provider of which it is known that it has these primitives. */
export type WithPrimitives<Names extends keyof CryptoProvider> = CryptoProvider & {
  readonly [Name in Names]-?: NonNullable<CryptoProvider[Name]>;
};
