/** What to do about a choice that the Terrapin attack (CVE-2023-48795) works on. */

/** What to do when the peer lacks strict key exchange and a cipher open to the Terrapin attack was chosen. */
export type TerrapinPolicy = 'warn' | 'refuse';

/**
 * Warn: without strict key exchange an attacker can only make EXT_INFO vanish, which here turns nothing weaker on, and
 * refusing would cut off every peer older than 2024 whose only AEAD is ChaCha20.
 */
export const defaultTerrapinPolicy: TerrapinPolicy = 'warn';
