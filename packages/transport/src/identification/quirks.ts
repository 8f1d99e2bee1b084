/** What is known to be wrong with certain peers in this layer, by their version line. A line may lie: nothing here makes us less safe. */

/**
 * Goes on sending data between its KEXINIT and its NEWKEYS, against RFC 4253 section 7.1: AsyncSSH before 2.20. That data is still
 * protected by the present keys, OpenSSH takes it from everybody, and time for the exchange is limited as ever.
 */
export function sendsOnInExchange(version: string): boolean {
  return /^SSH-2\.0-AsyncSSH_(1|2\.1?\d)\./.test(`${version}.`);
}
