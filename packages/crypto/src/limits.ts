/** Limits that every provider keeps, and why. */

/** Shorter RSA keys have been factored; what a policy accepts starts higher. */
export const MIN_RSA_BITS = 1024;

/** Longer RSA keys take minutes to make, and peers refuse them. */
export const MAX_RSA_BITS = 16_384;

/** Of a public exponent that a peer's data is encrypted with: OpenSSL takes no more, either, with a modulus of over 3072 bits. */
export const MAX_RSA_EXPONENT_BITS = 64;

/** Shorter DSA primes are within reach of a patient attacker. */
export const MIN_DSA_BITS = 1024;

/** OpenSSH never made longer ones; each bit costs time, and the peer chooses the key. */
export const MAX_DSA_BITS = 3072;

/** Bytes of q, and of each number of a signature: SSH signs with SHA-1 (RFC 4253 section 6.6). */
export const DSA_NUMBER_SIZE = 20;

/** Primes for Diffie-Hellman of fewer bits are no protection; what a policy accepts starts higher. */
export const MIN_MODP_BITS = 1024;

/** RFC 4419 section 3 stops here, as do peers; an exponentiation takes eight milliseconds in native code, a tenth of a second in BigInt. */
export const MAX_MODP_BITS = 8192;

/** Private numbers for Diffie-Hellman have at least these bits: twice a strength of 128 (RFC 4419 section 6.2). */
export const MIN_MODP_EXPONENT_BITS = 256;
