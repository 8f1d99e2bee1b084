/** Limits that every provider keeps, and why. */

/** Shorter RSA keys have been factored; what a policy accepts starts higher. */
export const MIN_RSA_BITS = 1024;

/** Longer RSA keys take minutes to make, and peers refuse them. */
export const MAX_RSA_BITS = 16_384;
